"""Incidents that nobody has settled, on the start page of coordinators."""

from collections.abc import Iterator

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.text.localised_text import date_text, number_text
from reports.pages.attention import Item
from trainings.models import Incident, IncidentKind, IncidentState, Severity


def incidents_to_settle(user: User, *, most: int) -> Iterator[Item]:
    """Yields an Item for each session, `most` at most, with open incidents; serious ones and safeguarding first. One query.

    It says how many there are, never what happened.
    """
    grave = Count("pk", filter=Q(severity=Severity.SERIOUS) | Q(kind=IncidentKind.SAFEGUARDING))
    rows = Incident.objects.coordinated_by(user).filter(state=IncidentState.OPEN).order_by()
    rows = rows.values_list("session__code").annotate(count=Count("pk"), grave=grave, first=Min("reported_at"))
    for code, count, is_grave, first in rows.order_by("-grave", "first")[:most]:
        yield Item(
            "bad" if is_grave else "warn",
            ngettext(
                "%(count)s incident of %(code)s is open",
                "%(count)s incidents of %(code)s are open",
                count,
            )
            % {"count": number_text(count, get_language()), "code": code},
            _("The oldest was reported on %(date)s.") % {"date": date_text(timezone.localdate(first), get_language())},
            _("See what happened"),
            reverse("sessions:incidents", args=[code]),
        )
