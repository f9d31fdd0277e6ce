"""Texts in few bits: nothing is lost, what is frequent is short, the table never changes."""

import hashlib

import pytest

from certificates.offline.coding import TABLE, coded, ended, table, within


def test_the_table_is_the_one_that_papers_were_printed_with():
    # Another table needs another format: what is printed is read with this one for ever.
    assert hashlib.sha256(TABLE.read_bytes()).hexdigest() == (
        "bdec503933d51f9ff12eeb53cf4fd0fdc6889dc74f82401118cc8e8bf283b055"
    )


def test_no_bit_is_wasted_and_no_code_begins_another():
    assert sum(2.0**-bits for _part, bits in table()) == 1
    assert [bits for _part, bits in table()] == sorted(bits for _part, bits in table())
    assert len({part for part, _bits in table()}) == len(table())


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("Training of Trainers on Community and Beat Policing", 8),
        ("লক্ষ্মী তঞ্চঙ্গ্যা", 18),
        ("SHETU-2026-00042", 8),
    ],
)
def test_usual_texts_take_few_bytes(text, most):
    assert len(ended(text)) <= 8 * most


def test_a_rare_letter_costs_more_but_is_there():
    assert len(coded("ź")) > len(coded("z")) + 20


def test_what_does_not_fit_is_cut_between_words_and_marked():
    text = "Zig Zag Zebra"
    cut = within(text, len(ended(text)) - 1)
    assert cut == ended("Zig Zag", shortened=True)
    assert within(text, len(ended("", shortened=True))) == ended("", shortened=True)
    assert within(text, len(ended("", shortened=True)) - 1) is None
