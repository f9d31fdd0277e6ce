"""A whole number is read as its format shows it, because that is what the sender sees."""

import zipfile

import pytest
from openpyxl import Workbook

from participants.roster.check.checking import Known, check
from participants.roster.layout.headers import lay_out
from programmes.workbooks.number_formats import shown, zero_format
from programmes.workbooks.reading import read


@pytest.mark.parametrize(
    ("code", "number", "text"),
    [
        ("0000000000", 99005077, "0099005077"),
        ("00000-00000", 990050077, "09900-50077"),
        ("00000\\-000000", 1700000077, "01700-000077"),
        ('"BP-"0000000000', 99005077, "BP-0099005077"),
        ("0##########", 1700000077, "01700000077"),
        ('"+880 "##########', 1700000077, "+880 1700000077"),
        ("[$-445]000", 7, "007"),
        ("0000000000_);(0)", 99005077, "0099005077"),
        ("000;-000;;@", 7, "007"),
        ("0000", 7.0, "0007"),
    ],
)
def test_zeros_and_signs_of_a_format_are_shown(code, number, text):
    assert shown(number, zero_format(code)) == text


@pytest.mark.parametrize(
    "code", ["General", "0", "#,##0", "0.00", "0%", "@", "0.00E+00", "yyyy-mm-dd", "# ?/?", "", "00000000000000000000"]
)
def test_other_formats_change_nothing(code):
    assert zero_format(code) is None


@pytest.mark.parametrize("number", [1234567, -5, 1.5, 10**16])
def test_numbers_that_need_no_zeros_stay_numbers(number):
    assert shown(number, zero_format("0000")) is None


def test_a_workbook_with_such_formats(tmp_path, reference):
    book = Workbook()
    for row in (["Name", "BP No", "Rank", "Unit", "Mobile"], ["Sabina Yasmin", 99005077, "SI", "DMP", 1700000077]):
        book.active.append(row)
    book.active["B2"].number_format, book.active["E2"].number_format = "0000000000", "00000000000"
    book.save(tmp_path / "a")
    layout = lay_out(read(tmp_path / "a", "a.xlsx"), reference)
    (row,) = check(layout.rows, reference, Known())
    assert (row.outcome, row.values["service_number"], row.values["mobile"]) == ("new", "0099005077", "+8801700000077")
    noted = [item for item in row.problems if item.code == "ZEROS_OF_FORMAT"]
    assert [item.is_quiet for item in noted] == [True]
    assert "PHONE_LOST_LEADING_ZERO" not in {item.code for item in row.problems}


def test_an_open_document_shows_its_zeros(tmp_path):
    cell = '<table:table-cell office:value-type="float" office:value="{}"><text:p>{}</text:p></table:table-cell>'
    cells = "".join(cell.format(*pair) for pair in (("99005077", "0099005077"), ("1700000077", "1.7E+09"), ("5", "5")))
    content = (
        '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><table:table table:name="S">'
        f"<table:table-row>{cells}</table:table-row></table:table></office:document-content>"
    )
    with zipfile.ZipFile(tmp_path / "a", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    ((_number, found),) = read(tmp_path / "a", "a.ods").sheets[0].rows
    assert [cell.value for cell in found] == ["0099005077", 1700000077, 5]
