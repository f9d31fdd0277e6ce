"""The page of one session for coordinators: roster, days, the checklist before certificates, and the next step."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from certificates.issuing import eligibility
from certificates.models import Ceremony, Certificate
from participants.claim_slips.status import counts as slip_counts
from participants.models import Officer
from reports.counting.turnout import turnout
from trainings.models import SessionState, Slot, TrainingSession
from trainings.sessions import completion, lifecycle
from trainings.sessions.half_days import half_days_of, marks_by_half_day

ROWS_SHOWN = 25
RAIL = (SessionState.DRAFT, SessionState.SCHEDULED, SessionState.RUNNING, SessionState.HELD, SessionState.CLOSED)


@dataclass(frozen=True)
class Step:
    """The next action of the page; post: whether it changes data."""

    label: str
    url: str
    icon: str
    post: bool = False


def rail(session: TrainingSession) -> list[tuple[Any, str]]:
    """Returns the states a session passes as (label, "done" | "now" | "")."""
    if session.state == SessionState.CANCELLED:
        return [(SessionState.CANCELLED.label, "now")]
    reached = RAIL.index(session.state)
    return [(state.label, "now" if i == reached else "done" if i < reached else "") for i, state in enumerate(RAIL)]


def next_step(session: TrainingSession, enrolled: int, ready: int) -> Step | None:
    """Returns the Step that moves the session on, or None when nothing is left to do."""
    code = session.code
    if session.state == SessionState.DRAFT:
        return Step(_("Schedule the session"), reverse("sessions:schedule", args=[code]), "calendar-check", post=True)
    if session.state in (SessionState.SCHEDULED, SessionState.RUNNING) and not enrolled:
        return Step(_("Upload the roster"), reverse("sessions:upload", args=[code]), "upload")
    if session.state in (SessionState.RUNNING, SessionState.SCHEDULED):
        return Step(_("Open the attendance register"), reverse("trainings:attendance", args=[code]), "list-check")
    if session.state == SessionState.HELD:
        return Step(_("Close the session"), reverse("trainings:close", args=[code]), "clipboard-check")
    if session.state == SessionState.CLOSED and ready:
        return Step(_("Issue certificates"), reverse("certificates:issue", args=[code]), "award")
    return None


def page(session: TrainingSession, *, show_all: bool = False) -> dict[str, Any]:
    """Returns the template context for `session` (fetched with course, phase and place). A constant number of queries."""
    enrolments = list(session.enrolments.on_the_roster())
    statuses = completion.completion_statuses(session)
    live = {
        row["enrolment"]: row
        for row in Certificate.objects.live().filter(enrolment__session=session).values("enrolment", "serial", "pk")
    }
    ready = eligibility.ready_count(session)
    days = list(session.days.all())
    given = marks_by_half_day([session.pk])
    checks = lifecycle.open_checks(session)
    nominations = session.enrolments.proposed().aggregate(
        seated=Count("pk", filter=Q(place_in_line__isnull=True)), waiting=Count("place_in_line")
    )
    return {
        "session": session,
        "rail": rail(session),
        "next_step": next_step(session, len(enrolments), ready),
        "roster": [
            {"enrolment": enrolment, "status": statuses.get(enrolment.pk), "certificate": live.get(enrolment.pk)}
            for enrolment in (enrolments if show_all else enrolments[:ROWS_SHOWN])
        ],
        "enrolled": len(enrolments),
        "shown": len(enrolments) if show_all else min(len(enrolments), ROWS_SHOWN),
        "turnout": turnout(session.enrolments.active()),
        "completed": sum(enrolment.state == "completed" for enrolment in enrolments),
        "days": _days(session, days, given),
        "trainers": list(session.trainers.select_related("user")),
        "checks": checks,
        "checks_done": sum(check.done for check in checks),
        "issued": len(live),
        "ready_to_issue": ready,
        "ceremony": Ceremony.objects.that_count().filter(sessions=session).first(),
        "rosters": list(session.rosters.select_related("roster_import").order_by("-pk")[:5]),
        "free_seats": max(0, session.capacity - len(enrolments) - nominations["seated"]),
        "nominations": nominations,
        "slips": slip_counts(_own_officers(session)),
        "takes_officers": session.state in (SessionState.DRAFT, SessionState.SCHEDULED, SessionState.RUNNING),
    }


def _own_officers(session):
    """Those who take part, without those whose records another programme holds: their accounts are no business of ours."""
    return Officer.objects.filter(pk__in=session.enrolments.active().filter(is_shared=False).values("officer"))


def _days(session, days, given):
    slots = {}
    for slot in Slot.objects.filter(day__session=session).order_by("day__number", "starts_at"):
        half = "morning" if slot.starts_at.hour < 13 else "afternoon"
        slots.setdefault((slot.day_id, half), []).append(slot)
    halves = {half_day.key for half_day in half_days_of(days)}
    return [
        {
            "day": day,
            "halves": [
                {
                    "half": half,
                    "taught": (day.pk, half) in halves,
                    "slots": slots.get((day.pk, half), []),
                    "marked": given.get((day.pk, half), 0),
                }
                for half in ("morning", "afternoon")
            ],
        }
        for day in days
    ]
