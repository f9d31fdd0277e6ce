"""Signs for "the same as above": filled from the row above where that is certain, and never read as empty."""

import json

import pytest

from participants.roster.base.rows import raw_row_from_json
from participants.roster.check.checking import check
from participants.roster.check.known import Known
from participants.roster.layout.dittos import is_ditto
from participants.roster.layout.headers import lay_out
from programmes.workbooks.sheets import Cell
from tests.participants.roster.files import checked, codes, workbook
from tests.programmes.workbooks.files import HEADINGS

SIGNS = [
    "ঐ", "ঐ।", "-ঐ-", "(ঐ)", "ঐ ঐ", "do", "Do.", "DO", "-do-", "- do -", "Ditto", "DITTO.", '"do"', '"', "''", "″", "〃", "”", "„", ",,",
    '- " -', '" "', "same", "Same as above", "As above", "same unit", "একই", "একই জেলা", "ঐ থানা", "উপরের মতো", "উপরের মত", "পূর্ববৎ",
    "↓", "⬇️", "<<".replace("<<", "〃〃"),
]  # fmt: skip
OTHERS = [
    "-",
    "--",
    "–",
    "",
    "N/A",
    "D.O.",
    "doctor",
    "Dohar",
    "'",
    ".",
    "ঐশী",
    "SI",
    "Samesh",
    "above 40",
    "1",
    "একাডেমি",
    "do it",
]


def member(at, name, rank="ঐ", unit="ঐ", district="ঐ", **more):
    row = [
        str(at),
        name,
        rank,
        more.get("number", f"99008070{at:02}"),
        unit,
        district,
        more.get("mobile", f"01700-0070{at:02}"),
    ]
    return [row[HEADINGS.index(heading)] for heading in HEADINGS]


FIRST = member(1, "Anwara Khanam", "Inspector", "DMP", "Dhaka")


@pytest.mark.parametrize("sign", SIGNS)
def test_it_is_recognised_in_all_its_forms(sign):
    assert is_ditto(Cell(sign))


@pytest.mark.parametrize("text", OTHERS)
def test_a_dash_or_a_word_that_only_begins_like_it_is_none(text):
    assert not is_ditto(Cell(text))


def test_numbers_and_long_texts_are_none():
    assert not any(is_ditto(Cell(value)) for value in (None, 7, 2.5, True, "ditto " * 20))


def test_it_is_read_in_an_old_font():
    assert all(is_ditto(Cell(text, "SutonnyMJ")) for text in ("H", "-H-", "GKB"))
    assert not is_ditto(Cell("H"))


@pytest.mark.parametrize("sign", ["ঐ", "-do-", '"', "〃"])
def test_the_value_above_is_used_and_the_row_says_from_where(reference, sign):
    _first, row = checked(reference, FIRST, member(2, "Bimal Roy", sign, sign, sign))
    assert (row.outcome, row.values["rank"], row.values["unit"], row.values["district"]) == (
        "new",
        "INSP",
        "DMP",
        "3026",
    )
    told = [item for item in row.problems if item.code == "DITTO_FROM_ROW_2"]
    assert [item.field for item in told] == ["rank", "unit", "district"]
    assert not any(item.is_quiet for item in told)
    assert told[0].message == "The same as above: the value of row 2 in the file was used."


def test_a_chain_leads_to_the_row_that_has_the_value(reference):
    rows = checked(
        reference, FIRST, *(member(at, name) for at, name in enumerate(["Bimal Roy", "Kazi Nurul", "Rita Das"], 2))
    )
    assert {row.values["unit"] for row in rows} == {"DMP"}
    assert all("DITTO_FROM_ROW_2" in codes(row) for row in rows[1:])


def test_each_column_has_a_chain_of_its_own(reference):
    rows = checked(
        reference, FIRST, member(2, "Bimal Roy", "SI"), member(3, "Kazi Nurul", "ঐ", "PBI", "-"), member(4, "Rita Das")
    )
    assert [row.values["rank"] for row in rows] == ["INSP", "SI", "SI", "SI"]
    assert [row.values["unit"] for row in rows] == ["DMP", "DMP", "PBI", "PBI"]


