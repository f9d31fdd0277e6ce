"""What observers must not see, and what it could be worked out from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.small_cells import is_near, withheld


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
    fates = {"left": 9, "stayed": 20, "moved": 2}
    now = {"left": 9, "Khulna": 12, "Jashore": 10}
    assert withheld(fates, now) == {"moved", "left", "Jashore"}


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
