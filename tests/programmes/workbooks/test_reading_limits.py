"""No file costs more than the limits, and the sentence names the limit that was met."""

import tracemalloc
import zipfile

import pytest

from accounts.refusal import Refused
from programmes.workbooks import limits
from programmes.workbooks.reading import read
from programmes.workbooks.sheets import Cell, Sheet, SheetRefused
from tests.growth import assert_grows_evenly
from tests.programmes.workbooks.files import HEADINGS, OFFICER, SAMPLES, list_xml, raw_xlsx, row_xml, xlsx


def refusal(path, name="a.xlsx"):
    with pytest.raises(Refused) as no:
        read(path, name)
    return str(no.value)


def test_bytes(tmp_path):
    with (tmp_path / "a").open("wb") as file:
        file.seek(limits.BYTES)
        file.write(b"x")
    assert "more than 10 MB" in refusal(tmp_path / "a")


def test_unpacked_bytes_as_the_file_tells_them(tmp_path):
    with zipfile.ZipFile(tmp_path / "a", "w", zipfile.ZIP_DEFLATED) as archive:
        for at in range(3):
            archive.writestr(f"xl/media/{at}.bin", bytes(80 * 1024**2))
    assert "unpacks to more than 200 MB" in refusal(tmp_path / "a")


def test_unpacked_bytes_that_the_file_hides(tmp_path, monkeypatch):
    path = raw_xlsx(tmp_path / "a", list_xml(row_xml(3, "x" * 1500)))
    monkeypatch.setattr(limits, "UNPACKED_BYTES", 1000)
    said = zipfile.ZipFile.infolist

    def lie(archive):
        return [entry for entry in said(archive) if not setattr(entry, "file_size", 1)]

    monkeypatch.setattr(zipfile.ZipFile, "infolist", lie)
    assert "damaged" in refusal(path) or "unpacks" in refusal(path)


def test_unpacked_bytes_are_counted_while_reading(tmp_path, monkeypatch):
    path = raw_xlsx(tmp_path / "a", list_xml(row_xml(3, *["x" * 1500] * 40)))
    monkeypatch.setattr("programmes.workbooks.archive.Archive._check_shape", lambda *_: None)
    monkeypatch.setattr(limits, "UNPACKED_BYTES", 30_000)
    assert "unpacks" in refusal(path)


def test_entries(tmp_path):
    path = raw_xlsx(tmp_path / "a", list_xml(), parts={f"x/{at}.txt": "" for at in range(limits.ENTRIES)})
    assert "500 parts" in refusal(path)


def test_rows(tmp_path):
    rows = "".join(f'<row r="{at}"><c r="A{at}"><v>{at}</v></c></row>' for at in range(1, limits.DATA_ROWS + 200))
    assert "20,000 rows" in refusal(raw_xlsx(tmp_path / "a", f"<sheetData>{rows}</sheetData>"))


def test_rows_of_text(tmp_path):
    (tmp_path / "a").write_text("x\n" * (limits.DATA_ROWS + 200), encoding="utf-8")
    assert "20,000 rows" in refusal(tmp_path / "a", "a.csv")


def test_the_farthest_cell_of_all(tmp_path):
    sheet = f'<sheetData>{row_xml(1, *HEADINGS)}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    sentence = refusal(raw_xlsx(tmp_path / "a", sheet))
    assert "XFD1048576" in sentence
    assert "CV" in sentence


def test_a_value_behind_a_thousand_blank_rows(tmp_path):
    at = limits.BLANK_ROWS_TOGETHER + 4
    sentence = refusal(raw_xlsx(tmp_path / "a", list_xml(row_xml(at, "x"))))
    assert f"Row {at}" in sentence
    assert "1,000 empty rows" in sentence
    assert len(read(raw_xlsx(tmp_path / "b", list_xml(row_xml(at - 1, "x"))), "a.xlsx").sheets[0].rows) == 3


def test_blank_rows_behind_the_list_are_read_over_quickly(tmp_path):
    def work(count):
        blank = "".join(f'<row r="{at}" s="1"><c r="A{at}" s="1"/></row>' for at in range(3, count))
        assert len(read(raw_xlsx(tmp_path / "a", list_xml(blank)), "a.xlsx").sheets[0].rows) == 2

    assert_grows_evenly(work, 30_000)


