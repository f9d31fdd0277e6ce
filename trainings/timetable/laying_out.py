"""The times of the lines of one day: what moves along when one of them grows, moves, comes or goes. Pure: no database.

Times are minutes from midnight. A line belongs to the half-day in which it begins.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from itertools import pairwise
from typing import NamedTuple

from trainings.models.attendance import AFTERNOON_BEGINS

LAST_MINUTE = 24 * 60 - 1  # 23:59, the latest end


class Line(NamedTuple):
    """One line: its key (that of the slot), from, to."""

    key: int
    starts: int
    ends: int

    @property
    def length(self) -> int:
        return self.ends - self.starts


Times = Mapping[int, tuple[int, int]]


def minutes_of(clock: time) -> int:
    """Returns the minutes from midnight."""
    return clock.hour * 60 + clock.minute


def time_of(minutes: int) -> time:
    """Returns the time of day; ValueError beyond 23:59."""
    return time(*divmod(minutes, 60))


def in_afternoon(starts: int) -> bool:
    """Whether a line that begins then belongs to the afternoon."""
    return starts >= minutes_of(AFTERNOON_BEGINS)


def after_changing(lines: Iterable[Line], key: int, starts: int, ends: int) -> Times:
    """Returns {key: (from, to)} of the lines that move when line `key` gets these times, itself included.

    Later lines of its half-day move by as much as its end does. Where it is taken to another time that does not touch the one it had,
    it alone moves.
    """
    lines = list(lines)
    was = _line(lines, key)
    touches = starts <= was.ends and ends >= was.starts and in_afternoon(starts) == in_afternoon(was.starts)
    later = _later(lines, was.ends, in_afternoon(was.starts)) if touches else []
    moved = _shifted([line for line in later if line.key != key], ends - was.ends)
    return {key: (starts, ends), **moved}


def after_adding(lines: Iterable[Line], starts: int, ends: int) -> Times:
    """Returns {key: (from, to)} of the lines that make room for a new one: later ones of its half-day, as far as it takes."""
    later = _later(lines, starts, in_afternoon(starts))
    return _shifted(later, ends - min(line.starts for line in later)) if later and later[0].starts < ends else {}


def after_removing(lines: Iterable[Line], key: int) -> Times:
    """Returns {key: (from, to)} of the lines that close up when line `key` goes: later ones of its half-day.

    None where another line goes on at the same time: that half-day is as full as before.
    """
    lines = list(lines)
    gone = _line(lines, key)
    others = [line for line in lines if line.key != key]
    if any(line.starts < gone.ends and line.ends > gone.starts for line in others):
        return {}
    return _shifted(_later(others, gone.ends, in_afternoon(gone.starts)), -gone.length)


def after_moving(lines: Iterable[Line], key: int, before: int | None) -> Times:
    """Returns {key: (from, to)} of the lines that change when line `key` goes before line `before`, or to the end (None).

    Every line keeps its length; between the two places they close ranks with the pauses that stood there, and what comes after stays.
    """
    lines = sorted(lines, key=lambda line: line.starts)
    moving = _line(lines, key)
    order = [line for line in lines if line.key != key]
    place = len(order) if before is None else next(i for i, line in enumerate(order) if line.key == before)
    order.insert(place, moving)
    differ = [i for i, (old, new) in enumerate(zip(lines, order, strict=True)) if old.key != new.key]
    if not differ:
        return {}
    first, last = differ[0], differ[-1]
    times = _laid_out(order[first : last + 1], lines[first : last + 1])
    # Only lines that overlapped take longer one after the other than they took before.
    end = max(line.ends for line in lines[first : last + 1])
    longer = max(to for _from, to in times.values()) - end
    return {**times, **(_shifted(lines[last + 1 :], longer) if longer > 0 else {})}


def neighbour(lines: Iterable[Line], key: int, *, down: bool) -> tuple[bool, int | None]:
    """Returns (whether line `key` can move one place, the line before which it then stands; None for the end)."""
    order = [line.key for line in sorted(lines, key=lambda line: line.starts)]
    at = order.index(key)
    if down:
        return at + 1 < len(order), order[at + 2] if at + 2 < len(order) else None
    return at > 0, order[at - 1] if at else None


def passes_midnight(times: Times) -> int | None:
    """Returns the key of a line that would not fit into the day, None where all do."""
    return next((key for key, (starts, ends) in times.items() if starts < 0 or ends > LAST_MINUTE), None)


def _laid_out(order: Sequence[Line], places: Sequence[Line]) -> dict[int, tuple[int, int]]:
    """The lines in their new order from the first place on, with the pauses that stand between the places."""
    pauses = [max(0, after.starts - one.ends) for one, after in pairwise(places)]
    at, times = places[0].starts, {}
    for line, pause in zip(order, [*pauses, 0], strict=True):
        times[line.key] = (at, at + line.length)
        at += line.length + pause
    return times


def _line(lines, key):
    return next(line for line in lines if line.key == key)


def _later(lines, since, afternoon):
    """The lines of one half-day that begin at `since` or later, in order."""
    later = [line for line in lines if line.starts >= since and in_afternoon(line.starts) == afternoon]
    return sorted(later, key=lambda line: line.starts)


def _shifted(lines, by):
    return {line.key: (line.starts + by, line.ends + by) for line in lines} if by else {}