def test_a_unit_further_up_is_not_meant_where_the_row_above_names_a_police_station(reference):
    headings = [*HEADINGS, "Thana"]
    rows = checked(
        reference,
        [*FIRST, ""],
        [*member(2, "Bimal Roy", "SI", "", "Khulna"), "Kotwali"],
        [*member(3, "Kazi Nurul"), ""],
        headings=headings,
    )
    assert rows[2].outcome == "review"
    assert {item.code for item in rows[2].problems if item.field == "unit"} == {"DITTO_WITHOUT_VALUE"}


def test_with_nothing_above_the_row_waits(reference):
    row, second = checked(reference, member(1, "Anwara Khanam"), member(2, "Bimal Roy", "SI", "DMP", "Dhaka"))
    assert (row.outcome, second.outcome) == ("review", "new")
    assert row.values["unit"] is None
    (told,) = [item for item in row.problems if item.field == "unit"]
    assert told.message == "“ঐ” means the same as above, and which value that is, is not certain. Type the value."


@pytest.mark.parametrize(("at", "field"), [(1, "name"), (3, "service_number"), (6, "mobile")])
def test_what_one_person_alone_has_is_never_taken_from_another(reference, at, field):
    cells = member(2, "Bimal Roy")
    cells[at] = "ঐ"
    _first, row = checked(reference, FIRST, cells)
    assert row.outcome == "review"
    assert [item.code for item in row.problems if item.field == field] == ["DITTO_OF_A_PERSON"]
    assert row.values["service_number" if field == "service_number" else "mobile"] is None or field == "name"


def test_the_same_role_makes_the_next_one_no_participant_either(reference):
    rows = checked(
        reference,
        [*FIRST, "Driver"],
        [*member(2, "Bimal Roy"), "ঐ"],
        headings=[*HEADINGS, "Role"],
        known=Known(seats_left=0),
    )
    assert [row.is_participant for row in rows] == [False, False]


def test_a_filled_row_is_complete_when_it_is_stored(reference):
    layout = lay_out(workbook(HEADINGS, FIRST, member(2, "Bimal Roy")), reference)
    stored = raw_row_from_json(json.loads(json.dumps(layout.rows[1].as_json())))
    assert stored == layout.rows[1]
    (row,) = check([stored], reference, Known())
    assert (row.values["rank"], row.values["unit"]) == ("INSP", "DMP")
    assert "DITTO_FROM_ROW_2" in codes(row)


def test_rows_stored_before_have_no_such_signs(reference):
    stored = lay_out(workbook(HEADINGS, FIRST), reference).rows[0].as_json()
    assert "ditto" not in stored
    assert raw_row_from_json(stored).ditto == {}


def test_a_corrected_cell_counts_and_the_note_goes(reference):
    layout = lay_out(workbook(HEADINGS, FIRST, member(2, "Bimal Roy")), reference)
    (row,) = check([layout.rows[1].with_edits({"unit": "PBI"})], reference, Known())
    assert row.values["unit"] == "PBI"
    assert [item.field for item in row.problems if item.code.startswith("DITTO")] == ["rank", "district"]


def test_the_returned_workbook_has_the_cell_of_the_file(reference):
    layout = lay_out(workbook(HEADINGS, FIRST, member(2, "Bimal Roy")), reference)
    assert [cell.value for cell in layout.rows[1].all_cells][4] == "ঐ"


def test_in_a_returned_list_only_rows_that_followed_each_other_lend_a_value(reference):
    headings = ["Row in your file", *HEADINGS]
    rows = checked(
        reference, ["4", *FIRST], ["5", *member(2, "Bimal Roy")], ["9", *member(3, "Kazi Nurul")], headings=headings
    )
    assert [row.outcome for row in rows] == ["new", "new", "review"]
