"""People and access of one programme: who has which part, who is invited, and what should be looked at."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.text.localised_text import date_text, number_text
from accounts.text.sentences import numbers
from jobs.models import Job
from programmes.models import Invitation, Programme, TeamMember, TeamRole
from programmes.team import membership
from reports.pages import colleagues
from trainings.models import SessionTrainer

ROWS_PER_PAGE = 25
PREFETCHED = 5
INVITATIONS_SHOWN = 50
CODES_SHOWN = 2
# In the order in which roles are named.
ORDER = (TeamRole.COORDINATOR, TeamRole.TRAINER, TeamRole.OBSERVER)


def page(programme: Programme, *, role: str, number: str | None, now: datetime) -> dict[str, Any]:
    """Returns what the page shows. role: a TeamRole or "" for all. number: of the page. The same queries for one and for many."""
    counts = dict(TeamMember.objects.filter(programme=programme).order_by().values_list("role").annotate(Count("pk")))
    everybody = membership.people_of(programme)
    shown = everybody
    if role:
        shown = everybody.filter(pk__in=TeamMember.objects.filter(programme=programme, role=role).values("user"))
    rows = Paginator(shown, ROWS_PER_PAGE).get_page(number)
    rows.object_list = list(rows.object_list)
    return {
        "programme": programme,
        "page": rows,
        "rows": _rows(programme, rows.object_list, now),
        "chosen": role,
        "query": f"role={role}" if role else "",
        "total": everybody.count(),
        "filters": [(one, counts.get(one, 0)) for one in ORDER],
        "invitations": invitation_rows(programme.invitations.open(), now),
        "look_at": _look_at(programme, everybody.filter(is_active=True), now),
        "mail_folder": settings.DEMO,
        "asks_second_step": settings.REQUIRE_SECOND_FACTOR,
    }


def _rows(programme, people, now):
    ids = [person.pk for person in people]
    roles = {}
    for user, role in TeamMember.objects.filter(programme=programme, user__in=ids).values_list("user", "role"):
        roles.setdefault(user, set()).add(role)
    steps, codes = colleagues.second_steps(ids), _codes(programme, ids)
    return [
        {
            "person": person,
            "roles": [
                {"label": role.label, "sees": _sees(role, codes.get(person.pk))}
                for role in ORDER
                if role in roles.get(person.pk, ())
            ],
            "signed_in": colleagues.last_sign_in(person, now),
            "second_step": steps.get(person.pk, ""),
        }
        for person in people
    ]


def _sees(role, sessions):
    if role == TeamRole.COORDINATOR:
        return {"words": _("everything")}
    if role == TeamRole.OBSERVER:
        return {"words": _("results, no names")}
    if not sessions:
        return {"words": _("no session yet")}
    codes, count = sessions
    more = count - len(codes)
    words = ngettext("and %(count)s more", "and %(count)s more", more) if more else ""
    return {"codes": codes, "words": words and words % numbers(count=more)}


def _codes(programme, ids):
    """Returns {user id: (the latest session codes, how many sessions there are)}. One query, two rows a person."""
    by_user = {"partition_by": "user"}
    named = (
        SessionTrainer.objects.filter(user__in=ids, session__phase__programme=programme)
        .order_by()
        .annotate(
            place=Window(RowNumber(), order_by=("-session__starts_on", "-session_id"), **by_user),
            of=Window(Count("pk"), **by_user),
        )
        .filter(place__lte=CODES_SHOWN)
        .values_list("user", "session__code", "of")
    )
    found = {}
    for user, code, count in named:
        found.setdefault(user, ([], count))[0].append(code)
    return found


def invitation_rows(invitations: QuerySet[Invitation], now: datetime) -> list[dict[str, Any]]:
    """Returns a row for each open Invitation (a queryset): how long it works, and whether its letter went out."""
    language = get_language()
    rows = []
    for invitation in invitations.select_related("invited_by", "programme")[:INVITATIONS_SHOWN]:
        # Begun days count: a link of a minute ago has seven left.
        days = -(-(invitation.expires_at - now) // timedelta(days=1))
        if invitation.has_run_out(now):
            until = _("ran out on %(day)s") % {"day": date_text(invitation.expires_at, language)}
        else:
            until = ngettext("%(count)s day left", "%(count)s days left", days) % {"count": number_text(days, language)}
        rows.append({"invitation": invitation, "until": until, "ran_out": invitation.has_run_out(now)})
    return rows


def _look_at(programme, people, now):
    """Returns what is not as it should be: nobody can do these things for the person, but somebody can ask."""
    with_names = TeamMember.objects.filter(programme=programme, role__in=[TeamRole.COORDINATOR, TeamRole.TRAINER])
    bare = colleagues.without_second_step(people.filter(pk__in=with_names.values("user")))
    away = colleagues.long_away(people, now)
    return {
        "bare": list(bare[:PREFETCHED]),
        "away": [
            {"person": person, "days": colleagues.days_away(person, now)}
            for person in away.order_by("last_login", "pk")[:PREFETCHED]
        ],
    }


def before_removal(person: User, programme: Programme, roles: Collection[str], now: datetime) -> dict[str, Any]:
    """Returns what somebody should know before `roles` are taken away.

    {"obstacles": what has to be done first, "facts": lines for the page, "since": of the earliest role or None}
    """
    obstacles, facts = membership.facts_before_leaving(person, programme, roles)
    members = TeamMember.objects.filter(programme=programme, user=person).order_by("since")
    return {
        "obstacles": obstacles,
        "facts": [*_devices(person, now), *_open_work(person, programme), *[(one.label, one.text) for one in facts]],
        "since": next((member.since for member in members if member.since), None),
        "is_last": TeamRole.COORDINATOR in roles and membership.alone_as_coordinator(person, programme),
    }


def _devices(person, now):
    devices = UserSession.objects.filter(user=person).count()
    words = ngettext("%(count)s device", "%(count)s devices", devices) if devices else _("no device")
    words = words % numbers(count=devices) if devices else words
    last = _("last signed in: %(when)s") % {"when": colleagues.last_sign_in(person, now)}
    return [(_("Signed in on"), f"{words} · {last}")]


def _open_work(person, programme):
    open_jobs = Job.objects.unfinished().filter(requested_by=person, scope=f"programme:{programme.pk}").count()
    if not open_jobs:
        return [(_("Work under way"), _("none"))]
    words = ngettext("%(count)s job, goes on for the programme", "%(count)s jobs, go on for the programme", open_jobs)
    return [(_("Work under way"), words % numbers(count=open_jobs))]
