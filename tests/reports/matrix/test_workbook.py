"""The matrix as a workbook: the same numbers, and nothing in it can run."""

import io

from openpyxl import load_workbook

from reports.matrix.matrix import matrix
from reports.matrix.workbook import workbook
from tests.factories import OfficerFactory
from tests.reports.threads import answers, consultation, course, finding, module, session


def opened(programme, chosen=""):
    return load_workbook(io.BytesIO(workbook(matrix(programme), chosen)))


def test_rows_carry_marks_and_numbers_as_numbers(programme):
    trust = module("A", title_en="Trust")
    session(course(programme, trust), OfficerFactory(sex="female"), OfficerFactory(sex="male"))
    found = finding(programme, "Trust is thin", text_bn="আস্থা কম", at=consultation(programme))
    answers(found, trust)
    sheet = opened(programme)["Matrix"]
    heads = [cell.value for cell in sheet[4]]
    row = dict(zip(heads, [cell.value for cell in sheet[5]], strict=True))
    assert row["Finding"] == found.number
    assert (row["In English"], row["In Bangla"], row["Came up at"]) == ("Trust is thin", "আস্থা কম", "Workshop in Khulna")
    assert row["1 A\nTrust"] == "●"
    assert (row["Sessions"], row["Participations"], row["Participations, women"]) == (1, 2, 1)
    assert (row["Unique officers"], row["Unique officers, men"], row["Gap"]) == (2, 1, "no")


def test_a_gap_says_so(programme):
    finding(programme)
    assert opened(programme)["Matrix"]["H5"].value == "yes"


def test_a_text_that_looks_like_a_formula_stays_text(programme):
    finding(programme, '=HYPERLINK("http://x.example","click")')
    cell = opened(programme)["Matrix"]["D5"]
    assert cell.data_type == "s"
    assert cell.value.startswith("'=HYPERLINK")


def test_modules_and_answers_have_a_sheet_each(programme):
    trust, idle = module("A"), module("B")
    course(programme, trust, idle)
    answers(finding(programme), trust, "also")
    book = opened(programme)
    assert [row[1].value for row in book["Modules"].iter_rows(min_row=2)] == ["A", "B"]
    assert [(row[4].value, row[6].value) for row in book["Answers"].iter_rows(min_row=2)] == [("A", "also touched")]


def test_the_workbook_says_which_rows_it_holds(programme):
    assert opened(programme, "Theme: Media")["Matrix"]["A2"].value.endswith("· Theme: Media")
