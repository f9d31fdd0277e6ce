"""Every list of a file is found: those that are read, each by its own headings, and those that are not, with their people."""

import pytest

from accounts.refusal import Refused
from participants.roster.check.checking import Known, check
from participants.roster.check.returning import ReturnedRow, workbook_of_rejected
from participants.roster.layout.headers import lay_out
from programmes.workbooks.sheets import Cell, Merge, Sheet, Workbook
from tests.participants.roster.files import workbook

HEADS = ["Sl", "Name", "Rank", "BP No", "Unit"]
NAMES = ("Anwar Hossain", "Bilkis Ara", "Chandan Roy", "Dilruba Khanam", "Emdadul Haque", "Fatema Zohra")


def person(at):
    return [at, NAMES[at % 6], "SI", f"99008{at:05}", "DMP"]


def laid(reference, *rows, **choice):
    return lay_out(workbook(*rows), reference, **choice)


def numbers(layout):
    return {row.number: row.cells["service_number"].value for row in layout.rows}


def found(layout):
    return [(table.columns, table.header_row, table.people, table.is_read) for table in layout.tables]


def messages(layout):
    return {problem.code: problem.message for problem in layout.problems}


# Beside each other


BESIDE = (["Batch 4"], [*HEADS, None, *HEADS], [*person(1), None, *person(4)], [*person(2), None, *person(5)])


def test_a_list_beside_the_first_is_found_and_a_warning(reference):
    layout = laid(reference, *BESIDE)
    assert numbers(layout) == {3: "9900800001", 4: "9900800002"}
    assert found(layout) == [("A–E", 2, 2, True), ("G–K", 2, 2, False)]
    (warning,) = layout.problems
    assert warning.message == "Columns G–K hold another list of 2 people that was not read."
    assert warning.changes_who_gets_in


def test_a_person_can_choose_the_list_beside_the_first(reference):
    layout = laid(reference, *BESIDE, header_row=2, table="G–K")
    assert numbers(layout) == {3: "9900800004", 4: "9900800005"}
    assert found(layout) == [("A–E", 2, 2, False), ("G–K", 2, 2, True)]
    assert "A–E" in messages(layout)["FILE_TABLE_BESIDE"]


def test_a_list_that_is_not_there_cannot_be_chosen(reference):
    with pytest.raises(Refused, match="no list in the columns X–Z"):
        laid(reference, *BESIDE, header_row=2, table="X–Z")


def test_lists_beside_each_other_need_no_empty_column(reference):
    layout = laid(reference, HEADS * 3, person(1) + person(2) + person(3))
    assert found(layout) == [("A–E", 1, 1, True), ("F–J", 1, 1, False), ("K–O", 1, 1, False)]


def test_the_cells_of_the_other_list_are_not_handed_back_with_a_row(reference):
    layout = laid(reference, *BESIDE, header_row=2, table="G–K")
    assert [cell.value for cell in layout.rows[0].all_cells] == [None] * 6 + person(4)
    assert layout.headers[6:8] == [("Sl", "serial"), ("Name", "name")]
    handed = [ReturnedRow(row.number, row.all_cells, []) for row in layout.rows]
    assert workbook_of_rejected(handed, layout.headers, "en").startswith(b"PK")


def test_a_list_that_begins_further_down_beside_the_first_is_found(reference):
    layout = laid(
        reference,
        HEADS,
        person(1),
        [*person(2), None, *HEADS],
        [*person(3), None, *person(4)],
        [None] * 6 + person(5),
    )
    assert list(numbers(layout)) == [2, 3, 4]
    assert found(layout) == [("A–E", 1, 3, True), ("G–K", 3, 2, False)]
    assert (5, "other_table") in layout.ignored


def test_service_numbers_beside_the_list_without_headings_are_reported(reference):
    layout = laid(reference, HEADS, [*person(1), None, *person(2)], [*person(3), None, *person(4)])
    assert found(layout) == [("A–E", 1, 2, True), ("G–K", 0, 2, False)]
    assert messages(layout)["FILE_NUMBERS_BESIDE"].startswith("Columns G–K have no headings")


