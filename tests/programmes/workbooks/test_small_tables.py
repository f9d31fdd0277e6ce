"""Tables that a page reads at once: the same kinds of files, encodings and sentences as rosters, but smaller."""

import io

import pytest
from openpyxl import Workbook

from accounts.refusal import Refused
from programmes.workbooks import limits
from programmes.workbooks.small_tables import read_table
from tests.programmes.factories import archive, upload
from tests.programmes.workbooks.files import SAMPLES, bytes_of


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_csv_is_read_in_the_usual_encodings_and_separators(encoding, separator):
    text = separator.join(["Kind", "Theme"]) + "\n\n" + separator.join(["Gap", "আস্থা"]) + "\n"
    table = read_table(upload("a.csv", text.encode(encoding)))
    assert table == (["Kind", "Theme"], [(3, ["Gap", "আস্থা"])])


def test_csv_in_ansi_is_read_too():
    table = read_table(upload("a.csv", "Kind,Theme\nGap,“Trust” – first\n".encode("cp1252")))
    assert table.rows == [(2, ["Gap", "“Trust” – first"])]


def test_a_workbook_is_read_with_the_numbers_of_its_rows():
    table = read_table(upload("a.xlsx", bytes_of([[], ["Kind", "Number"], [None, None], ["Gap", 12.0]])))
    assert table == (["Kind", "Number"], [(4, ["Gap", "12"])])


def test_an_open_document_is_read():
    table = read_table(upload("a.ods", (SAMPLES / "calc.ods").read_bytes()))
    assert "Farhana Sultana" in table.rows[-1][1]


@pytest.mark.processes
def test_the_old_excel_format_is_read():
    table = read_table(upload("a.xls", (SAMPLES / "old_excel.xls").read_bytes()))
    assert table.rows[1] == (3, ["1"])


def test_a_hidden_sheet_is_passed_over():
    book, made = Workbook(), io.BytesIO()
    book.active.append(["old"])
    book.active.sheet_state = "hidden"
    for row in (["Kind"], ["Gap"]):
        shown = book["Shown"] if "Shown" in book.sheetnames else book.create_sheet("Shown")
        shown.append(row)
    book.save(made)
    assert read_table(upload("a.xlsx", made.getvalue())) == (["Kind"], [(2, ["Gap"])])


def test_short_rows_are_filled_up_and_long_ones_cut():
    assert read_table(upload("a.csv", b"a,b,c\n1\n1,2,3,4\n")).rows == [(2, ["1", "", ""]), (3, ["1", "2", "3"])]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("'=1+1", "=1+1"),
        ('"=""0170"""', "0170"),
        ("'Open door' days work", "'Open door' days work"),
        (" Trust\x1b ", "Trust"),
    ],
)
def test_guards_are_left_out_and_quotation_marks_stay(written, meant):
    assert read_table(upload("a.csv", f"Text\n{written}\n".encode())).rows == [(2, [meant])]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"", "The file is empty"),
        ("a.csv", b" \n ,, \n", "The file has no rows"),
        ("a.csv", b"Kind,Theme\n", "Under the headings there is no row"),
        ("a.csv", b'Kind\n"never closed\n', "quotation mark"),
        ("a.csv", b"\xff\xd8\xff\xe0 picture \x00", "This is a picture"),
        ("a.csv", b"Kind\n" + b"Gap\n" * 501, "Sheet “CSV” has more than 500 rows"),
        ("a.csv", b"Kind\n" + b"Gap\n" * 20_200, "Sheet “CSV” has more than 500 rows"),
        (
            "a.csv",
            b"Kind\n" + b"x" * (limits.CELL_LENGTH + 1),
            "Cell A2 of sheet “CSV” holds more than 2,000 characters",
        ),
        ("a.csv", bytes_of([["Kind"], ["Gap"]]), "is of the kind .xlsx"),
        ("a.pdf", b"%PDF-1.7", "This kind of file is not read"),
        ("a.xlsx", b"PK\x03\x04 broken", "damaged"),
        ("a.xlsx", archive(**{"xl/workbook.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"}), "damaged"),
        ("a.xlsx", archive(**{"[Content_Types].xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"}), "document type"),
        ("a.xlsx", archive(**{"word/document.xml": "<w/>"}), "This is a Word document"),
    ],
)
def test_what_is_no_table_is_told_in_a_sentence(name, content, sentence):
    with pytest.raises(Refused, match=sentence):
        read_table(upload(name, content))


def test_a_page_takes_a_smaller_file_than_a_job_and_does_not_even_open_it(monkeypatch):
    monkeypatch.setattr(limits, "PAGE_BYTES", 1024**2)
    with pytest.raises(Refused, match="more than 1 MB"):
        read_table(upload("a.csv", b"Kind\n" + b"Gap\n" * 300_000))


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(limits, "UNPACKED_BYTES", 1000)
    with pytest.raises(Refused, match="unpacks to more than"):
        read_table(upload("a.xlsx", archive(**{"xl/sheet.xml": "<x/>" + " " * 5000})))


def test_reading_stops_at_the_first_row_too_many(monkeypatch):
    monkeypatch.setattr(limits, "PAGE_ROWS", 2)
    monkeypatch.setattr(limits, "OTHER_ROWS", 1)
    with pytest.raises(Refused, match="more than 2 rows"):
        read_table(upload("a.csv", b"Kind\n" + b"Gap\n" * 3 + b'"never closed'))


def test_nothing_of_the_file_stays(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    read_table(upload("a.csv", b"Kind\nGap\n"))
    assert list(tmp_path.iterdir()) == []
