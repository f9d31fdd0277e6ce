"""What pages show of attendance and of objections: an officer's own half-days, the list of a session, one objection."""

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.db.models import Count, Prefetch, Q, QuerySet

from trainings.attendance.grid import FACES, JOINED_LATER, NO_MARK, Face
from trainings.making_up.reading import made_up_by
from trainings.models import (
    AttendanceMark,
    Enrolment,
    Half,
    ObjectedHalfDay,
    Objection,
    ObjectionState,
    TrainingSession,
)
from trainings.objections.filing import MOST
from trainings.sessions.half_days import HalfDay, before_joining, half_days_of


class OwnHalfDay(NamedTuple):
    """A half-day of one officer: the mark on record, whether an objection to it waits, and the code of the session where it was made up."""

    half_day: HalfDay
    face: Face
    waits: bool
    made_up_in: list[str]

    @property
    def value(self) -> str:
        """What the form sends of it."""
        return key_text(self.half_day)


class Objected(NamedTuple):
    """A half-day of an objection: the mark that stood there, the one that was decided, the one on record now, and the row."""

    row: ObjectedHalfDay
    half_day: HalfDay
    before: Face
    after: Face
    now: Face


class Shown(NamedTuple):
    """One objection with its half-days; waits: whether one of them is open."""

    objection: Objection
    half_days: list[Objected]

    @property
    def waits(self) -> bool:
        return any(one.row.state == ObjectionState.OPEN for one in self.half_days)

    @property
    def recorded(self) -> bool:
        """Whether somebody else filed it for the officer."""
        return self.objection.filed_by_id != self.objection.enrolment.officer.user_id


class Answered(NamedTuple):
    """How many half-days of an enrolment wait, and how many are decided."""

    waiting: int
    decided: int


def key_text(half_day: HalfDay) -> str:
    """Returns a half-day as a form sends it: "2-morning", the number of the day and the half."""
    return f"{half_day.day.number}-{half_day.half.value}"


def own_half_days(enrolment: Enrolment) -> list[OwnHalfDay]:
    """Returns the half-days of an officer's session in order, each with its mark. Four queries; more where the officer came later."""
    half_days = half_days_of(enrolment.session.days.order_by("number"))
    marks = _marks([enrolment.pk])
    open_ones = ObjectedHalfDay.objects.filter(enrolment=enrolment, state=ObjectionState.OPEN)
    waiting = set(open_ones.order_by().values_list("day", "half"))
    before = before_joining(half_days).get(enrolment.pk, ())
    made_up = made_up_by(enrolment)
    return [
        OwnHalfDay(
            one,
            FACES.get(marks.get((enrolment.pk, *one.key), ""), JOINED_LATER if one.key in before else NO_MARK),
            one.key in waiting,
            [made_up[one.key]] if one.key in made_up else [],
        )
        for one in half_days
    ]


def objections_of(enrolment: Enrolment) -> list[Shown]:
    """Returns the objections of an officer in a session, the latest first; MOST at most. Three queries."""
    rows = Objection.objects.filter(enrolment=enrolment).order_by("-filed_at", "-pk")
    return shown(_with_half_days(rows)[:MOST])


def listed_on(session: TrainingSession) -> "QuerySet[Objection]":
    """Returns the objections of a session for a list: those that wait first, the oldest on top."""
    rows: Any = Objection.objects.filter(enrolment__session=session)
    return _with_half_days(rows.open_first())


def shown(objections: Iterable[Objection]) -> list[Shown]:
    """Returns the objections (of `listed_on`) as a page shows them. Three queries, however many they are."""
    rows = list(objections)
    marks = _marks({row.enrolment_id for row in rows})
    return [
        Shown(
            row,
            [
                Objected(
                    one,
                    HalfDay(one.day, Half(one.half)),
                    FACES.get(one.mark_before, NO_MARK),
                    FACES.get(one.mark_after, NO_MARK),
                    FACES.get(marks.get((row.enrolment_id, one.day_id, one.half), ""), NO_MARK),
                )
                for one in row.half_days.all()
            ],
        )
        for row in rows
    ]


def counts_of(enrolments: Collection[int]) -> dict[int, Answered]:
    """Returns {enrolment id: Answered} of those with objections that were not taken back. One query."""
    rows = ObjectedHalfDay.objects.filter(enrolment__in=enrolments).exclude(state=ObjectionState.WITHDRAWN).order_by()
    waiting = Count("pk", filter=Q(state=ObjectionState.OPEN))
    counted = rows.values_list("enrolment").annotate(waiting=waiting, all=Count("pk"))
    return {pk: Answered(open_ones, count - open_ones) for pk, open_ones, count in counted}


def without_account(session: TrainingSession) -> Any:
    """Returns who takes part in the session and has no account, in the order of the roster."""
    return session.enrolments.on_the_roster().filter(officer__user__isnull=True)


def _with_half_days(rows):
    half_days = Prefetch("half_days", ObjectedHalfDay.objects.select_related("day", "decided_by"))
    return rows.select_related("enrolment__officer", "enrolment__rank", "enrolment__unit", "filed_by").prefetch_related(
        half_days
    )


def _marks(enrolments):
    """Returns {(enrolment id, day id, half): Mark}. One query."""
    rows = AttendanceMark.objects.filter(enrolment__in=list(enrolments)).order_by()
    return {(pk, day, half): mark for pk, day, half, mark in rows.values_list("enrolment", "day", "half", "mark")}
