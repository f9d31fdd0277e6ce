"""The attendance grid of a session, for a page: a row per officer, a column per half-day."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from trainings.curriculum.completion_rule import attended, rule_of
from trainings.excuses.reading import granted_of, with_excuses
from trainings.making_up.reading import made_up_of, with_made_up
from trainings.models import AttendanceMark, Enrolment, Mark, TrainingSession
from trainings.sessions.half_days import HalfDay, before_joining, expected, half_day_at, half_days_of, has_begun
from trainings.tags.numbers import numbers_of, with_numbers


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
SHORTEST_END = 4  # digits of a service number
NO_MARK = Face("", "–", _("Not yet"), _("not yet marked"))
JOINED_LATER = Face("", "·", _("Joined later"), _("before the officer joined"))


@dataclass(frozen=True)
class Column:
    """One half-day with its counts: how many have a mark, how many of these are present or late.

    expected: how many get a mark: all but those who joined later. begun: its day has come. on_now: it is the one that is
    taught at this moment.
    """

    half_day: HalfDay
    marked: int
    expected: int
    there: int
    chosen: bool
    begun: bool
    on_now: bool


@dataclass(frozen=True)
class Cell:
    """excused: an excuse was granted. made_up: the code of the session where it was made up, and so counts; "" where it was not."""

    column: Column
    face: Face
    excused: bool = False
    made_up: str = ""

    @property
    def before(self) -> bool:
        """Whether the half-day lies before the officer joined, and has no mark."""
        return self.face is JOINED_LATER


@dataclass(frozen=True)
class Row:
    """One officer. number: that of the name tag and of the sheets.

    apart: the end of the service number, where another one has the same name, rank and unit.
    """

    number: int
    enrolment: Enrolment
    cells: tuple[Cell, ...]
    attended: int
    apart: str = ""

    @cached_property
    def now(self) -> Cell:
        """The cell of the half-day that is being marked."""
        return next(cell for cell in self.cells if cell.column.chosen)

    @property
    def excused(self) -> str:
        """The half-days of which the officer is excused, as the script of the page names them: "2 morning,2 afternoon"."""
        half_days = (cell.column.half_day for cell in self.cells if cell.excused)
        return ",".join(f"{one.day.number} {one.half.value}" for one in half_days)


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
        return self.now.expected - self.now.marked if self.now else 0

    @cached_property
    def excused(self) -> list[Row]:
        """Officers with an excuse for the half-day that is being marked, and no mark: nobody saw yet whether they came all the same."""
        return [row for row in self.rows if self.now and row.now.excused and not row.now.face.value]

    @property
    def has_made_up(self) -> bool:
        """Whether somebody made up a half-day in another session."""
        return any(cell.made_up for row in self.rows for cell in row.cells)

    @property
    def others(self) -> int:
        """How many "Mark the others present" marks: those without a mark, but for the excused."""
        return self.missing - sum(not row.now.before for row in self.excused)


def grid_of(session: TrainingSession, *, now: datetime, day: int | None = None, half: str | None = None) -> Grid:
    """Returns the Grid of a TrainingSession (fetched with its course). Three queries, for any number of
    officers; five where somebody joined later, and one more each where somebody is excused or made up a half-day.

    The chosen half-day is that of day number `day` and `half`; without these, the one to mark next. now: aware datetime.
    """
    half_days = half_days_of(session.days.all())
    enrolments = list(with_made_up(with_excuses(with_numbers(session.enrolments.on_the_roster().with_late_entry()))))
    numbers = numbers_of(enrolments)
    marks: dict[int, dict[tuple[int, str], str]] = {enrolment.pk: {} for enrolment in enrolments}
    given = AttendanceMark.objects.filter(enrolment__in=session.enrolments.active())
    for enrolment, key_day, key_half, mark in given.values_list("enrolment", "day", "half", "mark"):
        marks[enrolment][key_day, key_half] = mark
    counts: Counter[tuple[int, str]] = Counter()
    there: Counter[tuple[int, str]] = Counter()
    for row in marks.values():
        counts.update(row.keys())
        there.update(key for key, mark in row.items() if mark in (Mark.PRESENT, Mark.LATE))
    before = before_joining(half_days) if any(enrolment.came_later for enrolment in enrolments) else {}
    chosen = _named(half_days, day, half) or _next_to_do(half_days, counts, len(enrolments), before, now)
    today, on_now = timezone.localdate(now), _on_now(half_days, now)
    columns = tuple(
        Column(
            half_day=half_day,
            marked=counts[half_day.key],
            expected=expected(half_day, len(enrolments), before),
            there=there[half_day.key],
            chosen=half_day is chosen,
            begun=half_day.day.date <= today,
            on_now=half_day is on_now,
        )
        for half_day in half_days
    )
    apart, excused, made_up = apart_of(enrolments), granted_of(enrolments), made_up_of(enrolments)
    rows = tuple(
        _row(
            numbers[pk],
            enrolment,
            marks[pk],
            columns,
            late_counts=rule_of(session).late_counts,
            before=before.get(pk, ()),
            excused=excused.get(pk, ()),
            made_up=made_up.get(pk, {}),
            apart=apart.get(pk, ""),
        )
        for pk, enrolment in ((one.pk, one) for one in enrolments)
    )
    return Grid(rows, columns)


def _on_now(half_days, now):
    current = half_day_at(half_days, now)
    return current if current and has_begun(current.day, current.half, now) else None


def _row(number, enrolment, given, columns, *, late_counts, before, excused, made_up, apart):
    cells = tuple(
        Cell(
            column,
            FACES.get(given.get(key := column.half_day.key), JOINED_LATER if key in before else NO_MARK),
            key in excused,
            made_up.get(key, ""),
        )
        for column in columns
    )
    attends = attended((cell.face.value for cell in cells), late_counts=late_counts)
    return Row(number, enrolment, cells, attends + sum(bool(cell.made_up) for cell in cells), apart)


def apart_of(enrolments: Iterable[Enrolment]) -> dict[int, str]:
    """Returns {enrolment id: last digits of the service number} of officers who look the same: one name, rank and unit.

    As many digits as tell them apart, four at least. enrolments: with their officers.
    """
    alike: dict[tuple, list[Enrolment]] = {}
    for enrolment in enrolments:
        officer = enrolment.officer
        for name in filter(None, {" ".join(one.split()).casefold() for one in (officer.name_en, officer.name_bn)}):
            alike.setdefault((name, enrolment.rank_id, enrolment.unit_id), []).append(enrolment)
    told: dict[int, str] = {}
    for group in (rows for rows in alike.values() if len(rows) > 1):
        numbers = [enrolment.officer.service_number for enrolment in group]
        most = max(map(len, numbers))
        length = next(
            (n for n in range(SHORTEST_END, most) if len({number[-n:] for number in numbers}) == len(numbers)), most
        )
        for enrolment in group:
            end = enrolment.officer.service_number[-length:]
            told[enrolment.pk] = max(told.get(enrolment.pk, ""), end, key=len)
    return told


def _named(half_days, day, half):
    return next((half_day for half_day in half_days if (half_day.day.number, half_day.half) == (day, half)), None)


def _next_to_do(half_days, counts, officers, before, now):
    """Returns the current half-day; outside session days the first one with missing marks, or else the last that has begun."""
    current = half_day_at(half_days, now)
    if current or not half_days:
        return current
    begun = [half_day for half_day in half_days if half_day.day.date <= timezone.localdate(now)]
    gaps = [half_day for half_day in begun if counts[half_day.key] < expected(half_day, officers, before)]
    return (gaps or begun[-1:] or half_days)[0]
