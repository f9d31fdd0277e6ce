"""The wording may name a few facts in braces, and nothing else."""

from dataclasses import replace

import pytest

from accounts.refusal import Refused
from certificates.drawing import Wording, snapshot
from certificates.drawing.layout.composing import all_lines
from certificates.drawing.text import placeholders
from tests.certificates.drawing import pages
from tests.certificates.drawing.samples import HERITAGE, PLAIN, TYPICAL

FACTS = replace(TYPICAL, starts_bn="১৭ জুন ২০২৫", starts_en="17 June 2025", ends_bn="১৯ জুন ২০২৫", ends_en="19 June 2025")
WORDS = Wording("{level} সনদ", "{level}", "{from} থেকে {to} পর্যন্ত {hours}", "trained from {from} to {to}, {hours}")


@pytest.mark.parametrize("text", ["", "no braces", *(f"a {{{name}}} b" for name in placeholders.MEANINGS)])
def test_those_of_the_list_and_none_are_fine(text):
    assert placeholders.check(text) is None


@pytest.mark.parametrize(
    "text", ["{coarse}", "{Course}", "{ course }", "{course.title}", "{}", "{0}", "{course!r:>999}"]
)
def test_another_one_is_refused_by_its_name_with_the_list(text):
    with pytest.raises(Refused) as no:
        placeholders.check(f"in {text} held")
    assert str(no.value) == (
        f"There is no placeholder “{text}”. These can be used: "
        "{course}, {place}, {dates}, {from}, {to}, {hours}, {level}."
    )


@pytest.mark.parametrize("text", ["{", "a } b", "{{course}}", "{course", "{%now%}}"])
def test_a_brace_without_its_partner_is_refused(text):
    with pytest.raises(Refused, match=r"A brace .* stands alone|There is no placeholder"):
        placeholders.check(text)


def test_a_design_with_an_unknown_one_cannot_be_drawn():
    design = replace(HERITAGE, wordings={"tot": replace(WORDS, title_en="{officer}")})
    with pytest.raises(Refused, match=r"no placeholder “\{officer\}”"):
        all_lines(FACTS, design)


def test_facts_stand_in_their_place_in_their_script(tmp_path):
    design = replace(PLAIN, wordings={"tot": WORDS})
    text = pages.text_of(pages.drawn(FACTS, design), tmp_path)
    assert "১৭ জুন ২০২৫ থেকে ১৯ জুন ২০২৫ পর্যন্ত ১৮ ঘণ্টা" in text
    assert "trained from 17 June 2025 to 19 June 2025, 18 hours" in text
    assert "TRAINING OF TRAINERS" in text


def test_what_is_stored_is_the_wording_as_printed():
    stored = snapshot(FACTS, replace(PLAIN, wordings={"tot": WORDS}))
    assert stored["wording"]["statement_en"] == "trained from 17 June 2025 to 19 June 2025, 18 hours"
    assert "starts_en" not in stored


def test_braces_in_a_fact_are_only_text():
    words = replace(WORDS, statement_en="at {place}")
    facts = replace(FACTS, place_en="Hall {course} {0}")
    assert placeholders.filled(words, vars(facts), "tot", labels=1).statement_en == "at Hall {course} {0}"


def test_two_sessions_of_one_design_keep_their_own_words(tmp_path):
    design = replace(PLAIN, wordings={"tot": replace(WORDS, statement_en="at {place}")})
    other = replace(FACTS, place_en="Feni")
    first, second = (" ".join(pages.text_of(pages.drawn(facts, design), tmp_path)) for facts in (FACTS, other))
    assert "at Police Lines Auditorium, Khulna" in first
    assert "at Feni" in second
    assert "Khulna" not in second.replace(FACTS.place_bn, "")


def test_a_statement_that_grows_is_printed_smaller_and_then_refused():
    longer = replace(HERITAGE, wordings={"tot": replace(WORDS, statement_en="has completed " + "with great care " * 9)})
    [line] = [line for line in all_lines(FACTS, longer) if line.slot == "statement"]
    assert line.pieces[0].size < 10.5
    assert line.used <= line.width
    too_long = replace(HERITAGE, wordings={"tot": replace(WORDS, statement_en="has completed " + "with care " * 20)})
    with pytest.raises(Refused, match="is too long"):
        all_lines(FACTS, too_long)
