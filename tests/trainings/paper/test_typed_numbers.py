"""What is typed from a signed sheet, and what it means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainings.models import Mark
from trainings.paper.typed_numbers import as_text, read_numbers, spoken


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("1-3 5", dict.fromkeys((1, 2, 3, 5), "present")),
        ("1-2 4 late 20", {1: "present", 2: "present", 4: "present", 20: "late"}),
        ("1, 2;3 L 4 e: 5 A 6", {1: "present", 2: "present", 3: "present", 4: "late", 5: "excused", 6: "absent"}),
        ("1 – 3", dict.fromkeys((1, 2, 3), "present")),
        ("১-২ দেরি ৩", {1: "present", 2: "present", 3: "late"}),
        ("late 3 present 4", {3: "late", 4: "present"}),
        ("7 7 7", {7: "present"}),
        ("", {}),
    ],
)
def test_numbers_ranges_and_words_in_both_languages(text, marks):
    typed = read_numbers(text)
    assert (typed.marks, typed.problems) == (marks, ())


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1-12 fourteen", "“fourteen” is no number"),
        ("12-1", "“12-1” is no number"),
        ("0", "“0” is no number"),
        ("12345", "“12345” is no number"),
        ("1-2-3", "“1-2-3” is no number"),
        ("5 late 5", "Number 5 stands there twice"),
        ("1 " * 1500, "too long"),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_guessed(text, sentence):
    assert sentence in " ".join(read_numbers(text).problems)


def test_a_tapped_number_is_present_unless_the_text_says_more():
    assert read_numbers("late 2", ticked=[1, 2]).marks == {1: "present", 2: "late"}


@given(st.dictionaries(st.integers(1, 400), st.sampled_from(Mark.values), max_size=60))
def test_what_is_written_back_means_the_same(marks):
    typed = read_numbers(spoken(as_text(marks), "bn"))
    assert typed == read_numbers(as_text(marks))
    assert (typed.marks, typed.problems) == (marks, ())


@given(st.text(max_size=200))
def test_no_text_breaks_it(text):
    typed = read_numbers(text)
    assert all(0 < number <= 9999 for number in typed.marks)


def test_a_reader_of_bangla_gets_the_words_and_digits_of_bangla():
    assert spoken("1-12 late 20", "bn") == "১-১২ দেরি ২০"
    assert spoken("1-12 late 20", "en") == "1-12 late 20"
    assert read_numbers("১ নেই ২").marks == {1: Mark.PRESENT, 2: Mark.ABSENT}  # as the buttons of the list say it
