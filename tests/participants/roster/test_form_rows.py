"""Rows of a form that number the columns or show how to fill them in are no people."""

import pytest

from participants.roster.layout.form_rows import is_example, numbers_the_columns, shows_how_to_fill
from participants.roster.layout.headers import lay_out
from tests.participants.roster.files import workbook
from tests.programmes.workbooks.files import HEADINGS, OFFICER


def ignored(reference, *rows):
    return lay_out(workbook(*rows), reference).ignored


@pytest.mark.parametrize(
    "texts",
    [
        "1 2 3 4", "(1) (2) (3)", "১ ২ ৩ ৪ ৫", "(১) (২) (৩)", "১। ২। ৩।", "ক খ গ ঘ", "(ক) (খ) (গ)", "a b c d", "A. B. C.", "i ii iii iv",
        "1 2 3 5", "2 3 4", "[1] [2] [3]", "০১ ০২ ০৩", "Col.1 Col.2 Col.3",
    ],
)  # fmt: skip
def test_a_row_that_counts_the_columns_is_known(texts):
    assert numbers_the_columns(texts.split())


@pytest.mark.parametrize("texts", ["1 2", "1 Karim 3", "3 2 1", "1 1 1", "1 2 9900800001", "5 6 7", "a i o"])
def test_other_rows_do_not_count_the_columns(texts):
    assert not numbers_the_columns(texts.split())


@pytest.mark.parametrize(
    "row", [[1, 2, 3, 4, 5, 6, 7], list("১২৩৪৫৬৭"), ["(ক)", "(খ)", "(গ)", "(ঘ)", "(ঙ)", "(চ)", "(ছ)"]]
)
def test_such_a_row_is_left_out_below_the_headings_and_on_every_page(reference, row):
    assert ignored(reference, HEADINGS, row, OFFICER, row) == [(2, "column_numbers"), (4, "column_numbers")]


def test_a_row_that_shows_how_to_fill_in_is_left_out(reference):
    how = [None, "(as in NID)", "short form", "10 digits", None, None, "11 digits"]
    assert ignored(reference, HEADINGS, how, OFFICER) == [(2, "example")]
    assert shows_how_to_fill(["বাংলায় লিখুন", "১১ ডিজিট", "dd/mm/yyyy"])
    assert not shows_how_to_fill(["মোঃ নাসির উদ্দিন", "SI", "(DMP)"])


def test_an_example_with_a_number_is_left_out_and_a_warning(reference):
    example = ["e.g.", "Anwar Hossain", "SI", "9900800000", "DMP", "Dhaka", "01700000000"]
    layout = lay_out(workbook(HEADINGS, example, OFFICER), reference)
    assert layout.ignored == [(2, "example")]
    (warning,) = layout.problems
    assert warning.code == "FILE_EXAMPLE"
    assert warning.changes_who_gets_in
    assert is_example(["উদাহরণঃ ৯৯০০৮০০০০০"])
    assert not is_example(["Egidius Gomes"])


def test_below_the_first_person_nobody_is_an_example(reference):
    layout = lay_out(workbook(HEADINGS, OFFICER, ["e.g.", "Anwar Hossain", "SI", "9900800000"]), reference)
    assert [row.number for row in layout.rows] == [2, 3]
