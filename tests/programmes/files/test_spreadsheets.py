"""Tables from files, with every limit on; and cells that no spreadsheet runs."""

import io

import pytest
from openpyxl import Workbook

from accounts.refusal import Refused
from programmes.files import spreadsheets
from programmes.files.spreadsheets import read_table, with_guard, without_guard
from tests.programmes.factories import archive, upload


def workbook(*rows):
    book, made = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(made)
    return made.getvalue()


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "|calc", "%0", "\t=1", " =1", "'=1", '"=1', "＝1", "－1", "＠x", "\r=1"]
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe_and_loses_it_again(text):
    assert with_guard(text).startswith("'")
    assert without_guard(with_guard(text)) == text


@pytest.mark.parametrize("text", ["Trust", "বিট", "'tis so", "3 - 1", ""])
def test_plain_words_stay_as_they_are(text):
    assert with_guard(text) == without_guard(text) == text


def test_control_characters_are_dropped():
    assert with_guard("a\x00b\x1bc") == "abc"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_read_in_the_usual_encodings_and_separators(encoding, separator):
    text = separator.join(["Kind", "Theme"]) + "\n\n" + separator.join(["Gap", "আস্থা"]) + "\n"
    table = read_table(upload("a.csv", text.encode(encoding)))
    assert table == (["Kind", "Theme"], [(3, ["Gap", "আস্থা"])])


def test_a_workbook_is_read_with_the_numbers_of_its_rows():
    table = read_table(upload("a.xlsx", workbook([], ["Kind", "Number"], [None, None], ["Gap", 12.0])))
    assert table == (["Kind", "Number"], [(4, ["Gap", "12"])])


def test_short_rows_are_filled_up():
    assert read_table(upload("a.csv", b"a,b,c\n1\n")).rows == [(2, ["1", "", ""])]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty"),
        (b" \n ,, \n", "nothing in the file"),
        (b"Kind,Theme\n", "Under the headings there is no row"),
        (b'Kind\n"never closed\n', "quotation mark"),
        (b"\xff\xd8\xff\xe0 picture \x00", "no CSV or XLSX"),
        (b"Kind\n" + b"Gap\n" * 501, "more than 500 rows"),
        (b"PK\x03\x04 broken", "damaged"),
        (archive(**{"xl/workbook.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"}), "document type"),
        (archive(**{"word/document.xml": "<w/>"}), "damaged"),
    ],
)
def test_what_is_no_table_is_told_in_a_sentence(content, sentence):
    with pytest.raises(Refused, match=sentence):
        read_table(upload("a.csv", content))


def test_a_table_that_is_too_big_is_not_even_opened(monkeypatch):
    monkeypatch.setattr(spreadsheets, "MOST_BYTES", 10)
    with pytest.raises(Refused, match="more than"):
        read_table(upload("a.csv", b"Kind\n" + b"Gap\n" * 10))


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(spreadsheets, "MOST_UNPACKED", 1000)
    with pytest.raises(Refused, match="larger inside"):
        read_table(upload("a.xlsx", archive(**{"xl/sheet.xml": "<x/>" + " " * 5000})))


def test_a_cell_far_away_costs_nothing():
    book, made = Workbook(), io.BytesIO()
    book.active.append(["Kind"])
    book.active.append(["Gap"])
    book.active["XFD1048576"] = "far"
    book.save(made)
    assert read_table(upload("a.xlsx", made.getvalue())).rows == [(2, ["Gap"])]
