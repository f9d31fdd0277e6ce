"""Excuses that nobody has decided, on the start page of coordinators."""

from collections.abc import Iterator

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.text.localised_text import date_text, number_text
from reports.pages.attention import Item
from trainings.models import Excuse


def excuses_to_decide(user: User, *, most: int) -> Iterator[Item]:
    """Yields an Item for each session, `most` at most, with excuses that wait; the oldest first. One query.

    It says how many there are, never who asked or why.
    """
    rows = Excuse.objects.coordinated_by(user).waiting().order_by()
    rows = rows.values_list("enrolment__session__code").annotate(count=Count("pk"), first=Min("asked_at"))
    for code, count, first in rows.order_by("first")[:most]:
        yield Item(
            "warn",
            ngettext(
                "%(count)s excuse of %(code)s waits for a decision",
                "%(count)s excuses of %(code)s wait for a decision",
                count,
            )
            % {"count": number_text(count, get_language()), "code": code},
            _("The oldest was asked on %(date)s.") % {"date": date_text(timezone.localdate(first), get_language())},
            _("Decide on excuses"),
            reverse("trainings:excuses", args=[code]),
        )
