"""The phases of a programme on a line of whole years, as numbers for a drawing without words: its text is beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from programmes.models import Phase, Programme

WIDTH = 1000
SHORTEST = 6  # a phase of one day can still be seen


@dataclass(frozen=True)
class Bar:
    """One phase: where it begins and how long it is (0 to WIDTH), and "past", "now", "ahead" or "" (no dates)."""

    phase: object
    x: float
    width: float
    when: str
    is_open: bool


@dataclass(frozen=True)
class Timeline:
    """Years from January to December; `today` is None when it lies outside them."""

    years: tuple
    bars: tuple
    today: float | None

    @property
    def year_lines(self) -> list[float]:
        """Where one year ends and the next begins."""
        return [round(WIDTH * place / len(self.years), 1) for place in range(1, len(self.years))]


def timeline(programme: Programme, phases: Sequence[Phase], today: date) -> Timeline:
    """Returns the Timeline of a programme; phases without dates have no bar. today: a date. Asks no query."""
    begins = min([programme.starts_on, *(phase.starts_on for phase in phases if phase.starts_on)])
    dated = [phase.ends_on or phase.starts_on for phase in phases if phase.starts_on]
    ends = max([programme.ends_on or begins, today, *dated])
    years = tuple(range(begins.year, ends.year + 1))
    last = programme.ends_on or date(years[-1], 12, 31)
    return Timeline(
        years=years,
        bars=tuple(_bar(phase, years, last, today) for phase in phases),
        today=place(today, years),
    )


def place(day: date, years: Sequence[int]) -> float | None:
    """Returns where a day lies on a line of whole `years`, 0 to WIDTH; None outside."""
    if not years[0] <= day.year <= years[-1]:
        return None
    length = (date(day.year, 12, 31) - date(day.year, 1, 1)).days + 1
    into_year = (day - date(day.year, 1, 1)).days / length
    return round(WIDTH * (day.year - years[0] + into_year) / len(years), 1)


def _bar(phase, years, last, today):
    if not phase.starts_on:
        return Bar(phase, 0, 0, "", is_open=False)
    ends = phase.ends_on or max(last, phase.starts_on)
    x = place(phase.starts_on, years)
    beyond = place(ends + timedelta(days=1), years)
    width = (WIDTH if beyond is None else beyond) - x
    when = "ahead" if phase.starts_on > today else "past" if ends < today else "now"
    return Bar(phase, min(x, WIDTH - SHORTEST), max(round(width, 1), SHORTEST), when, is_open=phase.ends_on is None)
