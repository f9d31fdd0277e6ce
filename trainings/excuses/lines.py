"""An excuse as pages show it: its half-days by name, what waits, what can be taken back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from trainings.excuses.asking import can_withdraw
from trainings.models import Excuse, ExcusedHalfDay, ExcuseState, Half, SessionDay
from trainings.sessions.half_days import HalfDay


@dataclass(frozen=True)
class Line:
    """One half-day of an excuse. name: "Sunday morning", by the date that was asked for."""

    row: ExcusedHalfDay
    name: str


@dataclass(frozen=True)
class Shown:
    """An Excuse with its Lines. waits: a half-day has to be decided; can_withdraw: something of it can be taken back."""

    excuse: Excuse
    lines: tuple[Line, ...]
    waits: bool
    can_withdraw: bool


def shown(excuses: Iterable[Excuse], *, now: datetime) -> list[Shown]:
    """Returns each Excuse (of `with_names`) as a page shows it at `now` (aware datetime). No query."""
    return [_shown(one, now) for one in excuses]


def _shown(excuse, now):
    rows = list(excuse.half_days.all())
    lines = tuple(Line(row, HalfDay(SessionDay(date=row.date), Half(row.half)).name) for row in rows)
    waits = any(row.state == ExcuseState.ASKED for row in rows)
    return Shown(excuse, lines, waits, can_withdraw(excuse, now=now))
