"""The page of administrators: programmes with their coordinators, who is invited, what waits for a decision. No officer is on it."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access.requests import SignedInRequest
from accounts.models import Administrator, User
from programmes.invitations.forms import EmailForm
from programmes.models import Invitation, Programme, TeamMember, TeamRole
from programmes.team import closing
from reports.pages import colleagues
from reports.pages.officer_requests import requests_to_decide
from reports.pages.people import invitation_rows

PROGRAMMES_PER_PAGE = 24
ROWS_PER_PAGE = 25


def context_for(request: SignedInRequest) -> dict[str, Any]:
    """Returns what the page shows to whoever asks; also at /admin/, where it is the start page of an administrator."""
    shown = page(request.user, number=request.GET.get("page"), now=timezone.now())
    return {**shown, "form": EmailForm(), "title": _("Programmes and people")}


def page(user: User, *, number: str | None, now: datetime) -> dict[str, Any]:
    """Returns what the page shows. number: of the page of programmes. The same queries for one programme and for many."""
    coordinators = (
        TeamMember.objects.filter(role=TeamRole.COORDINATOR).select_related("user").order_by("user__full_name")
    )
    programmes = Programme.objects.order_by("-starts_on", "code").prefetch_related(
        "countries",
        Prefetch("team", queryset=coordinators, to_attr="coordinators"),
        Prefetch(
            "invitations",
            queryset=Invitation.objects.open().filter(roles__startswith=TeamRole.COORDINATOR),
            to_attr="invited",
        ),
    )
    administrators = list(Administrator.objects.select_related("user").order_by("user__full_name", "pk"))
    steps = colleagues.second_steps([one.user_id for one in administrators])
    return {
        "page": Paginator(programmes, PROGRAMMES_PER_PAGE).get_page(number),
        "waiting": list(requests_to_decide(user)),
        "invitations": invitation_rows(Invitation.objects.open().by_administrators(), now),
        "administrators": [
            {
                "person": one.user,
                "since": one.since,
                "signed_in": colleagues.last_sign_in(one.user, now),
                "second_step": steps.get(one.user_id, ""),
            }
            for one in administrators
        ],
        "mail_folder": settings.DEMO,
    }


def people(*, number: str | None, now: datetime) -> dict[str, Any]:
    """Returns the administrators and coordinators of all programmes, page by page. No trainer, observer or officer is on it."""
    found = (
        closing.colleagues()
        .select_related("administrator")
        .prefetch_related(
            Prefetch(
                "team_memberships",
                queryset=TeamMember.objects.filter(role=TeamRole.COORDINATOR).select_related("programme"),
                to_attr="coordinates",
            )
        )
        .order_by("full_name", "pk")
    )
    rows = Paginator(found, ROWS_PER_PAGE).get_page(number)
    rows.object_list = list(rows.object_list)
    steps = colleagues.second_steps([person.pk for person in rows.object_list])
    return {
        "page": rows,
        "rows": [
            {
                "person": person,
                "roles": _roles(person),
                "signed_in": colleagues.last_sign_in(person, now),
                "second_step": steps.get(person.pk, ""),
            }
            for person in rows.object_list
        ],
    }


def _roles(person):
    # Fetched with the person; the person's own `is_administrator` would ask once a row.
    roles = [_("Administrator")] if hasattr(person, "administrator") else []
    return roles + [_("Coordinator, %(programme)s") % {"programme": member.programme} for member in person.coordinates]
