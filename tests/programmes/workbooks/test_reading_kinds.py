"""Any sane file is read, whatever wrote it."""

import zipfile
from datetime import date

import pytest
from openpyxl import Workbook as Book
from openpyxl.styles import Font

from programmes.workbooks.reading import read
from programmes.workbooks.sheets import Cell, Merge
from tests.programmes.workbooks.files import HEADINGS, OFFICER, SAMPLES, list_xml, raw_xlsx, row_xml, xlsx


def values(sheet):
    return {number: [cell.value for cell in cells] for number, cells in sheet.rows}


def test_a_workbook_gives_its_values_with_their_row_numbers(tmp_path):
    path = xlsx(tmp_path / "a", [HEADINGS, [], OFFICER])
    workbook = read(path, "রোস্টার.XLSX")
    assert workbook.kind == "xlsx"
    assert values(workbook.sheets[0]) == {1: HEADINGS, 3: OFFICER}


def test_dates_numbers_and_truth_values_keep_their_kind(tmp_path):
    path = xlsx(tmp_path / "a", [[date(2012, 6, 3), 9900300004.0, 1.5, True, 41000]])
    assert values(read(path, "a.xlsx").sheets[0]) == {1: [date(2012, 6, 3), 9900300004, 1.5, True, 41000]}


def test_the_font_of_a_cell_is_reported(tmp_path):
    book = Book()
    book.active["A1"], book.active["B1"] = "bvg", "Name"
    book.active["A1"].font = Font(name="SutonnyMJ")
    book.save(tmp_path / "a")
    ((_number, cells),) = read(tmp_path / "a", "a.xlsx").sheets[0].rows
    assert cells == [Cell("bvg", "SutonnyMJ"), Cell("Name", "Calibri")]


def test_shared_and_rich_texts_are_read_without_their_phonetic_hints(tmp_path):
    shared = (
        "<si><t>plain</t></si>"
        "<si><r><rPr><rFont val='SutonnyMJ'/></rPr><t>bv</t></r><r><rPr><rFont val='SutonnyMJ'/></rPr><t>g</t></r></si>"
        "<si><t>kept</t><rPh sb='0' eb='1'><t>hint</t></rPh></si>"
    )
    row = '<row r="1">' + "".join(f'<c t="s"><v>{at}</v></c>' for at in range(3)) + "</row>"
    path = raw_xlsx(tmp_path / "a", f"<sheetData>{row}</sheetData>", shared=shared)
    ((_number, cells),) = read(path, "a.xlsx").sheets[0].rows
    assert cells == [Cell("plain"), Cell("bvg", "SutonnyMJ"), Cell("kept")]


def test_a_lying_dimension_neither_drops_nor_adds_rows(tmp_path):
    for said in ("A1", "A1:XFD1048576"):
        path = raw_xlsx(tmp_path / "a", f'<dimension ref="{said}"/>{list_xml()}')
        assert values(read(path, "a.xlsx").sheets[0]) == {1: HEADINGS, 2: OFFICER}


def test_prefixed_element_names_are_read_too(tmp_path):
    sheet = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        '<x:row r="4"><x:c r="B4" t="str"><x:v>Name</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    path = raw_xlsx(tmp_path / "a", parts={"xl/worksheets/sheet1.xml": sheet})
    assert values(read(path, "a.xlsx").sheets[0]) == {4: [None, "Name"]}


def test_error_cells_and_formulas_without_a_value_stay_visible(tmp_path):
    row = (
        '<row r="1"><c r="A1" t="e"><v>#N/A</v></c><c r="B1"><f>1+1</f></c><c r="C1"><f>1+1</f><v>2</v></c>'
        '<c r="D1" t="str"><f>""</f><v></v></c><c r="E1"><v>3</v></c><c r="F1"><f>A1</f><v></v></c></row>'
    )
    path = raw_xlsx(tmp_path / "a", f"<sheetData>{row}</sheetData>")
    assert values(read(path, "a.xlsx").sheets[0]) == {1: ["#N/A", "=1+1", 2, None, 3, "=A1"]}


def test_escaped_characters_that_no_database_keeps_are_made_visible(tmp_path):
    path = raw_xlsx(tmp_path / "a", f"<sheetData>{row_xml(1, 'a_x0000_b_xD800_c_x0009_d')}</sheetData>")
    assert values(read(path, "a.xlsx").sheets[0]) == {1: ["a\ufffdb\ufffdc\td"]}


