"""Of invented lists with headings and cells of any kind no identity column is taken wrongly (bench/column_matching)."""

from collections import Counter

import pytest

from bench.column_matching import outcomes_of
from bench.wild_rosters import IDENTITY, Maker


@pytest.fixture(scope="module")
def outcomes(reference):
    maker = Maker()
    return [outcomes_of(maker.make(7_000_000 + at), reference) for at in range(40)]


@pytest.mark.parametrize("field", IDENTITY)
def test_no_column_is_taken_wrongly_and_few_are_asked_about(outcomes, field):
    tally = Counter(one[field] for one in outcomes)
    assert not tally.keys() - {"right", "asked"}
    assert tally["asked"] <= 5