def test_sixteen_thousand_formatted_columns(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "CELLS", 50_000)
    blank = "".join(f'<row r="{at}">{"<c/>" * 16_384}</row>' for at in range(3, 8))
    assert "50,000 formatted cells" in refusal(raw_xlsx(tmp_path / "a", list_xml(blank)))


def test_columns(tmp_path):
    assert len(read(xlsx(tmp_path / "a", [["x"] * limits.COLUMNS]), "a.xlsx").sheets[0].rows[0][1]) == limits.COLUMNS
    assert "beyond column CV" in refusal(xlsx(tmp_path / "b", [["x"] * (limits.COLUMNS + 1)]))
    (tmp_path / "c").write_text("," * limits.COLUMNS + "x", encoding="utf-8")
    assert "beyond column CV" in refusal(tmp_path / "c", "c.csv")


def test_the_length_of_a_cell(tmp_path):
    at_most, more = "x" * limits.CELL_LENGTH, "x" * (limits.CELL_LENGTH + 1)
    assert read(xlsx(tmp_path / "a", [["a", at_most]]), "a.xlsx").sheets[0].rows[0][1][1].value == at_most
    assert "Cell B1" in refusal(xlsx(tmp_path / "b", [["a", more]]))
    (tmp_path / "c").write_text(f"a,{more}", encoding="utf-8")
    assert "Cell B1" in refusal(tmp_path / "c", "c.csv")


def test_a_ten_megabyte_cell_costs_no_memory(tmp_path):
    path = raw_xlsx(tmp_path / "a", shared=f"<si><t>{'x' * 10_000_000}</t></si>")
    path = raw_xlsx(
        tmp_path / "b",
        '<sheetData><row r="1"><c t="s"><v>0</v></c></row></sheetData>',
        shared=f"<si><t>{'x' * 10_000_000}</t></si>",
    )
    tracemalloc.start()
    sentence = refusal(path)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "more than 2,000 characters" in sentence
    assert peak < 5 * 1024**2


def test_one_shared_text_in_two_hundred_thousand_cells_is_kept_once(tmp_path):
    row = "".join('<c t="s"><v>0</v></c>' for _ in range(50))
    rows = "".join(f"<row>{row}</row>" for _ in range(4000))
    path = raw_xlsx(tmp_path / "a", f"<sheetData>{rows}</sheetData>", shared=f"<si><t>{'x' * 2000}</t></si>")
    tracemalloc.start()
    assert len(read(path, "a.xlsx").sheets[0].rows) == 4000
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 60 * 1024**2


def test_a_sheet_beyond_a_limit_does_not_spoil_the_others(tmp_path):
    path = xlsx(tmp_path / "a", [HEADINGS, OFFICER], Archive=[["x"] * 200])
    first, second = read(path, "a.xlsx").sheets
    assert first.refusal is None
    assert "beyond column" in second.refusal


@pytest.mark.parametrize(
    ("row_repeats", "cell_repeats", "said"), [(1_000_000, 1, "rows"), (1, 16_384, "column"), (9_999_999, 1, "damaged")]
)
def test_repeated_rows_and_cells_of_open_documents_are_bounded(tmp_path, row_repeats, cell_repeats, said):
    cell = f'<table:table-cell table:number-columns-repeated="{cell_repeats}"><text:p>x</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="{row_repeats}">{cell}</table:table-row>'
    content = (
        '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet>'
        f'<table:table table:name="S">{row}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    with zipfile.ZipFile(SAMPLES / "calc.ods") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(tmp_path / "a", "w") as archive:
        for name, part in (parts | {"content.xml": content.encode()}).items():
            archive.writestr(name, part)
    assert said in refusal(tmp_path / "a", "a.ods")


@pytest.mark.processes
def test_an_old_workbook_that_wants_too_much_memory_is_refused_and_the_worker_lives(monkeypatch):
    monkeypatch.setattr(limits, "OLD_EXCEL_MEMORY", 1024**2)
    assert "damaged" in refusal(SAMPLES / "old_excel.xls", "a.xls")


@pytest.mark.processes
def test_an_old_workbook_that_takes_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(limits, "OLD_EXCEL_SECONDS", 0.001)
    assert "too long" in refusal(SAMPLES / "old_excel.xls", "a.xls")


def test_a_sheet_counts_blank_rows_from_the_last_filled_one():
    sheet = Sheet(name="S")
    sheet.add(500, [Cell("x")])
    sheet.add(1400, [Cell(" ")])
    with pytest.raises(SheetRefused):
        sheet.add(1502, [Cell("x")])
