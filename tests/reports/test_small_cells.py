"""What observers must not see, and what it could be worked out from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.small_cells import withheld


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