@pytest.mark.parametrize("inside", ["<c/>", "<is/>"])
def test_a_cell_begun_within_the_text_of_another_harms_nothing_around_it(tmp_path, inside):
    odd = f'<row r="1"><c r="A1" t="inlineStr"><is><t>Ka{inside}rim</t></is></c></row>'
    path = raw_xlsx(tmp_path / "a", f"<sheetData>{odd}{row_xml(2, 'Name', 'Rank')}</sheetData>")
    assert values(read(path, "a.xlsx").sheets[0])[2] == ["Name", "Rank"]


def test_hidden_rows_columns_sheets_and_merges_are_reported(tmp_path):
    book = Book()
    sheet = book.active
    sheet.append(["Title"])
    sheet.append(HEADINGS)
    sheet.append(OFFICER)
    sheet.merge_cells("A1:G1")
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["D"].hidden = True
    book.create_sheet("Old").append(HEADINGS)
    book["Old"].sheet_state = "hidden"
    book.save(tmp_path / "a")
    first, second = read(tmp_path / "a", "a.xlsx").sheets
    assert (first.hidden_rows, first.hidden_columns, first.merged) == ({3}, {3}, [Merge(1, 0, 1, 6)])
    assert (first.is_hidden, second.is_hidden) == (False, True)


@pytest.mark.processes
def test_the_old_excel_format_is_read():
    path = SAMPLES / "old_excel.xls"
    workbook = read(path, path.name)
    assert values(workbook.sheets[0])[3] == [
        1, "মোঃ কামাল হোসেন", "Inspector", "9900400001", "খুলনা জেলা পুলিশ", 1700000041, date(2012, 6, 3),
    ]  # fmt: skip


def test_open_document_sheets_are_read_with_fonts_and_without_a_million_repeated_rows():
    path = SAMPLES / "calc.ods"
    (sheet,) = read(path, path.name).sheets
    assert [number for number, _cells in sheet.rows] == [1, 2, 4]
    assert sheet.rows[1][1][1] == Cell("bvRgv LvZyb", "SutonnyMJ")
    assert sheet.rows[2][1][6].value == date(2014, 3, 5)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_delimited_text_is_read_in_any_encoding_and_with_any_separator(tmp_path, encoding, separator):
    rows = [["Name", "BP No", "Rank"], ["নাজমা খাতুন", "9900500001", "SI"], ["Md. Karim", "9900500002", "ASP"]]
    (tmp_path / "a").write_bytes("\r\n".join(separator.join(row) for row in rows).encode(encoding))
    assert list(values(read(tmp_path / "a", "a.csv").sheets[0]).values()) == rows


def test_western_windows_text_keeps_its_bijoy_letters(tmp_path):
    (tmp_path / "a").write_bytes("bvg,BP No\n†gvt iwdKzj Bmjvg,9900500001\n".encode("cp1252"))
    assert values(read(tmp_path / "a", "a.csv").sheets[0])[2][0] == "†gvt iwdKzj Bmjvg"


def test_quoted_fields_may_hold_separators_and_line_breaks(tmp_path):
    (tmp_path / "a").write_text('Name,Unit,Remarks\n"Karim, Md.","DMP, Dhaka","one\ntwo"\n', encoding="utf-8")
    assert values(read(tmp_path / "a", "a.csv").sheets[0])[2] == ["Karim, Md.", "DMP, Dhaka", "one\ntwo"]


def test_many_encodings_of_one_roster_read_alike(tmp_path):
    rows = [HEADINGS, OFFICER]
    xlsx(tmp_path / "a", rows)
    (tmp_path / "b").write_text("\n".join(",".join(row) for row in rows), encoding="utf-16")
    assert values(read(tmp_path / "a", "a.xlsx").sheets[0]) == values(read(tmp_path / "b", "b.csv").sheets[0])


def test_stored_and_squeezed_parts_are_both_fine(tmp_path):
    squeezed = raw_xlsx(tmp_path / "a", list_xml())
    with zipfile.ZipFile(squeezed) as archive, zipfile.ZipFile(tmp_path / "b", "w", zipfile.ZIP_STORED) as stored:
        for name in archive.namelist():
            stored.writestr(name, archive.read(name))
    assert values(read(tmp_path / "b", "b.xlsx").sheets[0]) == {1: HEADINGS, 2: OFFICER}
