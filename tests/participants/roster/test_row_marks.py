"""Rows that the file shows as hidden, struck out or grey wait, and the file says how many they are."""

import zipfile

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color

from participants.roster.base.rows import RawRow, raw_row_from_json
from participants.roster.check.checking import Known, check
from participants.roster.layout.headers import lay_out
from participants.roster.layout.marks import with_marks
from programmes.workbooks.reading import read
from programmes.workbooks.sheets import GREY_GROUND, GREY_TEXT, PARTLY_STRUCK, STRUCK, Cell
from tests.participants.roster.files import codes
from tests.programmes.workbooks.files import HEADINGS

GREY = Font(color="FFA6A6A6")
GROUND = PatternFill("solid", fgColor="FFD9D9D9")


def people(count):
    names = ("Sabina Yasmin", "Rafiqul Islam", "Nasrin Akter", "Mizanur Rahman", "Tahmina Begum", "Jahangir Alam")
    return [[str(at), names[at], "SI", f"990050007{at}", "DMP", "Dhaka", f"0170000007{at}"] for at in range(count)]


def rows_of(tmp_path, reference, mark, count=4):
    """Returns (checked rows, codes of the file) of a workbook of `count` people; `mark` is called with its sheet."""
    book = Workbook()
    for row in (HEADINGS, *people(count)):
        book.active.append(row)
    mark(book.active)
    book.save(tmp_path / "a")
    layout = lay_out(read(tmp_path / "a", "a.xlsx"), reference)
    return check(layout.rows, reference, Known()), {item.code: item for item in layout.problems}


def each_cell(sheet, *numbers, **style):
    for number in numbers:
        for cell in sheet[number]:
            for name, value in style.items():
                setattr(cell, name, value)


def test_a_row_that_is_struck_out_waits(tmp_path, reference):
    rows, file = rows_of(tmp_path, reference, lambda sheet: each_cell(sheet, 3, font=Font(strike=True)))
    assert [row.outcome for row in rows] == ["new", "review", "new", "new"]
    assert "ROW_STRUCK_OUT" in codes(rows[1])
    assert file["FILE_STRUCK_ROWS"].facts == {"count": 1}


def test_all_cells_that_say_who_it_is_must_be_struck_out(tmp_path, reference):
    def mark(sheet):
        sheet["B2"].font = sheet["D2"].font = Font(strike=True)
        sheet["B3"].font = sheet["C3"].font = Font(strike=True)

    rows, _file = rows_of(tmp_path, reference, mark)
    assert ["ROW_STRUCK_OUT" in codes(row) for row in rows] == [True, False, False, False]


def test_a_cell_that_is_struck_out_alone_waits_for_an_answer(tmp_path, reference):
    rows, _file = rows_of(tmp_path, reference, lambda sheet: setattr(sheet["B3"], "font", Font(strike=True)))
    assert [row.outcome for row in rows] == ["new", "review", "new", "new"]
    [struck] = [item for item in rows[1].problems if item.code == "TEXT_STRUCK_OUT"]
    assert struck.field == "name"
    assert struck.facts["seen"] == rows[1].raw["name"]


def test_a_text_whose_pieces_are_all_struck_out_is_struck_out(tmp_path, reference):
    def mark(sheet):
        for cell in sheet[2]:
            cell.value = CellRichText(TextBlock(InlineFont(strike=True), cell.value))

    assert rows_of(tmp_path, reference, mark)[0][0].outcome == "review"


def test_a_part_that_is_struck_out_is_left_out_and_the_row_waits(tmp_path, reference):
    def mark(sheet):
        sheet["B2"] = CellRichText(
            TextBlock(InlineFont(strike=True), "Kamal Uddin "), TextBlock(InlineFont(), "Sabina Yasmin")
        )

    first, *_others = rows_of(tmp_path, reference, mark)[0]
    assert (first.outcome, first.values["name_en"]) == ("review", "Sabina Yasmin")
    assert {"TEXT_PARTLY_STRUCK"} <= codes(first)


@pytest.mark.parametrize(
    "style",
    [
        {"font": GREY},
        {"fill": GROUND},
        {"font": Font(color="FFBFBFBF"), "fill": GROUND},
        {"font": Font(color=Color(theme=0, tint=-0.35))},
        {"font": Font(color=Color(theme=1, tint=0.5))},
        {"font": Font(color=Color(indexed=23))},
        {"fill": PatternFill("solid", fgColor=Color(theme=0, tint=-0.15))},
        {"fill": PatternFill("lightGray")},
    ],
)
def test_a_grey_row_among_others_waits(tmp_path, reference, style):
    rows, file = rows_of(tmp_path, reference, lambda sheet: each_cell(sheet, 3, **style))
    assert [row.outcome for row in rows] == ["new", "review", "new", "new"]
    assert "ROW_GREY" in codes(rows[1])
    assert file["FILE_GREY_ROWS"].facts == {"count": 1}


