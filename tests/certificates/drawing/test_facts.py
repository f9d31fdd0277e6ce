"""The printed facts and their stored snapshot."""

import json

import pytest

from certificates.drawing import PrintedFacts, snapshot
from tests.certificates.drawing.samples import HERITAGE, TYPICAL


def test_facts_survive_being_stored():
    stored = json.loads(json.dumps(snapshot(TYPICAL, HERITAGE)))
    assert PrintedFacts.from_dict(stored) == TYPICAL


def test_the_snapshot_holds_every_printed_word_and_no_image():
    stored = snapshot(TYPICAL, HERITAGE)
    assert stored["wording"]["title_bn"] == "প্রশিক্ষক প্রশিক্ষণ সনদ"
    assert stored["signatories"][0]["post_en"] == "DIG (Administration)"
    assert stored["partners"][2] == {"name_bn": "জাপান দূতাবাস", "name_en": "Embassy of Japan in Bangladesh"}
    assert stored["design"] == HERITAGE.fingerprint
    assert "signature" not in stored["signatories"][0]


def test_texts_are_stored_as_they_are_drawn():
    facts = PrintedFacts(**{**TYPICAL.as_dict(), "name_en": "  Lakshmi\n Tanchangya ", "name_bn": "ক\u09c7\u09beমল"})
    assert facts.name_en == "Lakshmi Tanchangya"
    assert facts.name_bn == "ক\u09cbমল"


def test_a_stored_fact_that_is_missing_is_not_made_up():
    stored = TYPICAL.as_dict()
    del stored["course_en"]
    with pytest.raises(KeyError):
        PrintedFacts.from_dict(stored)


def test_the_title_falls_back_to_the_bangla_name():
    facts = PrintedFacts(**{**TYPICAL.as_dict(), "name_en": ""})
    assert facts.title == "SHETU-TOT-2025-00042 · লক্ষ্মী তঞ্চঙ্গ্যা"
