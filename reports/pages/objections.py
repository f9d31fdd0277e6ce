"""Objections of officers, and certificates to review after a corrected mark, on the start page of coordinators."""

from collections.abc import Iterator

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.text.localised_text import date_text, number_text
from certificates.lifecycle.reviews import to_review
from reports.pages.attention import Item
from trainings.models import ObjectedHalfDay, Objection, ObjectionState


def objections_to_decide(user: User, *, most: int) -> Iterator[Item]:
    """Yields an Item for each session, `most` at most, in which half-days wait for a decision, the oldest first. One query.

    It says how many there are, never whose or why.
    """
    own = Objection.objects.coordinated_by(user).order_by()
    rows = ObjectedHalfDay.objects.filter(state=ObjectionState.OPEN, objection__in=own).order_by()
    counted = rows.values_list("enrolment__session__code").annotate(
        count=Count("objection", distinct=True), first=Min("objection__filed_at")
    )
    for code, count, first in counted.order_by("first")[:most]:
        yield Item(
            "warn",
            ngettext(
                "%(count)s objection in %(code)s waits for your decision",
                "%(count)s objections in %(code)s wait for your decision",
                count,
            )
            % {"count": number_text(count, get_language()), "code": code},
            _("The oldest is of %(date)s.") % {"date": date_text(timezone.localdate(first), get_language())},
            _("Look at them"),
            reverse("sessions:objections", args=[code]),
        )


def certificates_to_review(user: User) -> Iterator[Item]:
    """Yields an Item where a corrected mark left certificates that no longer say what the attendance says. One query."""
    asked = to_review(user).order_by().aggregate(count=Count("pk"), first=Min("changed_at"))
    if asked["count"]:
        yield Item(
            "warn",
            ngettext(
                "%(count)s result changed after closing: look at its certificate",
                "%(count)s results changed after closing: look at their certificates",
                asked["count"],
            )
            % {"count": number_text(asked["count"], get_language())},
            _("The oldest is of %(date)s.") % {"date": date_text(timezone.localdate(asked["first"]), get_language())},
            _("Look at them"),
            reverse("certificates:reviews"),
        )
