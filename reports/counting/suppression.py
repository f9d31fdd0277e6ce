"""Which numbers observers must not see: those of 1 to 4, and those from which these could be worked out."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

from reports.counting.turnout import SMALL_CELL, is_small


def withheld(
    *partitions: Mapping[Any, int],
    sums: Sequence[tuple[Any, Mapping[Any, int]]] = (),
    differences: Sequence[Mapping[Any, int]] = (),
    besides: Iterable[Any] = (),
    total_is_hidden: bool = False,
) -> set[Any]:
    """Returns the keys of the cells to hide.

    partitions: {key: count} each, whose cells add up to a total that is shown. A key in two partitions is one cell: hidden in
    one, hidden in both. Where the hidden cells of a partition add up to what could still be a single small group, its
    smallest other cell is hidden with them; where only cells of 0 are left, these.

    sums: (key of a cell, partition that adds up to it): a total that may be hidden, and must not be added up then.
    differences: partitions of what lies between two numbers; a 0 there is no cell to hide.
    besides: keys that are hidden for another reason. total_is_hidden: the total of the partitions is not shown either, so in
    each a cell is hidden that keeps it from being added up.
    """
    differences = [{key: count for key, count in cells.items() if count} for cells in differences]
    totals: list[Any] = [None] * len(partitions) + [total for total, _cells in sums] + [None] * len(differences)
    partitions = (*partitions, *(cells for _total, cells in sums), *differences)
    hidden = {key for cells in partitions for key, count in cells.items() if is_small(count)} | set(besides)
    before = None
    while before != hidden:
        before = set(hidden)
        for total, cells in zip(totals, partitions, strict=True):
            hidden |= _companion(cells, hidden, total_is_hidden or total in hidden)
        if before == hidden:
            hidden |= _across(partitions, hidden)
    return hidden


def is_near(count: int, others: Iterable[int]) -> bool:
    """Whether a count differs from one of the others by a small group: 1 to 4 people came or went between the two."""
    return any(is_small(abs(count - other)) for other in others)


def _companion(cells, hidden, total_is_hidden):
    """The cell to hide besides, as a set of one; nothing where none is needed or none is left."""
    own = [count for key, count in cells.items() if key in hidden]
    fewest = 1 if total_is_hidden else 2
    is_enough = (len(own) >= fewest and max(own) >= SMALL_CELL) or not (own or total_is_hidden)
    others = [(not count, count, str(key), key) for key, count in cells.items() if key not in hidden]
    return {min(others)[3]} if others and not is_enough else set()


def _across(partitions, hidden):
    """A cell to hide besides where one partition taken from another leaves a single hidden cell, as a set; empty where none does.

    Cells in both cancel out, so two cells that are safe in each may not be safe between the two.
    """
    for one, other in combinations(partitions, 2):
        shared = one.keys() & other.keys()
        if not shared & hidden:
            continue
        rest = {key: count for cells in (one, other) for key, count in cells.items() if count and key not in shared}
        own = [count for key, count in rest.items() if key in hidden]
        seen = [(count, str(key), key) for key, count in rest.items() if key not in hidden]
        if len(own) == 1 and seen:
            return {min(seen)[2]}
    return set()
