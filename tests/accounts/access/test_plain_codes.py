"""A code without anything around it is known at sight; the answer is that of the search for codes in a text."""

import pytest

from accounts.access import typed_codes
from accounts.access.secret_codes import new_code

NO_PLAIN_CODES = (
    "",
    "0" * 26,
    "k7qm4x2p9rtd6whv3nbc8yegfa",
    "K7QM4X2P9RTD6WHV3NBC8YEGF",
    "K7QM4X2P9RTD6WHV3NBC8YEGFAA",
    "K7QM4X2P9RTD6WHV3NBC8YEGFO",
    "K7QM4X2P9RTD6WHV3NBC8YEGFA\n",
    "K7QM 4X2P 9RTD 6WHV 3NBC 8YEG FA",
    "০7QM4X2P9RTD6WHV3NBC8YEGFA",
)


def test_a_plain_code_is_what_the_search_would_find(monkeypatch):
    codes = [new_code() for _number in range(50)]
    assert all(typed_codes.is_code(code) for code in codes)
    quick = [typed_codes.find_code(code) for code in codes]
    monkeypatch.setattr(typed_codes, "is_code", lambda text: False)
    assert quick == [typed_codes.find_code(code) for code in codes]


@pytest.mark.parametrize("text", NO_PLAIN_CODES)
def test_everything_else_is_searched(text):
    assert not typed_codes.is_code(text)