@pytest.mark.parametrize(
    "values",
    [
        {"Sl": 1, "Name": "Anwar Hossain", "Rank": "SI", "": None, "BP No": "9900800001", "Unit": "DMP"},
        {
            "Name": "Anwar Hossain",
            "BP No": "9900800001",
            "": None,
            "Supervisor Name": "Bilkis Ara",
            "Supervisor BP": "x",
        },
        {"Name": "Anwar Hossain", "BP No": "9900800001", "": None, "Remarks": "-", "Signature": "-"},
    ],
)
def test_an_empty_column_alone_does_not_divide_a_list(reference, values):
    layout = laid(reference, list(values), list(values.values()))
    assert numbers(layout) == {2: "9900800001"}
    assert len(layout.tables) == 1


def test_columns_that_a_person_chose_are_one_list(reference):
    layout = laid(reference, *BESIDE, header_row=2, columns={1: "name", 9: "service_number"})
    assert numbers(layout) == {3: "9900800004", 4: "9900800005"}
    inside = laid(reference, *BESIDE, header_row=2, columns={7: "name", 9: "service_number"})
    assert [(table.columns, table.is_read) for table in inside.tables] == [("A–E", False), ("G–K", True)]


# Below each other


def test_a_list_below_is_read_by_its_own_headings(reference):
    layout = laid(
        reference,
        HEADS,
        person(1),
        None,
        ["Second list"],
        ["BP No", "Unit", "Sl", "Name", "Mobile"],
        ["9900800002", "DMP", 1, "Bilkis Ara", "01700000002"],
    )
    assert numbers(layout) == {2: "9900800001", 6: "9900800002"}
    assert layout.rows[1].cells["mobile"].value == "01700000002"
    assert found(layout) == [("A–E", 1, 1, True), ("A–E", 5, 1, True)]
    assert layout.tables[1].title == "Second list"
    assert (5, "heading") in layout.ignored
    assert messages(layout)["FILE_TABLE_BELOW"].startswith("Row 5 has headings of its own.")


def test_the_longer_headings_of_a_list_below_do_not_hide_the_first_list(reference):
    layout = laid(
        reference,
        ["Name", "BP No"],
        ["Anwar Hossain", "9900800001"],
        ["Sl", "BP No", "Name", "Rank", "Mobile"],
        [1, "9900800002", "Bilkis Ara", "SI", "01700000002"],
    )
    assert numbers(layout) == {2: "9900800001", 4: "9900800002"}


def test_two_rows_of_headings_of_a_list_below_are_read_together(reference):
    upper, lower = ["Sl", "Name", "BP No", "Contact", None], [None, None, None, "Mobile", "E-mail"]
    layout = laid(
        reference, HEADS, person(1), upper, lower, [1, "Bilkis Ara", "9900800002", "01700000002", "b@example.org"]
    )
    assert layout.rows[1].cells.keys() == {"serial", "name", "service_number", "mobile", "email"}
    assert layout.tables[1].header_row == 4


def test_a_list_below_whose_headings_are_not_known_is_never_read_by_those_above(reference):
    below = (
        ["No.", "Ident", "Who", "Where"],
        [1, "9900800008", "Dilruba Khanam", "DMP"],
        [2, "9900800009", "Chandan Roy", "DMP"],
    )
    layout = laid(reference, HEADS, person(1), None, ["Second group"], *below)
    assert found(layout) == [("A–E", 1, 1, True), ("A–D", 5, 2, False)]
    assert messages(layout)["FILE_TABLE_NOT_READ"] == "The list of 2 people below the headings in row 5 was not read."
    assert [number for number, reason in layout.ignored if reason == "other_table"] == [5, 6, 7]


def test_the_same_headings_on_the_next_page_are_no_other_list(reference):
    layout = laid(reference, HEADS, person(1), HEADS, person(2), HEADS[1:4], [None, *HEADS[1:4]], person(3))
    assert list(numbers(layout)) == [2, 4, 7]
    assert (3, "heading") in layout.ignored
    assert len(laid(reference, HEADS, person(1), HEADS, person(2)).tables) == 1


