"""The page of one session for coordinators: roster, days, the checklist before certificates, and the next step."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.issuing import eligibility
from certificates.models import Ceremony, Certificate, Level
from participants.claim_slips.status import counts as slip_counts
from participants.models import Officer
from reports.calendar.page import before_it_begins
from reports.counting.turnout import turnout
from trainings.curriculum import entry_rules, making_up_rule, pinning, required_modules
from trainings.curriculum.completion_rule import in_words, rule_of
from trainings.enrolment.entry_facts import clashes
from trainings.enrolment.roster_pages import RosterPage, roster_page
from trainings.enrolment.waivers import waivers_of
from trainings.making_up.reading import note_made_up
from trainings.models import (
    PARTICIPATES,
    AttendanceChange,
    EnrolmentState,
    Half,
    SessionDay,
    SessionState,
    Slot,
    TemplateUse,
    TrainingSession,
    WalkIn,
)
from trainings.sessions import completion
from trainings.sessions.closing_checklist import closing_checklist
from trainings.sessions.half_days import HalfDay, half_days_of, has_begun, marks_by_half_day

FOLDED = 10  # rows that a phone shows at first; see .sh-fold
ROWS = 30  # of names in both scripts: with more the page would weigh over 60 KB (tests/look/test_full_pages.py)
REASONS_SHOWN = 5
WALK_INS_SHOWN = 20
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


def page(
    session: TrainingSession, *, show_all: bool = False, number: str | None = None, words: str = ""
) -> dict[str, Any]:
    """Returns the template context for `session` (fetched with course, phase and place). A constant number of queries.

    show_all: whether a phone shows all rows of the page. number: of the page of the roster, as an address has it. words: of a search in it.
    """
    counts = _counts(session)
    roster = roster_page(session, counts["enrolled"], number=number, words=words, by_number=True, most_rows=ROWS)
    ready = eligibility.ready_count(session)
    participation = eligibility.ready_count(session, Level.PARTICIPATION)
    days = list(session.days.all())
    given = marks_by_half_day([session.pk])
    checks = closing_checklist(session)
    return {
        "session": session,
        "rail": rail(session),
        "next_step": next_step(session, counts["enrolled"], ready),
        **_roster(session, roster, show_all=show_all),
        **counts,
        **_issued(session),
        "walk_ins": _walk_ins(session),
        "reasons": _reasons(session),
        "turnout": turnout(session.enrolments.active()),
        "days": _days(session, days, given),
        "trainers": list(session.trainers.select_related("user")),
        "guests": list(session.guests.select_related("guest")),
        "template_use": TemplateUse.objects.filter(session=session).select_related("template").first(),
        **before_it_begins(session, today=timezone.localdate()),
        "course": _course(session),
        "checks": checks,
        "checks_done": sum(check.done for check in checks),
        "ready_to_issue": ready,
        "participation_to_issue": participation,
        "ceremony": Ceremony.objects.that_count().filter(sessions=session).first(),
        "rosters": list(session.rosters.select_related("roster_import").order_by("-pk")[:5]),
        "slips": slip_counts(_own_officers(session)),
        "takes_officers": session.state in (SessionState.DRAFT, SessionState.SCHEDULED, SessionState.RUNNING),
    }


def _counts(session):
    """How many take part, completed, are proposed; and the seats that are free."""
    proposed = Q(state=EnrolmentState.NOMINATED)
    found = session.enrolments.order_by().aggregate(
        enrolled=Count("pk", filter=Q(state__in=PARTICIPATES)),
        completed=Count("pk", filter=Q(state=EnrolmentState.COMPLETED)),
        seated=Count("pk", filter=proposed & Q(place_in_line__isnull=True)),
        waiting=Count("place_in_line", filter=proposed),
    )
    return {
        "enrolled": found["enrolled"],
        "completed": found["completed"],
        "nominations": {"seated": found["seated"], "waiting": found["waiting"]},
        "free_seats": max(0, session.capacity - found["enrolled"] - found["seated"]),
    }


def _issued(session):
    """How many hold a valid certificate, and how many of these one of participation alone."""
    of_participation = Q(design__level=Level.PARTICIPATION)
    return (
        Certificate.objects.live()
        .filter(enrolment__session=session)
        .order_by()
        .aggregate(
            issued=Count("pk", filter=~of_participation), issued_participation=Count("pk", filter=of_participation)
        )
    )


def _roster(session, roster: RosterPage, *, show_all):
    """A page of the roster: with what tells people of one name apart, and their other sessions on the same days."""
    shown = roster.rows
    ids = [one.pk for one in shown]
    statuses = completion.completion_statuses(session, ids)
    note_made_up(session, shown)
    certificates = Certificate.objects.live().filter(enrolment__in=ids)
    live = {row["enrolment"]: row for row in certificates.values("enrolment", "serial", "pk", "design__level")}
    elsewhere = clashes(session, [one.officer_id for one in shown])
    waivers = waivers_of(ids)
    rows = [
        {
            "enrolment": one,
            "status": statuses.get(one.pk),
            "certificate": live.get(one.pk),
            "apart": roster.apart.get(one.pk, ""),
            "clashes": elsewhere.get(one.officer_id, []),
            "waivers": waivers.get(one.pk, []),
        }
        for one in shown
    ]
    return {
        "roster": rows,
        "page": roster.page,
        "sought": roster.sought,
        "found_more": roster.more,
        "show_all": show_all or bool(roster.sought) or roster.page.number > 1,
        "folded": FOLDED,
    }


def _course(session):
    """What the session uses of its course, the rule in words, and what the course has otherwise since it was fixed."""
    modules = pinning.modules_of(session)
    may_change = pinning.may_take_over(session, today=timezone.localdate())
    return {
        "title": session.course_title,
        "rule": " ".join(filter(None, (in_words(rule_of(session)), making_up_rule.in_words(session)))),
        "required": required_modules.words_of(session, modules),
        "entry": entry_rules.in_words(entry_rules.rules_of(session)),
        "modules": modules,
        "is_fixed": pinning.is_pinned(session),
        "differences": pinning.differences(session) if may_change else [],
    }


def _walk_ins(session):
    """Those who were added on the spot, the latest first, and whether somebody still has to read about them."""
    rows = list(WalkIn.objects.standing().filter(session=session).with_names()[:WALK_INS_SHOWN])
    return {
        "rows": [{"walk_in": one, "half_day": one.day and HalfDay(one.day, Half(one.half)).name} for one in rows],
        "unread": any(one.noted_at is None for one in rows),
    }


def _reasons(session):
    """The last marks that were given before a half-day began, or changed after its day, with why."""
    rows = (
        AttendanceChange.objects.filter(enrolment__session=session)
        .exclude(reason="")
        .order_by()
        .values("action", "day", "half", "reason", "changed_by__full_name", "changed_at")
        .annotate(count=Count("pk"))
        .order_by("-changed_at")[:REASONS_SHOWN]
    )
    rows = list(rows)
    days = SessionDay.objects.in_bulk({row["day"] for row in rows})
    return [
        {
            **row,
            "half_day": HalfDay(days[row["day"]], Half(row["half"])).name,
            "early": not has_begun(days[row["day"]], row["half"], row["changed_at"]),
        }
        for row in rows
    ]


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
