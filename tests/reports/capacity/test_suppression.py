"""An attacker subtracts all that an observer may read, on every day, and finds no group of 1 to 4 people."""

import random
from datetime import date
from fractions import Fraction
from itertools import combinations

import pytest
from django.utils import timezone

from reports.capacity.counts import Capacity, DistrictLine, Movement
from reports.capacity.suppression import MEN, TOTAL, WOMEN, cells_of, hide, shown_elsewhere
from reports.counting.turnout import BySex, is_small
from tests.reports.capacities import held, moved, trained, tree


class Town:
    """A district that needs no database."""

    def __init__(self, number):
        self.code = f"D{number}"


def made(chance, districts, before=None):
    """Returns a Capacity whose parts add up: somewhat more of everything than `before`, where it is given."""
    then = [chance.choice((0, 2, 6, 9, 14)) for _district in range(districts)]
    if before:
        then = [line.then + chance.choice((0, 0, 1, 3, 5, 8)) for line in before.districts]
    total = sum(then)
    left = chance.randint(0, min(6, total))
    now, rest = [], total - left
    for _district in range(districts - 1):
        now.append(chance.randint(0, min(rest, 15)))
        rest -= now[-1]
    now.append(rest)
    stayed = chance.randint(0, total - left)
    movements = {
        Movement.STAYED: stayed,
        Movement.MOVED: total - left - stayed,
        Movement.LEFT: left,
        Movement.UNKNOWN: 0,
    }
    women = chance.randint(0, total)
    lines = [DistrictLine(Town(n), one, BySex(0, two, 0)) for n, (one, two) in enumerate(zip(then, now, strict=True))]
    return Capacity(
        BySex(women, total - women, 0),
        {movement: BySex(0, n, 0) for movement, n in movements.items()},
        (),
        tuple(lines),
        (0, 0),
    )


def seen(found, hidden, hides_split):
    """Returns {cell: count} of what an observer reads of a Capacity."""
    counts = {TOTAL: found.total.total} | {key: n for cells in cells_of(found) for key, n in cells.items()}
    if not hides_split:
        counts |= {WOMEN: found.total.women, MEN: found.total.men}
    return {key: count for key, count in counts.items() if key not in hidden}


def attack(days):
    """Yields every small difference between two numbers that speak of the same people. days: [{cell: count}], the first first."""
    for one, other in combinations(days, 2):
        yield from (
            (key, one[key], other[key]) for key in one.keys() & other.keys() if is_small(abs(one[key] - other[key]))
        )
    for day in days:
        yield from ((key, count) for key, count in day.items() if is_small(count))
        for key, count in day.items():
            if key[0] == "now" and is_small(abs(count - day.get(("then", key[1]), count))):
                yield "then and now", key, count
        yield from _parts_of_the_total(day)


def _parts_of_the_total(day):
    if TOTAL in day:
        parts = [key for key in day if key in {WOMEN, MEN} or isinstance(key, Movement)]
        yield from (("the rest of the total", key) for key in parts if is_small(day[TOTAL] - day[key]))


def solved(partitions, total, hidden):
    """Returns the hidden cells that linear algebra finds from those that are seen: every partition adds up to the total."""
    counts = {TOTAL: total} | {key: n for cells in partitions for key, n in cells.items()}
    unknown = [key for key, count in counts.items() if key in hidden and count]
    rows = []
    for cells in partitions:
        members = {key: Fraction(1) for key in cells} | {TOTAL: Fraction(-1)}
        rows.append([members.get(key, Fraction(0)) for key in unknown])
    return [unknown[_only(row)] for row in _reduced(rows) if _only(row) is not None]


def _reduced(rows):
    rows, done = [list(row) for row in rows], []
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        pivot = [value / pivot[column] for value in pivot]
        clear = lambda row, column=column, pivot=pivot: [a - row[column] * b for a, b in zip(row, pivot, strict=True)]  # noqa: E731
        rows, done = [clear(row) for row in rows], [clear(row) for row in done] + [pivot]
    return done


def _only(row):
    at = [place for place, value in enumerate(row) if value]
    return at[0] if len(at) == 1 else None