def test_the_region_of_a_title_below_counts_for_the_list_below_it(reference):
    layout = laid(
        reference,
        ["Khulna Region"],
        HEADS,
        person(1),
        ["Dhaka Region"],
        ["Name", "BP No"],
        ["Bilkis Ara", "9900800002"],
    )
    assert layout.context.divisions == {"40", "30"}


def test_a_list_above_the_chosen_headings_is_not_read_and_no_title(reference):
    layout = laid(
        reference, ["Course 7"], HEADS, person(1), ["Name", "BP No"], ["Bilkis Ara", "9900800002"], header_row=4
    )
    assert numbers(layout) == {5: "9900800002"}
    assert layout.titles == [(1, "Course 7")]
    assert messages(layout)["FILE_TABLE_NOT_READ"] == "The list of 1 people below the headings in row 2 was not read."
    assert layout.ignored == [(2, "other_table"), (3, "other_table")]


# On other sheets


def sheet_of(name, *rows, **settings):
    return workbook(*rows, name=name, **settings).sheets[0]


def test_lists_on_other_sheets_are_counted_and_a_warning(reference):
    book = Workbook(
        "xlsx",
        [
            sheet_of("Day 1", HEADS, person(1), person(2), person(3)),
            sheet_of("Day 2", HEADS, person(4), person(5)),
            sheet_of("Rest", person(6)),
            sheet_of("Old", HEADS, person(7), is_hidden=True),
            Sheet(name="Read me", rows=[(1, [Cell("Fill in one row for each officer")])]),
        ],
    )
    layout = lay_out(book, reference)
    assert [(table.sheet, table.people, table.is_read, table.is_hidden) for table in layout.tables] == [
        ("Day 1", 3, True, False), ("Day 2", 2, False, False), ("Rest", 1, False, False), ("Old", 1, False, True),
    ]  # fmt: skip
    (warning,) = layout.problems
    assert warning.message == "Other sheets hold lists of people as well and were not read: Day 2 (2), Rest (1)."
    assert warning.changes_who_gets_in
    second = layout.tables[1]
    chosen = lay_out(book, reference, sheet=second.sheet, header_row=second.header_row, table=second.columns)
    assert [row.number for row in chosen.rows] == [2, 3]


def test_a_table_is_plain_data(reference):
    table = laid(reference, *BESIDE).tables[1]
    assert table.as_json() == {
        "sheet": "S", "columns": "G–K", "header_row": 2, "people": 2, "is_read": False, "title": "Batch 4", "is_hidden": False,
    }  # fmt: skip


# Rows around the headings


def test_a_row_of_notes_above_the_headings_is_not_joined_to_them(reference):
    layout = laid(
        reference,
        ["Write", "in", "every", "district"],
        ["Name", "BP No", "Rank", "Shoe size"],
        ["Anwar Hossain", "9900800001", "SI", 42],
    )
    assert layout.header_rows == [2]
    assert "district" not in layout.columns.values()
    assert layout.titles == [(1, "Write in every district")]


def test_a_group_heading_above_complete_headings_adds_what_is_missing_there(reference):
    upper, lower = ["Sl", "Officer", None, "Remarks"], [None, "Name", "BP No", None]
    book = workbook(upper, lower, [1, "Anwar Hossain", "9900800001", "-"])
    book.sheets[0].merged += [Merge(1, 1, 1, 2)]
    layout = lay_out(book, reference)
    assert layout.header_rows == [1, 2]
    assert list(layout.columns.values()) == ["serial", "name", "service_number", "remarks"]


def test_a_row_with_a_service_number_is_no_row_of_headings(reference):
    layout = laid(reference, HEADS, person(2), ["Name", "BP No", "9900800001"], person(3))
    assert len(layout.tables) == 1
    assert [row.number for row in layout.rows] == [2, 4]


def test_rows_of_all_lists_are_checked_together(reference):
    layout = laid(reference, HEADS, person(1), ["BP No", "Name"], ["9900800001", person(1)[1]])
    rows = check(layout.rows, reference, Known())
    assert [row.outcome for row in rows] == ["new", "rejected"]
