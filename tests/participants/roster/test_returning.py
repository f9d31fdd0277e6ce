"""The rows that were not taken go back to be corrected, and the empty form goes out."""

import io
from datetime import date

import openpyxl
import pytest

from accounts.refusal import Refused
from participants.roster.base.problems import problem
from participants.roster.base.rows import raw_row_from_json
from participants.roster.check.checking import check
from participants.roster.check.known import Known
from participants.roster.check.returning import ReturnedRow, reason_text, template_workbook, workbook_of_rejected
from participants.roster.layout.headers import lay_out
from participants.roster.layout.heading_words import REASON_HEADING, ROW_HEADING
from programmes.workbooks.reading import read
from programmes.workbooks.sheets import Cell
from tests.participants.roster.files import workbook
from tests.programmes.workbooks.files import HEADINGS, OFFICER, SAMPLES

HEADERS = [("Name", "name"), ("BP No", "service_number"), ("Joining date", "joined_on")]


def sheet_of(content):
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]


def returned(*cells, problems=(), number=7, **settings):
    row = ReturnedRow(number, [Cell(value) for value in cells], list(problems))
    return workbook_of_rejected([row], HEADERS, "en", **settings)


def read_back(content, tmp_path, reference):
    (tmp_path / "back").write_bytes(content)
    return lay_out(read(tmp_path / "back", "back.xlsx"), reference)


def test_a_row_goes_back_with_its_number_its_cells_and_the_reason():
    wrong = [problem("BN_DIGITS", "service_number"), problem("BP_WRONG_LENGTH", "service_number", digits=3)]
    heads, row = sheet_of(returned("Karim", 123, date(2012, 6, 3), problems=wrong)).iter_rows(values_only=True)
    assert heads == (ROW_HEADING, "Name", "BP No", "Joining date", REASON_HEADING)
    assert row == ("7", "Karim", "123", "2012-06-03", "Service number: 3 digits; a service number has 10.")


def test_reasons_say_what_is_offered_and_repeat_nothing():
    offered = problem("UNIT_UNKNOWN", "unit", suggestion="RMP", seen="Metro", meant="Rajshahi Metropolitan Police")
    assert (
        reason_text([offered, offered])
        == "Unit: No unit of this name: “Metro”. Did you mean Rajshahi Metropolitan Police?"
    )


