"""What observers must not see, and what it could be worked out from."""

from types import SimpleNamespace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reports.counting.suppression import is_near, withheld
from reports.counting.turnout import BySex, is_small
from reports.results.page import _hidden


@pytest.mark.parametrize(
    ("cells", "hidden"),
    [
        ({"a": 12, "b": 7}, set()),
        ({"a": 12, "b": 7, "c": 0}, set()),
        ({"a": 12, "b": 7, "c": 3}, {"c", "b"}),
        ({"a": 12, "b": 1, "c": 2}, {"a", "b", "c"}),
        ({"a": 12, "b": 30, "c": 2, "d": 0}, {"a", "c"}),
        ({"a": 3}, {"a"}),
        ({"a": 0}, set()),
    ],
)
def test_a_small_cell_takes_its_smallest_neighbour_along(cells, hidden):
    assert withheld(cells) == hidden


def test_what_is_hidden_in_one_table_is_hidden_in_the_other():
    movements = {"left": 9, "stayed": 20, "moved": 2}
    now = {"left": 9, "Khulna": 12, "Jashore": 10}
    assert withheld(movements, now) == {"moved", "left", "Jashore"}


counts = st.lists(st.integers(0, 12), min_size=1, max_size=6)


@given(counts, counts)
def test_no_small_cell_can_be_worked_out(first, second):
    partitions = [dict(enumerate(first)), {f"b{place}": count for place, count in enumerate(second)}]
    hidden = withheld(*partitions)
    for cells in partitions:
        assert all(key in hidden for key, count in cells.items() if 0 < count < 5)
        unseen = [cells[key] for key in cells if key in hidden and cells[key]]
        # Either nothing is hidden, or several are and one of them is no small group, or nobody is left to hide behind.
        others = [count for key, count in cells.items() if count and key not in hidden]
        assert not unseen or (len(unseen) > 1 and max(unseen) >= 5) or not others


def test_where_the_total_is_hidden_the_parts_do_not_add_up_to_it():
    assert withheld({"a": 12, "b": 7}, total_is_hidden=True) == {"b"}
    assert withheld({"a": 12, "b": 3, "c": 6}, total_is_hidden=True) == {"b", "c"}
    assert withheld({"a": 12, "b": 7}, {"c": 19}, total_is_hidden=True) == {"b", "c"}


def test_what_is_hidden_for_another_reason_takes_a_neighbour_along_too():
    assert withheld({"a": 12, "b": 7, "c": 9}, besides={"a"}) == {"a", "b"}


@pytest.mark.parametrize(
    ("count", "others", "near"),
    [(11, [8], True), (8, [11], True), (11, [11], False), (11, [6], False), (11, [6, 15], True), (11, [], False)],
)
def test_near_is_one_to_four_apart(count, others, near):
    assert is_near(count, others) is near


def test_cells_of_0_are_hidden_where_nothing_else_is_left():
    assert withheld({"a": 3, "b": 0}) == {"a", "b"}
    assert withheld({"a": 3, "b": 0, "c": 9}) == {"a", "c"}
    assert withheld({"d": 7, "e": 0}, {"d": 7, "f": 2}, differences=[{"f": 0}]) == {"d", "e", "f"}


def test_a_hidden_total_is_not_added_up_from_its_parts():
    assert withheld({"a": 3, "b": 7}, sums=[("b", {"c": 7, "d": 0})]) == {"a", "b", "c"}


def _ways(shown, total):
    """All columns of counts that add up to the total; None stands where a cell is hidden."""
    if not shown:
        return [()] if total == 0 else []
    first = range(total + 1) if shown[0] is None else [shown[0]]
    return [(one, *rest) for one in first if one <= total for rest in _ways(shown[1:], total - one)]


def _worked_out(rows):
    """Returns the small cells that all tables agree on which fit to what observers see. rows: (women, men) of each session."""
    lines = [
        SimpleNamespace(pk=place, women=women, men=men, enrolled=women + men, completed=women + men)
        for place, (women, men) in enumerate(rows)
    ]
    totals = [sum(column) for column in zip(*rows, strict=True)]
    hidden = _hidden(lines, BySex(*totals, 0))

    def seen(column):
        return [None if (one.pk, column) in hidden else getattr(one, column) for one in lines]

    tables = [
        tuple((w, m, w + m) for w, m in zip(women, men, strict=True))
        for women in _ways(seen("women"), totals[0])
        for men in _ways(seen("men"), totals[1])
        if all(n in (None, w + m) for n, w, m in zip(seen("enrolled"), women, men, strict=True))
    ]
    true = [(one.women, one.men, one.enrolled) for one in lines]
    return [
        (place, column)
        for place, row in enumerate(true)
        for column, count in enumerate(row)
        if is_small(count) and len({table[place][column] for table in tables}) == 1
    ]


@pytest.mark.parametrize("rows", [[(6, 2), (0, 7)], [(6, 8), (1, 2), (7, 0)], [(5, 5), (6, 0), (1, 1)]])
def test_zeros_do_not_give_a_small_cell_away(rows):
    assert _worked_out(rows) == []


sexes = st.tuples(st.integers(0, 7), st.integers(0, 7))


@given(st.lists(sexes, min_size=2, max_size=3))
def test_no_small_cell_of_a_table_is_the_only_one_that_fits(rows):
    women, men = (sum(column) for column in zip(*rows, strict=True))
    assume(BySex(women, men, 0).may_be_split)
    assert _worked_out(rows) == []
