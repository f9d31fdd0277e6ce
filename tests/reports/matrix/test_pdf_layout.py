"""The matrix on paper: at most 12 findings and 8 modules a sheet, and no text that runs over."""

import pytest

from certificates.drawing.text.faces import MM_PER_PT, em_width
from reports.counting.reach import Reach
from reports.counting.turnout import BySex
from reports.matrix.pdf_layout import ROOM, PrintedFinding, PrintedModule, broken, head_height, sheets

REACH = Reach(6, BySex(36, 145, 1), BySex(30, 140, 1))
LONG = "What is said at meetings seldom reaches those who patrol the neighbourhood at night, and nobody asks them. " * 4


def modules(count, title="Police legitimacy and trust"):
    return [PrintedModule(number, f"M{number}", "পুলিশের বৈধতা ও আস্থা", title) for number in range(1, count + 1)]


def findings(count, columns, text="Trust is thin"):
    marks = tuple("main" if number % 2 else "" for number in range(columns))
    return [
        PrintedFinding(f"F{number}", "আস্থার ঘাটতি", text, marks, REACH, ("উন্মুক্ত", "Open"), is_gap=False)
        for number in range(1, count + 1)
    ]


@pytest.mark.parametrize(
    ("rows", "columns", "pages"),
    [(1, 1, 1), (12, 8, 1), (13, 8, 2), (13, 1, 2), (12, 9, 2), (25, 17, 9), (0, 0, 1), (3, 0, 1)],
)
def test_a_sheet_holds_12_findings_and_8_modules(rows, columns, pages):
    made = sheets(findings(rows, columns), modules(columns))
    assert len(made) == pages
    assert [(sheet.number, sheet.of) for sheet in made] == [(n, pages) for n in range(1, pages + 1)]
    assert max(len(sheet.lines) for sheet in made) <= 12
    assert max(len(sheet.heads) for sheet in made) <= 8


def test_nine_modules_are_shared_out_evenly():
    assert [len(sheet.heads) for sheet in sheets(findings(1, 9), modules(9))] == [4, 5]


def test_each_sheet_shows_the_marks_of_its_own_modules():
    whole = findings(1, 9)
    parts = [sheet.lines[0].marks for sheet in sheets(whole, modules(9))]
    assert parts[0] + parts[1] == whole[0].marks


def test_long_texts_take_more_sheets_rather_than_run_over():
    made = sheets(findings(12, 8, LONG), modules(8))
    assert len(made) > 1
    for sheet in made:
        assert sum(line.height for line in sheet.lines) + head_height(sheet.heads) <= ROOM


def test_lines_are_as_wide_as_they_may_be_and_no_wider():
    lines = broken(LONG, "sans_en", 8.0, 60.0, 50)
    assert " ".join(lines) == " ".join(LONG.split())
    assert all(em_width(line, "sans_en") * 8 * MM_PER_PT <= 60 for line in lines)


def test_what_is_over_the_most_lines_is_cut_where_one_can_see_it():
    lines = broken(LONG, "sans_en", 8.0, 60.0, 4)
    assert len(lines) == 4
    assert lines[-1].endswith("…")


def test_a_word_that_no_line_holds_goes_on_in_the_next():
    lines = broken("x" * 200, "sans_en", 8.0, 60.0, 50)
    assert "".join(lines) == "x" * 200
    assert len(lines) > 1


def test_a_language_that_is_missing_takes_no_line():
    assert broken("", "sans_bn", 8.0, 60.0, 4) == ()