@pytest.mark.parametrize(
    "text",
    ["=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "+cmd", "-2+3+cmd", "\t=1", "\r=1", "＝1+1", "＋x", " =1", "|x", "%x"],
)
def test_no_cell_can_run(text):
    cell = sheet_of(returned(text)).cell(2, 2)
    assert cell.data_type == "s"
    assert cell.value.startswith("'")
    assert cell.quotePrefix


@pytest.mark.parametrize("text", ["+8801712345678", "+৮৮০ ১৭১২-৩৪৫৬৭৮", "-", "-12.5", "Karim", "নাম", ""])
def test_numbers_and_names_stay_as_they_are(text):
    assert (sheet_of(returned(text)).cell(2, 2).value or "") == text


def test_what_was_made_harmless_is_read_as_it_came(tmp_path, reference):
    layout = read_back(returned("+Karim Uddin", "9900500001", ""), tmp_path, reference)
    (row,) = check(layout.rows, reference, Known())
    assert row.raw["name"] == "+Karim Uddin"
    assert "“+Karim Uddin” has characters that no name has." in {item.message for item in row.problems}


def test_control_characters_do_not_break_the_workbook():
    assert sheet_of(returned("Ka\x01rim\x0bMia")).cell(2, 2).value == "Karim\nMia"


def test_the_reader_leaves_number_and_reason_out_and_finds_the_columns_again(tmp_path, reference):
    layout = read_back(
        returned("Karim Uddin", "9900500001", "03/06/2012", titles=["Khulna Region"]), tmp_path, reference
    )
    assert list(layout.columns.values()) == ["source_row", "name", "service_number", "joined_on", "reason"]
    assert layout.context.divisions == {"40"}
    (row,) = check(layout.rows, reference, Known())
    assert (row.outcome, row.values["joined_on"]) == ("new", "2012-06-03")


def test_a_roster_that_comes_back_twice_has_each_extra_column_once(tmp_path, reference):
    layout = read_back(returned("Karim Uddin", "123", ""), tmp_path, reference)
    rows = [ReturnedRow(row.number, row.all_cells, []) for row in layout.rows]
    heads = [cell.value for cell in sheet_of(workbook_of_rejected(rows, layout.headers, "en"))[1]]
    assert heads == [ROW_HEADING, "Name", "BP No", "Joining date", REASON_HEADING]


def test_a_roster_in_an_old_font_goes_back_in_it_and_reads_the_same(tmp_path, reference):
    path = SAMPLES / "dirty_02_bijoy_mixed.xlsx"
    first = lay_out(read(path, path.name), reference)
    rows = [ReturnedRow(row.number, row.all_cells, []) for row in first.rows]
    titles = [text for _number, text in first.titles]
    again = read_back(workbook_of_rejected(rows, first.headers, "bn", titles=titles), tmp_path, reference)
    before = check(first.rows, reference, Known(), divisions=first.context.divisions)
    after = check(again.rows, reference, Known(), divisions=again.context.divisions)
    assert [(row.outcome, row.values) for row in after] == [(row.outcome, row.values) for row in before]


def test_two_rows_of_headings_go_back_as_one_that_is_understood(tmp_path, reference):
    book = workbook(["Name", "BP No", "Contact", None], [None, None, "Mobile", "E-mail"], ["Karim", "1", "2", "3"])
    layout = lay_out(book, reference)
    rows = [ReturnedRow(row.number, row.all_cells, []) for row in layout.rows]
    again = read_back(workbook_of_rejected(rows, layout.headers, "en"), tmp_path, reference)
    assert list(again.columns.values())[1:-1] == ["name", "service_number", "mobile", "email"]


def test_a_column_that_a_person_chose_goes_back_with_a_clear_heading(tmp_path, reference):
    book = workbook(["Name", "ID No"], ["Karim Uddin", "9900500001"], ["Rahim Mia", "9900500002"])
    layout = lay_out(book, reference, columns={0: "name", 1: "service_number"})
    rows = [ReturnedRow(row.number, row.all_cells, []) for row in layout.rows]
    again = read_back(workbook_of_rejected(rows, layout.headers, "en"), tmp_path, reference)
    assert (list(again.columns.values())[1:-1], again.asks) == (["name", "service_number"], [])


def test_rows_survive_storing(reference):
    layout = lay_out(
        workbook(HEADINGS, [*OFFICER[:3], 9900500001.0, date(2012, 6, 3), None, True], fonts="SutonnyMJ"), reference
    )
    assert [raw_row_from_json(row.as_json()) for row in layout.rows] == layout.rows


def test_the_form_is_understood_and_holds_no_officer_yet(tmp_path, reference):
    (tmp_path / "form").write_bytes(template_workbook(reference))
    with pytest.raises(Refused, match="no officer below the headings in row 1"):
        lay_out(read(tmp_path / "form", "form.xlsx"), reference)


def test_the_choices_of_the_form_are_all_understood(tmp_path, reference):
    book = openpyxl.load_workbook(io.BytesIO(template_workbook(reference)))
    form, lists = book.worksheets
    assert len(form.data_validations.dataValidation) == 3
    columns = {
        cell.value: [other.value for other in column[1:] if other.value]
        for column in lists.columns
        for cell in column[:1]
    }
    choices = list(columns.values())
    heads = [cell.value for cell in form[1]]
    for at in range(max(map(len, choices))):
        row = {head: values[at % len(values)] for head, values in columns.items()}
        row |= {"BP No / বিপি নং": f"99007{at:05}", "Name in English / নাম (ইংরেজি)": "Karim Uddin"}
        form.append([row.get(head) for head in heads])
    form.delete_rows(2, 500)
    book.save(tmp_path / "form")
    rows = check(lay_out(read(tmp_path / "form", "form.xlsx"), reference).rows, reference, Known())
    assert len(rows) == len(max(choices, key=len))
    assert all(row.values["rank"] and row.values["unit"] and row.values["sex"] for row in rows)
    assert {row.values["unit"] for row in rows} == {
        code for code, unit in reference.units.items() if unit.kind != "force"
    }
