"""Cells that no spreadsheet runs: what we write gets a guard, and loses it when it is read again."""

import pytest

from programmes.workbooks.guards import with_guard, without_guard


@pytest.mark.parametrize(
    "text", ["=1+1", "+A1", "-A1", "@SUM(A1)", "|calc", "%0", "\t=1", " =1", "'=1", '"=1', "＝1", "－1", "＠x", "\n=1"]
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe_and_loses_it_again(text):
    assert with_guard(text).startswith("'")
    assert without_guard(with_guard(text)) == text


@pytest.mark.parametrize("text", ["Trust", "বিট", "'tis so", "3 - 1", "", "+8801700000086", "-1", "+১", "–"])
def test_plain_words_stay_as_they_are(text):
    assert with_guard(text) == without_guard(text) == text


def test_control_characters_are_dropped():
    assert with_guard("a\x00b\x1bc") == "abc"
