"""What a row says of its officer outside of the name: in the remarks, in a column that nobody reads."""

import pytest

from participants.roster.base.rows import raw_row_from_json
from participants.roster.layout.headers import lay_out
from participants.roster.layout.row_states import states_of
from programmes.workbooks.sheets import Cell
from tests.participants.roster.files import workbook

_HEADINGS = ["Sl", "Name", "Rank", "BP No", "Unit"]


def _rows(heading, *texts, reference):
    people = [[str(at), "Farhana Sultana", "SI", f"990080{at:04}", "DMP", text] for at, text in enumerate(texts, 1)]
    return lay_out(workbook([*_HEADINGS, heading], *people), reference).rows


def _codes(heading, *texts, reference):
    return [[item.code for item in states_of(row)] for row in _rows(heading, *texts, reference=reference)]


@pytest.mark.parametrize("text", ["Absent", "অনুপস্থিত", "Nomination cancelled, letter 12", "Did not join", "Standby"])
def test_a_remark_that_the_officer_does_not_take_part_waits(text, reference):
    assert _codes("Remarks", text, reference=reference) == [["ROW_SAYS_STATE"]]


@pytest.mark.parametrize(
    "text", ["Present", "Brings own laptop", "Former trainer of the centre", "Transferred to DMP", "Not failed", ""]
)
def test_other_remarks_hold_nobody_back(text, reference):
    assert _codes("Remarks", text, reference=reference) == [[]]


def test_a_column_that_is_not_used_is_read_for_absences_whatever_its_heading(reference):
    found = _codes("Confirmation", "Confirmed", "Cancelled", "Not attending", reference=reference)

    assert found == [[], ["ROW_SAYS_STATE"], ["ROW_SAYS_STATE"]]


def test_pending_in_a_column_that_is_not_used_may_be_said_of_anything(reference):
    assert _codes("Allowance bill", "Pending", "Paid", reference=reference) == [[], []]


def test_what_a_row_says_is_stored_with_it(reference):
    (row,) = _rows("Status", "Withdrawn", reference=reference)

    assert raw_row_from_json(row.as_json()).said == "Withdrawn"


def test_a_remark_that_somebody_corrected_holds_the_officer_no_longer(reference):
    (row,) = _rows("Remarks", "Absent", reference=reference)

    assert states_of(row.with_edits({"remarks": "Comes on the second day"})) == []


def test_the_name_itself_is_not_read_for_it(reference):
    (row,) = _rows("Remarks", "", reference=reference)
    row.cells["name"] = Cell("Absent")

    assert states_of(row) == []


@pytest.mark.parametrize("text", ["Waiting list", "Stand-by", "অপেক্ষমাণ"])
def test_a_waiting_list_is_said_of_people_in_any_column(text, reference):
    assert _codes("Result of the nomination", text, "Approved", reference=reference) == [["ROW_SAYS_STATE"], []]


def test_an_answer_to_a_question_of_a_form_is_no_absence(reference):
    assert _codes("Attended before?", "No, never attended", "Yes, twice", reference=reference) == [[], []]


def test_what_most_rows_say_in_a_column_is_about_something_else(reference):
    assert _codes("Earlier course", "Not attended", "Not attended", "2024", reference=reference) == [[], [], []]
