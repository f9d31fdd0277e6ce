"""Requests between programmes on the start pages of coordinators and administrators."""

from collections.abc import Iterator

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.text.localised_text import date_text, number_text
from accounts.text.sentences import numbers
from programmes.models import Programme
from reports.pages.attention import Item
from trainings.models import OfficerRequest


def officers_asked_for(user: User, *, most: int) -> Iterator[Item]:
    """Yields an Item for each programme, `most` at most, that asks for officers whose record a programme of the user's holds."""
    asked = OfficerRequest.objects.asked_of(user).open().order_by()
    counted = asked.values_list("session__phase__programme").annotate(count=Count("pk"), first=Min("asked_at"))
    counted = list(counted.order_by("first")[:most])
    programmes = Programme.objects.in_bulk([programme for programme, _count, _first in counted])
    for programme, count, first in counted:
        yield Item(
            "warn",
            ngettext(
                "%(count)s officer of yours is asked for by %(programme)s",
                "%(count)s officers of yours are asked for by %(programme)s",
                count,
            )
            % {"count": number_text(count, get_language()), "programme": programmes[programme].short_title},
            _("The oldest is of %(date)s.") % {"date": date_text(timezone.localdate(first), get_language())},
            _("Look at them"),
            f"{reverse('officer_requests:desk')}?show=of",
        )


def rows_waiting_elsewhere(user: User) -> Iterator[Item]:
    """Yields an Item where rows of the user's rosters wait for the answer of other programmes."""
    count = OfficerRequest.objects.asked_by(user).open().count()
    if count:
        yield Item(
            "info",
            ngettext(
                "%(count)s row of yours waits for another programme",
                "%(count)s rows of yours wait for another programme",
                count,
            )
            % numbers(count=count),
            _("It holds the record and says whether the officer may be enrolled."),
            _("See them"),
            f"{reverse('officer_requests:desk')}?show=by",
        )


def requests_to_decide(user: User) -> Iterator[Item]:
    """Yields an Item where requests between programmes wait that an administrator may decide. It names no officer."""
    waiting = OfficerRequest.objects.for_administrator(user).open().aggregate(count=Count("pk"), first=Min("asked_at"))
    if waiting["count"]:
        yield Item(
            "warn",
            ngettext(
                "%(count)s request between programmes waits for an answer",
                "%(count)s requests between programmes wait for an answer",
                waiting["count"],
            )
            % numbers(count=waiting["count"]),
            _("The oldest is of %(date)s.") % {"date": date_text(timezone.localdate(waiting["first"]), get_language())},
            _("Look at them"),
            f"{reverse('officer_requests:desk')}?show=decide",
        )
