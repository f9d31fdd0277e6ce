"""Who is missing now, and who was missing twice running, so that somebody calls them while there is still time."""

from collections.abc import Collection, Iterable, Mapping
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from trainings.models import AttendanceMark, Enrolment, Mark, TrainingSession
from trainings.sessions.half_days import HalfDay, half_days_of

SHOWN = 20


class Missing(NamedTuple):
    """An officer who is missing: the Enrolment with officer, rank and unit; since which half-day; whether the one before was missed too."""

    enrolment: Enrolment
    half_day: HalfDay
    twice: bool


def missing_now(
    sessions: Collection[TrainingSession], marks: Mapping[tuple[int, str], int], *, most: int = SHOWN
) -> list[Missing]:
    """Returns who is absent in the last half-day that was marked, `most` at most; first those who were absent twice running.

    sessions: with their days. marks: how many each half-day has, by `HalfDay.key`. Excused is not absent. One query.
    """
    lasts = {session.pk: pair for session in sessions if (pair := _last_two(session, marks))}
    if not lasts:
        return []
    now = reduce(or_, (_absent(pair[-1]) for pair in lasts.values()))
    before = [_absent(pair[0]) for pair in lasts.values() if len(pair) == 2]
    rows = Enrolment.objects.active().filter(session__in=lasts).filter(now)
    rows = rows.annotate(twice=reduce(or_, before)) if before else rows
    rows = rows.select_related("session", "officer", "rank", "unit")
    order = ("-twice",) if before else ()
    found = rows.order_by(*order, "session", "officer__name_en", "officer__name_bn", "pk")[:most]
    return [Missing(one, lasts[one.session_id][-1], bool(before) and one.twice) for one in found]


def _last_two(session: TrainingSession, marks: Mapping[tuple[int, str], int]) -> list[HalfDay]:
    """The last two half-days with marks, in order: one to come has none, or only the excused."""
    marked = [half_day for half_day in half_days_of(_in_order(session)) if marks.get(half_day.key)]
    return marked[-2:]


def _in_order(session) -> Iterable:
    return sorted(session.days.all(), key=lambda day: day.number)


def _absent(half_day: HalfDay) -> Q | Exists:
    absent = AttendanceMark.objects.filter(day=half_day.day.pk, half=half_day.half, mark=Mark.ABSENT)
    return Exists(absent.filter(enrolment=OuterRef("pk")))
