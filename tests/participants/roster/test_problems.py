import json
import re

import pytest
from django.utils import translation

from participants.roster.base import problems
from participants.roster.base.problems import problem, problem_from_json


@pytest.mark.parametrize("code", problems._KNOWN)
def test_every_problem_has_a_sentence_that_its_facts_fill(code):
    _severity, _quiet, sentence = problems._KNOWN[code]
    text = str(sentence) % dict.fromkeys(re.findall(r"%\((\w+)\)s", str(sentence)), 3)
    assert text.endswith((".", "?"))
    assert "%" not in text


def test_a_problem_can_be_stored_and_brought_back():
    item = problem("UNIT_UNKNOWN", "unit", suggestion="RMP", seen="Metro", meant="Rajshahi Metropolitan Police")
    assert problem_from_json(json.loads(json.dumps(item.as_json()))) == item


def test_the_sentence_is_made_when_it_is_read_in_the_language_of_the_reader():
    item = problem("BP_WRONG_LENGTH", "service_number", digits=9)
    with translation.override("bn"):
        in_bangla = item.message
    assert item.message == "9 digits; a service number has 10."
    assert "9" in in_bangla or "৯" in in_bangla


def test_the_row_of_a_duplicate_is_part_of_its_code():
    assert problem("DUPLICATE_OF_ROW", row=6).code == "DUPLICATE_OF_ROW_6"


def test_quiet_notes_need_no_eye_and_others_do():
    assert problem("BN_DIGITS").is_quiet
    assert not problem("BIJOY_TEXT", before="a", after="b").is_quiet
    assert not problem("NAME_MISSING").is_quiet


def test_an_unknown_code_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        problem("NO_SUCH_CODE")