@pytest.mark.parametrize("seed", range(60))
def test_nobody_is_found_by_subtracting_in_made_up_programmes(seed):
    chance = random.Random(seed)  # noqa: S311 -- numbers to try
    districts = chance.randint(1, 6)
    capacities = [made(chance, districts)]
    for _day in range(chance.randint(0, 3)):
        capacities.append(made(chance, districts, before=capacities[-1]))
    last = capacities[-1].total
    # The overview counts those too who took part without completing.
    officers = BySex(last.women + chance.randint(0, 6), last.men + chance.randint(0, 6), 0)
    shown = shown_elsewhere(officers)
    days = [{} if is_small(officers.total) else {TOTAL: officers.total}]
    if officers.may_be_split:
        days[0] |= {WOMEN: officers.women, MEN: officers.men}
    for found in capacities:
        hidden, hides_split = hide(found, shown)
        days.append(seen(found, hidden, hides_split))
        partitions = cells_of(found)
        # Where a partition has one cell only, it is the total itself.
        if all(sum(1 for count in cells.values() if count) > 1 for cells in partitions):
            assert solved(partitions, found.total.total, hidden) == []
    assert list(attack(days)) == []


def test_numbers_that_lie_far_apart_all_stay():
    lines = tuple(DistrictLine(Town(n), 20 + n, BySex(0, 20 + n, 0)) for n in range(3))
    movements = {Movement.STAYED: 40, Movement.MOVED: 23, Movement.LEFT: 0, Movement.UNKNOWN: 0}
    found = Capacity(
        BySex(30, 33, 2), {movement: BySex(0, n, 0) for movement, n in movements.items()}, (), lines, (2, 2)
    )
    hidden, hides_split = hide(
        Capacity(BySex(30, 33, 0), found.movements, (), lines, (0, 0)), shown_elsewhere(BySex(40, 43, 0))
    )
    assert (hidden, hides_split) == (set(), False)


# In the running product


@pytest.fixture
def years(programme):
    """Eleven trained in Khulna by the end of 2024, three more in 2025, of whom one moves to Jashore; nine more in 2026."""
    units = tree()
    trained(held(programme, ends_on=date(2024, 6, 1)), units["DP-4047"], times=11)
    later = trained(held(programme, ends_on=date(2025, 6, 1)), units["DP-4047"], times=3)
    moved(later[0], units["DP-4041"], date(2025, 9, 1))
    trained(held(programme, ends_on=date(2026, 6, 1)), units["DMP"], times=9, sex="female")
    return units


def read(client, day):
    """Returns {cell: count} of what the page shows for a day, and what the workbook has of the same."""
    shown = client.get(f"/reports/capacity/?day={day.isoformat()}").context
    told = {} if shown["total"].hidden else {TOTAL: shown["total"].count}
    told |= {(WOMEN, MEN)[n]: (shown["split"].women, shown["split"].men)[n] for n in range(2) if shown["shows_split"]}
    told |= {
        movement["title"]: movement["cell"].count for movement in shown["movements"] if not movement["cell"].hidden
    }
    for division in shown["divisions"]:
        for line in division["districts"]:
            told |= {(when, line["name"]): line[when].count for when in ("then", "now") if not line[when].hidden}
    return told


def test_nobody_is_found_by_subtracting_the_days_of_the_page(signed_in, observer, years):
    client = signed_in(observer)
    overview = client.get("/reports/").context["programmes"][0]["turnout"].officers
    days = [read(client, day) for day in (date(2024, 12, 31), date(2025, 12, 31), timezone.localdate())]
    # 11, then 14 (hidden: three more), then 23, the same as above the table of results.
    assert [day.get(TOTAL) for day in days] == [11, None, 23]
    assert list(attack([{TOTAL: overview.total}, *days])) == []


def test_whoever_coordinates_reads_every_number_of_every_day(signed_in, coordinator, years):
    client = signed_in(coordinator)
    days = [read(client, day) for day in (date(2024, 12, 31), date(2025, 12, 31), timezone.localdate())]
    assert [day.get(TOTAL) for day in days] == [11, 14, 23]
