"""Where a trainer's day begins: own sessions, the timetable, what waits."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import can_close, can_mark_attendance, works_on_sessions
from trainings.attendance import undecided
from trainings.attendance.absences import missing_now
from trainings.curriculum.materials import materials_of
from trainings.excuses import reading as excuses
from trainings.models import SessionState, TrainingSession
from trainings.sessions.half_days import (
    before_joining,
    expected,
    half_day_at,
    half_days_of,
    has_begun,
    marks_by_half_day,
)

PAST_AT_FIRST = 8
SOON = timedelta(days=7)


@allow(works_on_sessions, second_factor=False)
@require_safe
def today(request: SignedInRequest) -> HttpResponse:
    """The trainer's own sessions: what runs today first, then what waits, the week, later and past."""
    now = timezone.now()
    sessions = list(
        TrainingSession.objects.led_by(request.user)
        .select_related("place", "phase")
        .prefetch_related("days__slots__module")
        .with_turnout()
    )
    date = timezone.localdate(now)
    current = sorted((session for session in sessions if _is_on(session, date)), key=_comes_first)
    ahead = sorted((session for session in sessions if _is_ahead(session, date)), key=lambda session: session.starts_on)
    unfinished = [session for session in sessions if _is_unfinished(session, date)]
    past = [session for session in sessions if session not in current + ahead + unfinished]
    marks = marks_by_half_day([session.pk for session in current + unfinished])
    before = before_joining(
        half_day for session in current + unfinished for half_day in half_days_of(session.days.all())
    )
    timetable = _timetable(current, now)
    teaching = [session for session in current if can_mark_attendance(request.user, session)]
    context = {
        "now": now,
        "date": date,
        "current": [_card(request.user, session, marks, before, now) for session in current],
        "timetable": timetable,
        "materials": materials_of((line["slot"] for line in timetable), by=request.user),
        "missing": missing_now(teaching, marks),
        "week": _week(current + ahead, date),
        "waiting": _to_decide(request.user, sessions)
        + _waiting(request.user, current + unfinished, marks, before, date),
        "ahead": ahead,
        "past": past if "past" in request.GET else past[:PAST_AT_FIRST],
        "past_hidden": 0 if "past" in request.GET else max(0, len(past) - PAST_AT_FIRST),
        "any": bool(sessions),
    }
    return render(request, "trainings/today.html", context)


def _is_on(session, date):
    live = session.state in (SessionState.SCHEDULED, SessionState.RUNNING, SessionState.HELD)
    return live and session.starts_on <= date <= session.ends_on


def _comes_first(session):
    """The order of today's sessions: those with officers, then those that run."""
    return not session.enrolled, session.state != SessionState.RUNNING


def _is_ahead(session, date):
    # A draft of today is not past: it waits to be scheduled.
    begins_later = session.starts_on > date or (session.state == SessionState.DRAFT and session.ends_on >= date)
    return begins_later and session.state not in (SessionState.CLOSED, SessionState.CANCELLED)


def _is_unfinished(session, date):
    over = session.ends_on < date
    return over and session.state in (SessionState.SCHEDULED, SessionState.RUNNING, SessionState.HELD)


def _card(user, session, marks, before, now):
    """What the card of a session that is on today shows: its day, and the half-day to mark now."""
    days = list(session.days.all())
    half_day = half_day_at(half_days_of(days), now)
    return {
        "session": session,
        "half_day": half_day,
        "days": len(days),
        "marked": marks.get(half_day.key, 0) if half_day else 0,
        "expected": expected(half_day, session.enrolled, before) if half_day else 0,
        "can_mark": can_mark_attendance(user, session),
        "begun": half_day is not None and has_begun(half_day.day, half_day.half, now),
    }


def _timetable(current, now):
    """Today's lines of all sessions in order of time, each over, on or to come."""
    here = timezone.localtime(now)
    lines = [
        {
            "slot": slot,
            "session": session,
            "over": slot.ends_at <= here.time(),
            "on": slot.starts_at <= here.time() < slot.ends_at,
        }
        for session in current
        for day in session.days.all()
        if day.date == here.date()
        for slot in day.slots.all()
    ]
    return sorted(lines, key=lambda line: line["slot"].starts_at)


def _week(sessions, date):
    """The days that come within a week, with their timetable."""
    days = [
        {"day": day, "session": session, "slots": list(day.slots.all())}
        for session in sessions
        for day in session.days.all()
        if date < day.date <= date + SOON
    ]
    return sorted(days, key=lambda line: line["day"].date)


def _to_decide(user, sessions):
    """The sessions with marks, and with excuses, that wait for a decision, and how many."""
    own = [session for session in sessions if can_mark_attendance(user, session)]
    ids = [session.pk for session in own]
    marks, asked = undecided.counts(ids), excuses.counts(ids)
    return [
        *({"session": session, "decide": marks[session.pk]} for session in own if session.pk in marks),
        *({"session": session, "excuses": asked[session.pk]} for session in own if session.pk in asked),
    ]


def _waiting(user, sessions, marks, before, date):
    """What the trainer still has to do: past half-days with gaps, then sessions ready to be closed."""
    waiting = []
    for session in sessions:
        past = [half_day for half_day in half_days_of(session.days.all()) if half_day.day.date < date]
        gaps = [
            (half_day, expected(half_day, session.enrolled, before) - marks.get(half_day.key, 0)) for half_day in past
        ]
        gaps = [(half_day, missing) for half_day, missing in gaps if missing > 0]
        if can_mark_attendance(user, session):
            waiting += [{"session": session, "half_day": half_day, "missing": missing} for half_day, missing in gaps]
        if _is_all_marked(session, marks, before, date) and can_close(user, session):
            waiting.append({"session": session, "close": True})
    return waiting


def _is_all_marked(session, marks, before, date):
    """The last day has come and every half-day of every officer has its mark."""
    halves = half_days_of(session.days.all())
    marked = all(marks.get(half_day.key, 0) >= expected(half_day, session.enrolled, before) for half_day in halves)
    return session.ends_on <= date and session.enrolled > 0 and bool(halves) and marked
