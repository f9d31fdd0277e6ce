"""Files are read row by row, with every limit on."""

import pytest
from openpyxl import Workbook

from accounts.refusal import Refused
from participants.roster.tables import table_streams
from participants.roster.tables.table_streams import rows_of
from participants.table_import.formats import StreamedTable

ROWS = [["BP No", "Name"], ["9900000001", "রহিমা খাতুন"], ["9900000002", "Karim, Abdul"]]


def written(path, content, encoding="utf-8"):
    path.write_bytes(content.encode(encoding))
    return path


def workbook(path, rows):
    book = Workbook()
    book.active.title = "Notes"
    book.active.sheet_state = "hidden"
    sheet = book.create_sheet("Officers")
    for row in rows:
        sheet.append(row)
    book.active = 1
    book.save(path)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_in_any_usual_dress(tmp_path, encoding, separator):
    lines = "\r\n".join(separator.join(f'"{cell}"' for cell in row) for row in ROWS)
    path = written(tmp_path / "a", lines, encoding)
    assert list(rows_of(path, "csv")) == [(number, row) for number, row in enumerate(ROWS, 1)]


def test_the_first_sheet_that_is_shown(tmp_path):
    path = workbook(tmp_path / "a.xlsx", ROWS)
    assert list(rows_of(path, "xlsx")) == [(number, row) for number, row in enumerate(ROWS, 1)]


def test_blank_rows_keep_their_numbers(tmp_path):
    path = written(tmp_path / "a", "BP No,Name\n\n,\n9900000001,Rahima\n")
    table = StreamedTable(path, "csv")
    assert (table.headers, list(table.numbered())) == (["BP No", "Name"], [(4, ["9900000001", "Rahima"])])


def test_a_table_can_be_read_again_and_counted(tmp_path):
    table = StreamedTable(written(tmp_path / "a", "BP No\n1\n2\n"), "csv")
    assert (len(table), list(table), list(table)) == (2, [["1"], ["2"]], [["1"], ["2"]])


def refusal(path, kind="csv"):
    with pytest.raises(Refused) as no:
        list(rows_of(path, kind))
    return str(no.value)


def test_a_file_that_is_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr(table_streams, "BYTES", 10)
    assert "MB" in refusal(written(tmp_path / "a", "BP No,Name\n1,2\n"))


def test_too_many_rows(tmp_path, monkeypatch):
    monkeypatch.setattr(table_streams, "ROWS", 2)
    assert list(rows_of(written(tmp_path / "b", "BP No\n1\n2\n"), "csv"))
    assert "more than 2 rows" in refusal(written(tmp_path / "a", "BP No\n1\n2\n3\n"))


def test_a_quotation_mark_that_is_never_closed(tmp_path):
    assert "quotation mark" in refusal(written(tmp_path / "a", 'BP No,Name,X,Y\n1,"a,b,c\n2,b,c,d\n3,d,e,f\n'))


def test_a_cell_that_is_too_long(tmp_path):
    assert "characters" in refusal(written(tmp_path / "a", f"BP No\n{'x' * 2001}\n"))


def test_too_many_columns(tmp_path):
    assert "column" in refusal(written(tmp_path / "a", ",".join(str(at) for at in range(101))))


def test_bytes_that_are_no_text(tmp_path):
    (tmp_path / "a").write_bytes(b"BP No,Name\n1,\xff\xfe\x00\x81\n")
    assert "readable text" in refusal(tmp_path / "a")


def test_a_nul_is_made_visible(tmp_path):
    assert list(rows_of(written(tmp_path / "a", "BP No\n99\x0000\n"), "csv"))[1] == (2, ["99\ufffd00"])


def test_a_damaged_workbook(tmp_path):
    assert "damaged" in refusal(written(tmp_path / "a", "PK\x03\x04 nothing else"), "xlsx")


def test_an_empty_file(tmp_path):
    with pytest.raises(Refused, match="empty"):
        StreamedTable(written(tmp_path / "a", ""), "csv")
