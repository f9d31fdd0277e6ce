"""Every sentence of the preview is true where it appears, and does not appear where it would be untrue."""

import re
from pathlib import Path

import pytest

from participants.roster.base import problems
from tests.participants.roster.true_messages.of_decisions import OF_CELLS, OF_MORE_NAMES, OF_NAMES, OF_PEOPLE
from tests.participants.roster.true_messages.of_files import OF_FILES
from tests.participants.roster.true_messages.of_likeness import OF_LIKENESS
from tests.participants.roster.true_messages.of_marks import OF_MARKS
from tests.participants.roster.true_messages.of_tables import OF_TABLES
from tests.participants.roster.true_messages.of_values import OF_VALUES
from tests.participants.roster.true_messages.untrue import ONCE, UNTRUE

TESTS = Path(__file__).resolve().parents[2]
ALL = OF_FILES | OF_TABLES | OF_MARKS | OF_VALUES | OF_NAMES | OF_MORE_NAMES | OF_CELLS | OF_PEOPLE | OF_LIKENESS
CASES = {code: case for code, case in ALL.items() if code in problems._KNOWN}
# Said by rules that need a database; these tests build the situation.
ELSEWHERE = {
    "FILE_APPLIED_BEFORE": "trainings/rosters/test_uploading_again.py",
    "FILE_TAKEN_BACK": "trainings/rosters/undo/test_taking_back.py",
    "WAITS_FOR_SEAT": "trainings/enrolment/test_nomination_rosters.py",
    "WAITS_FOR_QUOTA": "trainings/enrolment/test_nomination_rosters.py",
    "ENTRY_RANK": "trainings/rosters/test_entry_rules.py",
    "ENTRY_UNIT": "trainings/rosters/test_entry_rules.py",
    "ENTRY_COURSE": "trainings/rosters/test_entry_rules.py",
    "PUT_ASIDE": "trainings/rosters/test_stopped.py",
    "CONVERSION_UNREAD": "trainings/rosters/test_old_font.py",
    "ON_RECORD_ELSEWHERE": "participants/held_elsewhere/test_forms_and_tables.py",
    "NAME_IN_OTHER_SCRIPT": "certificates/issuing/test_eligibility.py",
    "NAME_HAS_MORE": "participants/officers/test_names_at_every_door.py",
    "NAME_HAS_RANK": "participants/roster/test_plain_cells.py",
}
# Only in previews of an older version.
OLD = {"ON_RECORD_HIDDEN", "OTHER_NAME_HIDDEN", "OFFICER_ALIKE_HIDDEN", "FILE_HEADINGS_CONVERTED"}


def _code(seen):
    return problems._ROW_AT_END.sub("", seen.problem.code)


def test_every_code_has_a_situation_in_which_it_is_true():
    assert set(problems._KNOWN) - OLD - CASES.keys() - ELSEWHERE.keys() == set()


@pytest.mark.parametrize("code", CASES)
def test_the_sentence_appears_where_its_fact_holds(code, reference):
    case = CASES[code]
    found = [seen for seen in case.situation(reference) if _code(seen) == code]
    assert found, "the sentence does not appear"
    assert all(case.is_true(seen) for seen in found)
    assert all("%(" not in seen.problem.message for seen in found)


@pytest.mark.parametrize("code", [code for code in ELSEWHERE if code in problems._KNOWN])
def test_the_others_have_a_test_beside_their_rule(code):
    """It names the code, or the part of the sentence that no fact fills."""
    text = (TESTS / ELSEWHERE[code]).read_text(encoding="utf-8")
    sentence = max(re.split(r"“?%\(\w+\)s”?|[.:;]", str(problems._KNOWN[code][2])), key=len).strip()
    assert code in text or sentence in text


NOW = [one for one in UNTRUE if ONCE.get(one, one[0]) in problems._KNOWN]


@pytest.mark.parametrize(("code", "why"), NOW, ids=[f"{code}: {why}" for code, why in NOW])
def test_the_sentence_does_not_appear_where_it_would_be_untrue(code, why, reference):
    assert code not in {_code(seen) for seen in UNTRUE[code, why](reference)}
