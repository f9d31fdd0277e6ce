"""What of the trained capacity is hidden from observers, so that no two numbers they may read lie a few people apart.

Observers may ask for today and for the end of each year. Between two such days a district, or the whole, may have gained or lost
1 to 4 officers: then the number of the later day is hidden, and with it what it follows from. The days are gone through from the
first to the one that is asked for, each beside all that was shown of those before. What the overview of results shows of the
programme (its officers, women and men) stays; what lies 1 to 4 people beside it is hidden here.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from accounts.database.kept_counts import KEPT_FOR, counted
from reports.capacity.counts import Capacity, Choice, Movement, Units, capacity
from reports.counting.suppression import is_near, withheld
from reports.counting.turnout import BySex, is_small, turnout_in

TOTAL, WOMEN, MEN = "total", "women", "men"


@dataclass
class Shown:
    """Every number that was shown so far, by cell."""

    numbers: dict = field(default_factory=lambda: defaultdict(set))

    def add(self, key: Any, count: int) -> None:
        if not is_small(count):
            self.numbers[key].add(count)

    def is_near(self, key: Any, count: int) -> bool:
        """Whether `count` gives away, beside a number shown of the same cell, that 1 to 4 came or went."""
        return is_near(count, self.numbers[key])


def hidden_on(day: date, *, choice: Choice, days: Iterable[date], units: Units) -> tuple[set[Any], bool]:
    """Returns (keys of the cells to hide, whether women and men are hidden) for what observers see of `day` (date).

    choice: Choice of one programme; its day does not matter. days: the dates that may be asked for. units: Units. One query for
    each of them up to `day`, and two.
    """
    elsewhere = counted(turnout_in, list(choice.programmes), is_large=choice.is_large, most_age=KEPT_FOR)
    shown = shown_elsewhere(elsewhere.value.officers)
    hidden: set[Any] = set()
    hides_split = False
    for one in sorted(on for on in days if on <= day):
        hidden, hides_split = hide(capacity(replace(choice, day=one), units), shown)
    return hidden, hides_split


def shown_elsewhere(officers: BySex) -> Shown:
    """Returns the Shown of the numbers that the overview shows of a programme's unique officers (BySex)."""
    shown = Shown()
    shown.add(TOTAL, officers.total)
    if officers.may_be_split:
        shown.add(WOMEN, officers.women)
        shown.add(MEN, officers.men)
    return shown


def cells_of(found: Capacity) -> tuple[dict[Any, int], ...]:
    """Returns the partitions of a Capacity: its movements, districts now and districts then; each adds up to the total."""
    movements = {movement: found.of(movement).total for movement in Movement}
    now = {("now", line.place.code): line.now.total for line in found.districts}
    then = {("then", line.place.code): line.then for line in found.districts}
    return (
        movements,
        now | {("now", ""): found.nowhere[1], Movement.LEFT: movements[Movement.LEFT]},
        then | {("then", ""): found.nowhere[0]},
    )


def hide(found: Capacity, shown: Shown) -> tuple[set[Any], bool]:
    """Returns (keys to hide, whether women and men are hidden) of a Capacity beside what was `shown` (Shown), which then grows."""
    partitions = cells_of(found)
    counts = {key: count for cells in partitions for key, count in cells.items()}
    total = found.total.total
    near = {key for key, count in counts.items() if shown.is_near(key, count)}
    # Who served there when trained and who serves there now: the difference is who came or went.
    near |= {
        key for key, count in counts.items() if key[0] == "now" and is_near(count, [counts.get(("then", key[1]), 0)])
    }
    hides_total = is_small(total) or shown.is_near(TOTAL, total)
    hidden = withheld(*partitions, besides=near, total_is_hidden=hides_total)
    hides_split = hides_total or not _may_split(found.total, shown)
    if hides_total:
        hidden |= {TOTAL}
    else:
        shown.add(TOTAL, total)
    if not hides_split:
        shown.add(WOMEN, found.total.women)
        shown.add(MEN, found.total.men)
    for key, count in counts.items():
        if key not in hidden:
            shown.add(key, count)
    return hidden, hides_split


def _may_split(split, shown):
    is_near_others = shown.is_near(WOMEN, split.women) or shown.is_near(MEN, split.men)
    return split.may_be_split and not is_near_others
