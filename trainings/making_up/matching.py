"""Where a missed half-day can have been made up: half-days of other sessions of the course that teach the same."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch

from trainings.models import AttendanceMark, Half, Mark, SessionDay, SessionState, Slot, TrainingSession
from trainings.sessions.half_days import AFTERNOON_BEGINS, HalfDay, ends_at, half_days_of

HELD_WHILE = (SessionState.RUNNING, SessionState.HELD, SessionState.CLOSED)
MOST_SESSIONS = 20  # the latest ones are offered
NEAR = timedelta(days=183)  # what was sat longer before or after makes nothing up


@dataclass(frozen=True)
class Visit:
    """A half-day of another session. session: that session, with its trainers and their accounts."""

    session: TrainingSession
    half_day: HalfDay


def visits_for(session: TrainingSession, half_day: HalfDay, *, now: datetime) -> list[Visit]:
    """Returns the half-days of other sessions of the course, the latest session first, that were held and teach the same.

    half_day: the one that was missed. now: aware datetime. A constant number of queries; sessions beyond MOST_SESSIONS are left out.
    """
    wanted = modules_in(half_day)
    held = Exists(AttendanceMark.objects.filter(day__session=OuterRef("pk"), mark__in=[Mark.PRESENT, Mark.LATE]))
    others = (
        TrainingSession.objects.filter(held, course=session.course_id, state__in=HELD_WHILE)
        .filter(ends_on__gte=half_day.day.date - NEAR, starts_on__lte=half_day.day.date + NEAR)
        .exclude(pk=session.pk)
        .order_by("-starts_on", "code")
        .prefetch_related("trainers__user", Prefetch("days", _days_with_lines()))[:MOST_SESSIONS]
    )
    same = [Visit(other, one) for other in others for one in matches_in(other, half_day, wanted)]
    there = _with_officers([visit.half_day.day.pk for visit in same])
    return [one for one in same if one.half_day.key in there and ends_at(one.half_day) <= now]


def was_held(half_day: HalfDay, *, now: datetime) -> bool:
    """Whether a half-day is over at `now` and somebody was there. Two queries."""
    return ends_at(half_day) <= now and half_day.key in _with_officers([half_day.day.pk])


def matches_in(other: TrainingSession, missed: HalfDay, wanted: set[str]) -> list[HalfDay]:
    """Returns the half-days of another session that make up the missed one. wanted: `modules_in` of the missed one.

    Where the timetables of both say what is taught, the other has to teach all of it; where one of them says nothing, it has to be the
    same half of the day of the same number. If that one is among them, it alone is: a module may last for two half-days.
    """
    near = [one for one in half_days_of(other.days.all()) if is_near(one, missed)]
    found = [one for one in near if _teaches(one, missed, wanted)]
    return [one for one in found if _place(one) == _place(missed)] or found


def is_near(one: HalfDay, missed: HalfDay) -> bool:
    """Whether two half-days lie at most NEAR from each other."""
    return abs(one.day.date - missed.day.date) <= NEAR


def _place(half_day):
    return half_day.day.number, half_day.half


def _teaches(one, missed, wanted):
    taught = modules_in(one)
    return wanted <= taught if wanted and taught else _place(one) == _place(missed)


def modules_in(half_day: HalfDay) -> set[str]:
    """Returns the codes of the modules that the timetable has in a half-day. One query, none where the lines are fetched."""
    is_morning = half_day.half == Half.MORNING
    lines = half_day.day.slots.all()
    return {line.module.code for line in lines if line.module and (line.starts_at < AFTERNOON_BEGINS) == is_morning}


def _days_with_lines():
    lines = Prefetch("slots", Slot.objects.select_related("module"))
    return SessionDay.objects.order_by("number").prefetch_related(lines)


def _with_officers(days):
    """Returns the keys of the half-days of these days (ids) in which somebody was present or late. One query."""
    marks = AttendanceMark.objects.filter(day__in=days, mark__in=[Mark.PRESENT, Mark.LATE])
    return set(marks.order_by().values_list("day", "half").distinct())
