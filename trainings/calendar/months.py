"""The month as a page draws it: weeks from Sunday to Saturday, and the sessions in lanes, as bars across their days. Pure."""

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from trainings.models import TrainingSession

FIRST_WEEKDAY = calendar.SUNDAY
WEEKEND = frozenset({calendar.FRIDAY, calendar.SATURDAY})
LANES = 4  # bars that a day shows; the others are counted
EARLIEST, LATEST = 2000, 2099
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")


class Month(NamedTuple):
    """A month of a year."""

    year: int
    month: int

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> "Month":
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    @property
    def previous(self) -> "Month":
        before = self.first - timedelta(days=1)
        return Month(before.year, before.month)

    @property
    def text(self) -> str:
        """As an address has it: 2026-11."""
        return f"{self.year}-{self.month:02d}"


def month_of(text: str | None, *, today: date) -> Month:
    """Returns the Month an address names ("2026-11"), or that of `today` for anything else."""
    found = _MONTH.fullmatch(text or "")
    year, month = map(int, found.groups()) if found else (0, 0)
    if EARLIEST <= year <= LATEST and 1 <= month <= 12:
        return Month(year, month)
    return Month(today.year, today.month)


def is_weekend(day: date) -> bool:
    """Whether a day is one of the weekend in Bangladesh: Friday or Saturday."""
    return day.weekday() in WEEKEND


class Bar(NamedTuple):
    """A session on one day. is_named: the first day that shows it in this week; is_last: its last day of all."""

    session: TrainingSession
    is_named: bool
    is_first: bool
    is_last: bool


@dataclass
class Cell:
    """A day of the grid. bars: one for each lane, None where the lane is free above another bar; more: how many did not fit.

    holidays: what the page adds.
    """

    day: date
    is_outside: bool
    is_today: bool
    is_free: bool
    bars: list[Any] = field(default_factory=list)
    more: int = 0
    holidays: list[Any] = field(default_factory=list)


def weeks_of(month: Month, sessions: Sequence[TrainingSession], *, today: date) -> list[list[Cell]]:
    """Returns the weeks of a month, each seven Cells. sessions: those that have a day in them, in the order of their first day."""
    days = calendar.Calendar(FIRST_WEEKDAY).monthdatescalendar(month.year, month.month)
    return [_week(week, month, sessions, today) for week in days]


def window_of(month: Month) -> tuple[date, date]:
    """Returns the first and the last day that the grid of a month shows."""
    weeks = calendar.Calendar(FIRST_WEEKDAY).monthdatescalendar(month.year, month.month)
    return weeks[0][0], weeks[-1][-1]


def _week(week, month, sessions, today):
    here = [one for one in sessions if one.starts_on <= week[-1] and one.ends_on >= week[0]]
    lanes = _lanes(here)
    cells = [Cell(day, day.month != month.month, day == today, is_weekend(day)) for day in week]
    for cell in cells:
        _fill(cell, week, here, lanes)
    return cells


def _lanes(sessions):
    """{id: number of the lane}: the first lane that is free from the first day of the session on."""
    taken_until: list[date] = []
    lanes = {}
    for one in sessions:
        free = next((lane for lane, until in enumerate(taken_until) if until < one.starts_on), len(taken_until))
        if free == len(taken_until):
            taken_until.append(one.ends_on)
        taken_until[free] = one.ends_on
        lanes[one.pk] = free
    return lanes


def _fill(cell, week, sessions, lanes):
    bars: list[Any] = [None] * LANES
    for one in sessions:
        if not one.starts_on <= cell.day <= one.ends_on:
            continue
        if lanes[one.pk] >= LANES:
            cell.more += 1
        else:
            is_first = cell.day == one.starts_on
            bars[lanes[one.pk]] = Bar(one, is_first or cell.day == week[0], is_first, cell.day == one.ends_on)
    while bars and bars[-1] is None:
        bars.pop()
    cell.bars = bars