@pytest.mark.parametrize(
    ("numbers", "style"),
    [
        ((3, 5), {"fill": GROUND}),
        ((2, 3, 4, 5, 6), {"font": GREY}),
        ((3,), {"font": Font(color="FF000000")}),
        ((3,), {"font": Font(color="FFFF0000")}),
        ((3,), {"font": Font(color=Color(theme=1))}),
        ((3,), {"font": Font(color=Color(theme=4, tint=0.4))}),
        ((3,), {"fill": PatternFill("solid", fgColor=Color(theme=0, tint=-0.05))}),
        ((3,), {"fill": PatternFill("solid", fgColor="FFFFFF00")}),
        ((3,), {"fill": PatternFill("solid", fgColor="FFF2F2F2")}),
    ],
)
def test_stripes_whole_lists_and_other_colours_say_nothing(tmp_path, reference, numbers, style):
    rows, _file = rows_of(tmp_path, reference, lambda sheet: each_cell(sheet, *numbers, **style), count=5)
    assert {row.outcome for row in rows} == {"new"}


def test_a_hidden_row_waits(tmp_path, reference):
    def mark(sheet):
        sheet.row_dimensions[4].hidden = True

    rows, file = rows_of(tmp_path, reference, mark)
    assert [row.outcome for row in rows] == ["new", "new", "review", "new"]
    assert "HIDDEN_ROW" in codes(rows[2])
    assert "FILE_HIDDEN_ROWS" in file


def test_a_person_may_take_the_row(tmp_path, reference):
    book = Workbook()
    for row in (HEADINGS, *people(3)):
        book.active.append(row)
    each_cell(book.active, 2, font=Font(strike=True))
    book.save(tmp_path / "a")
    layout = lay_out(read(tmp_path / "a", "a.xlsx"), reference)
    assert check(layout.rows, reference, Known(), taken=frozenset({2}))[0].outcome == "new"


def test_marks_are_stored_with_the_row_and_stay_when_a_cell_is_corrected():
    (row, *_others) = [raw_row_from_json(row.as_json()).with_edits({"name": "Sabina Yasmin"}) for row in _struck_rows()]
    assert row.marks == ("ROW_STRUCK_OUT",)


def _struck_rows():
    cells = [{"name": Cell(name, None, frozenset({STRUCK}) if not at else frozenset())} for at, name in enumerate("ab")]
    return with_marks([RawRow(at, row, []) for at, row in enumerate(cells, 2)], {}, 0, {})


def test_rows_that_were_stored_before_have_no_marks():
    stored = {"number": 2, "cells": {"name": "a"}, "all": ["a"], "after_blank": False, "hidden": False, "merged": []}
    row = raw_row_from_json(stored)
    assert (row.marks, row.date_orders, row.as_json()) == ((), {}, stored)


@pytest.mark.parametrize("marks", [{STRUCK}, {PARTLY_STRUCK, GREY_TEXT}, {GREY_GROUND}])
def test_marks_of_cells_are_stored(marks):
    row = raw_row_from_json({"number": 2, "cells": {}, "all": [], "after_blank": False, "hidden": False, "merged": []})
    row.cells["name"] = Cell("a", "Arial", frozenset(marks))
    assert raw_row_from_json(row.as_json()).cells == row.cells


def test_an_open_document_shows_the_same_marks(tmp_path):
    styles = (
        '<style:style style:name="a"><style:text-properties style:text-line-through-style="solid"/></style:style>'
        '<style:style style:name="b"><style:text-properties fo:color="#a6a6a6"/>'
        '<style:table-cell-properties fo:background-color="#d9d9d9"/></style:style>'
        '<style:style style:name="c"><style:text-properties style:text-line-through-style="none" fo:color="#000000"/></style:style>'
    )
    cells = "".join(
        f'<table:table-cell table:style-name="{name}"><text:p>x</text:p></table:table-cell>' for name in "abc"
    )
    columns = '<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
    content = (
        '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:style="s" xmlns:fo="f">'
        f'<office:automatic-styles>{styles}</office:automatic-styles><table:table table:name="S">{columns}'
        f"<table:table-row>{cells}</table:table-row></table:table></office:document-content>"
    )
    with zipfile.ZipFile(tmp_path / "a", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    (sheet,) = read(tmp_path / "a", "a.ods").sheets
    ((_number, found),) = sheet.rows
    assert [set(cell.marks) for cell in found] == [{STRUCK}, {GREY_TEXT, GREY_GROUND}, set()]
    assert sheet.hidden_columns == {1, 2}
