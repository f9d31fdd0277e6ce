"""A file that is not what it says is refused with a sentence, and nothing of it is used."""

import zipfile

import pytest

from accounts.refusal import Refused
from programmes.workbooks.reading import read
from tests.programmes.workbooks.files import HEADINGS, OFFICER, bytes_of, list_xml, raw_xlsx, row_xml, xlsx

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TYPES = (
    '<Types><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>{}</Types>'
)
DOCTYPE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


def refusal(path, name):
    with pytest.raises(Refused) as no:
        read(path, name)
    sentence = str(no.value)
    assert sentence.endswith(".")
    return sentence


def test_an_empty_file(tmp_path):
    (tmp_path / "a").write_bytes(b"")
    assert "The file is empty" in refusal(tmp_path / "a", "a.xlsx")


def test_a_workbook_without_any_value(tmp_path):
    assert "no rows" in refusal(xlsx(tmp_path / "a", []), "a.xlsx")
    (tmp_path / "b").write_text("\n , \n", encoding="utf-8")
    assert "no rows" in refusal(tmp_path / "b", "b.csv")


@pytest.mark.parametrize(
    "name", ["roster", "roster.exe", "roster.docx", "../../etc/passwd", "a\x00.sh", ".xlsx.html", "x" * 300]
)
def test_an_ending_that_is_not_read(tmp_path, name):
    path = xlsx(tmp_path / "a", [HEADINGS, OFFICER])
    assert "not read" in refusal(path, name)


@pytest.mark.parametrize("name", ["a.XLSB", "a.xla", "a.xlam"])
def test_a_kind_of_workbook_that_is_not_read(tmp_path, name):
    assert "not read" in refusal(xlsx(tmp_path / "a", [HEADINGS]), name)


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", "XL/VBAPROJECT.BIN", "xl/macrosheets/sheet1.xml"])
@pytest.mark.parametrize("name", ["a.xlsx", "a.xlsm", "a.xltm"])
def test_a_workbook_with_a_macro_part(tmp_path, part, name):
    assert "macros" in refusal(raw_xlsx(tmp_path / "a", list_xml(), parts={part: "x"}), name)


def test_a_macro_part_of_another_name_is_found_by_its_type(tmp_path):
    types = TYPES.format('<Override PartName="/xl/code.bin" ContentType="application/vnd.ms-office.vbaProject"/>')
    parts = {"[Content_Types].xml": types, "xl/code.bin": "x"}
    assert "macros" in refusal(raw_xlsx(tmp_path / "a", list_xml(), parts=parts), "a.xlsx")


def test_a_protected_workbook_is_named_as_such(tmp_path):
    (tmp_path / "a").write_bytes(OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600))
    assert "password" in refusal(tmp_path / "a", "a.xlsx")
    assert "password" in refusal(tmp_path / "a", "a.xls")


def test_an_old_workbook_with_macros(tmp_path):
    (tmp_path / "a").write_bytes(OLE + bytes(600) + "_VBA_PROJECT".encode("utf-16-le") + bytes(600))
    assert "macros" in refusal(tmp_path / "a", "a.xls")


@pytest.mark.processes
def test_a_broken_old_workbook(tmp_path):
    (tmp_path / "a").write_bytes(OLE + bytes(range(256)) * 20)
    assert "damaged" in refusal(tmp_path / "a", "a.xls")


@pytest.mark.parametrize("kept", [10, 200, 0.5, 0.95])
def test_a_truncated_workbook(tmp_path, kept):
    content = bytes_of([HEADINGS, OFFICER])
    (tmp_path / "a").write_bytes(content[: kept if isinstance(kept, int) else int(len(content) * kept)])
    assert "damaged" in refusal(tmp_path / "a", "a.xlsx")


def test_a_workbook_with_a_flipped_byte(tmp_path):
    path = raw_xlsx(tmp_path / "a", list_xml())
    content = bytearray(path.read_bytes())
    at = content.find(b"xl/worksheets/sheet1.xml") + 60
    content[at] ^= 0xFF
    path.write_bytes(content)
    assert "damaged" in refusal(path, "a.xlsx")


@pytest.mark.parametrize(
    "text",
    ["<html><table><tr><td>Name</td></tr></table></html>", "  <!DOCTYPE html><p>x", '<?xml version="1.0"?><Workbook/>'],
)
@pytest.mark.parametrize("name", ["a.xls", "a.xlsx", "a.csv"])
def test_a_web_page_that_calls_itself_a_list(tmp_path, text, name):
    (tmp_path / "a").write_text(text, encoding="utf-8")
    assert "web page" in refusal(tmp_path / "a", name)


