"""The attendance grid of a session, for a page: a row per officer, a column per half-day."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from trainings.models import AttendanceMark, Enrolment, Mark, TrainingSession
from trainings.sessions.completion import attended
from trainings.sessions.half_days import HalfDay, half_day_at, half_days_of


@dataclass(frozen=True)
class Face:
    """How a mark is shown. letter: in the grid. word: on a button. spoken: within a sentence."""

    value: str
    letter: str | Promise
    word: str | Promise
    spoken: str | Promise


FACES = {
    face.value: face
    for face in (
        Face(Mark.PRESENT, pgettext_lazy("letter of a mark", "P"), pgettext_lazy("mark", "Present"), _("present")),
        Face(Mark.LATE, pgettext_lazy("letter of a mark", "L"), pgettext_lazy("mark", "Late"), _("late")),
        Face(Mark.EXCUSED, pgettext_lazy("letter of a mark", "E"), pgettext_lazy("mark", "Excused"), _("excused")),
        Face(Mark.ABSENT, pgettext_lazy("letter of a mark", "A"), pgettext_lazy("mark", "Absent"), _("absent")),
    )
}
NO_MARK = Face("", "–", _("Not yet"), _("not yet marked"))


@dataclass(frozen=True)
class Column:
    """One half-day with its counts: how many have a mark, how many of these are present or late."""

    half_day: HalfDay
    marked: int
    there: int
    chosen: bool
    begun: bool
    today: bool


@dataclass(frozen=True)
class Cell:
    column: Column
    face: Face


@dataclass(frozen=True)
class Row:
    number: int
    enrolment: Enrolment
    cells: tuple[Cell, ...]
    attended: int

    @cached_property
    def now(self) -> Cell:
        """The cell of the half-day that is being marked."""
        return next(cell for cell in self.cells if cell.column.chosen)


@dataclass(frozen=True)
class Grid:
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]

    @cached_property
    def now(self) -> Column | None:
        """The column of the half-day that is being marked; None for a session without half-days."""
        return next((column for column in self.columns if column.chosen), None)

    @property
    def missing(self) -> int:
        """Officers without a mark in the half-day that is being marked."""
        return len(self.rows) - self.now.marked if self.now else 0


def grid_of(session: TrainingSession, *, now: datetime, day: int | None = None, half: str | None = None) -> Grid:
    """Returns the Grid of a TrainingSession (fetched with its course). Three queries, for any number of officers.

    The chosen half-day is that of day number `day` and `half`; without these, the one to mark next. now: aware datetime.
    """
    half_days = half_days_of(session.days.all())
    enrolments = list(session.enrolments.on_the_roster())
    marks: dict[int, dict[tuple[int, str], str]] = {enrolment.pk: {} for enrolment in enrolments}
    given = AttendanceMark.objects.filter(enrolment__in=session.enrolments.active())
    for enrolment, key_day, key_half, mark in given.values_list("enrolment", "day", "half", "mark"):
        marks[enrolment][key_day, key_half] = mark
    counts: Counter[tuple[int, str]] = Counter()
    there: Counter[tuple[int, str]] = Counter()
    for row in marks.values():
        counts.update(row.keys())
        there.update(key for key, mark in row.items() if mark in (Mark.PRESENT, Mark.LATE))
    chosen = _named(half_days, day, half) or _next_to_do(half_days, counts, len(enrolments), now)
    today = timezone.localdate(now)
    columns = tuple(
        Column(
            half_day=half_day,
            marked=counts[half_day.key],
            there=there[half_day.key],
            chosen=half_day is chosen,
            begun=half_day.day.date <= today,
            today=half_day.day.date == today,
        )
        for half_day in half_days
    )
    rows = tuple(
        _row(number, enrolment, marks[enrolment.pk], columns, session.course.late_counts)
        for number, enrolment in enumerate(enrolments, start=1)
    )
    return Grid(rows, columns)


def _row(number, enrolment, given, columns, late_counts):
    cells = tuple(Cell(column, FACES.get(given.get(column.half_day.key), NO_MARK)) for column in columns)
    return Row(number, enrolment, cells, attended((cell.face.value for cell in cells), late_counts=late_counts))


def _named(half_days, day, half):
    return next((half_day for half_day in half_days if (half_day.day.number, half_day.half) == (day, half)), None)


def _next_to_do(half_days, counts, officers, now):
    """Returns the current half-day; outside session days the first one with missing marks, or else the last that has begun."""
    current = half_day_at(half_days, now)
    if current or not half_days:
        return current
    begun = [half_day for half_day in half_days if half_day.day.date <= timezone.localdate(now)]
    gaps = [half_day for half_day in begun if counts[half_day.key] < officers]
    return (gaps or begun[-1:] or half_days)[0]