def test_a_web_page_in_another_encoding(tmp_path):
    (tmp_path / "a").write_bytes("<html><body>x".encode("utf-16"))
    assert "web page" in refusal(tmp_path / "a", "a.csv")


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"%PDF-1.7 ...", "a.xlsx", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "a.csv", "picture"),
        (b"{\\rtf1 x}", "a.xls", "Word"),
        (b"Name,Rank\n", "a.xlsx", "plain text"),
        (OLE + bytes(600), "a.csv", ".xls"),
        (OLE + bytes(600), "a.xlsx", ".xls"),
    ],
)
def test_content_and_ending_must_agree(tmp_path, content, name, said):
    (tmp_path / "a").write_bytes(content)
    assert said in refusal(tmp_path / "a", name)


def test_a_workbook_named_csv(tmp_path):
    assert "of the kind .xlsx" in refusal(xlsx(tmp_path / "a", [HEADINGS]), "a.csv")


def test_a_word_document_named_xlsx(tmp_path):
    with zipfile.ZipFile(tmp_path / "a", "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<x/>")
    assert "Word" in refusal(tmp_path / "a", "a.xlsx")


def test_a_zip_that_is_no_workbook(tmp_path):
    with zipfile.ZipFile(tmp_path / "a", "w") as archive:
        archive.writestr("readme.txt", "x")
    assert "damaged" in refusal(tmp_path / "a", "a.xlsx")


def test_two_files_in_one_before_the_workbook(tmp_path):
    (tmp_path / "a").write_bytes(b"%PDF-1.4\n" + bytes_of([HEADINGS]))
    assert "PDF" in refusal(tmp_path / "a", "a.xlsx")
    (tmp_path / "b").write_bytes(b"PK\x03\x04 something else " + bytes_of([HEADINGS]))
    assert "damaged" in refusal(tmp_path / "b", "a.xlsx")


def test_two_files_in_one_behind_the_workbook(tmp_path):
    (tmp_path / "a").write_bytes(bytes_of([HEADINGS]) + b"<script>alert(1)</script>")
    assert "damaged" in refusal(tmp_path / "a", "a.xlsx")


def test_two_parts_of_one_name(tmp_path):
    path = raw_xlsx(tmp_path / "a", list_xml())
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
    assert "damaged" in refusal(path, "a.xlsx")


@pytest.mark.parametrize(
    "part",
    [
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
        "docProps/core.xml",
    ],
)
def test_a_document_type_in_any_part(tmp_path, part):
    path = raw_xlsx(tmp_path / "a", list_xml(), shared="<si><t>x</t></si>")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    parts[part] = DOCTYPE + parts.get(part, "<x/>")
    path = raw_xlsx(tmp_path / "b", parts=parts)
    assert "document type" in refusal(path, "a.xlsx")


def test_a_document_type_behind_a_long_comment_in_another_encoding(tmp_path):
    sheet = f"<!-- {'x' * 5000} -->{DOCTYPE}<worksheet/>".encode("utf-16")
    path = raw_xlsx(tmp_path / "a", parts={"xl/worksheets/sheet1.xml": sheet})
    assert "document type" in refusal(path, "a.xlsx")


def test_rows_out_of_order(tmp_path):
    path = raw_xlsx(tmp_path / "a", f"<sheetData>{row_xml(5, 'a')}{row_xml(2, 'b')}</sheetData>")
    assert "damaged" in refusal(path, "a.xlsx")


def test_a_text_number_that_does_not_exist(tmp_path):
    path = raw_xlsx(tmp_path / "a", '<sheetData><row r="1"><c t="s"><v>7</v></c></row></sheetData>')
    assert "damaged" in refusal(path, "a.xlsx")


@pytest.mark.parametrize("text", ['Name,Rank\n"Karim,SI\nRahim,ASP\n', 'Name,Rank\n"Karim"x,SI\n'])
def test_a_quotation_mark_that_is_not_closed(tmp_path, text):
    (tmp_path / "a").write_text(text, encoding="utf-8")
    sentence = refusal(tmp_path / "a", "a.csv")
    assert "quotation mark" in sentence
    assert "row 2" in sentence


def test_a_quotation_mark_that_swallows_rows_up_to_the_next_one(tmp_path):
    rows = ["Name,Rank,Unit,BP", '"Karim,SI,DMP,1', "Rahim,SI,DMP,2", 'Salma",SI,DMP,3']
    (tmp_path / "a").write_text("\n".join(rows), encoding="utf-8")
    assert "quotation mark" in refusal(tmp_path / "a", "a.csv")


def test_a_list_whose_bangla_became_question_marks(tmp_path):
    (tmp_path / "a").write_text("??? ??,???,BP No\n???? ????,????,9900500001\n????,??,9900500002\n", encoding="utf-8")
    assert "question marks" in refusal(tmp_path / "a", "a.csv")


def test_a_question_in_a_remark_is_no_damage(tmp_path):
    (tmp_path / "a").write_text("Name,BP No,Remarks\nKarim,9900500001,??\nRahim,9900500002,\n", encoding="utf-8")
    assert len(read(tmp_path / "a", "a.csv").sheets[0].rows) == 3


def test_bytes_that_are_no_text(tmp_path):
    (tmp_path / "a").write_bytes(bytes(range(256)) * 20)
    assert "readable text" in refusal(tmp_path / "a", "a.csv")
