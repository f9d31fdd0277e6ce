"""The parts of a workbook are found wherever the standard allows them to be."""

import zipfile

import pytest

from accounts.refusal import Refused
from programmes.workbooks.reading import read
from tests.programmes.workbooks.files import HEADINGS, OFFICER, row_xml

MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
USUAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"


def written(path, *, book="xl/workbook.xml", sheet="xl/worksheets/sheet1.xml", target="worksheets/sheet1.xml", **more):
    """Writes a workbook with its parts under these names and returns the path. more: settings of a part, see below."""
    kinds, kind, root = more.get("kinds", USUAL), more.get("kind", MAIN), more.get("root", book)
    folder, _slash, name = book.replace("\\", "/").rpartition("/")
    listing = f"{folder}/_rels/{name}.rels".lstrip("/")
    prefix = more.get("prefix", "")
    named = "xmlns" + (f":{prefix[:-1]}" if prefix else "")
    rows = row_xml(1, *HEADINGS) + row_xml(2, *OFFICER)
    if prefix:
        for tag in ("row", "c", "is", "t"):
            rows = rows.replace(f"<{tag} ", f"<{prefix}{tag} ").replace(f"<{tag}>", f"<{prefix}{tag}>")
            rows = rows.replace(f"</{tag}>", f"</{prefix}{tag}>")
    parts = {
        "[Content_Types].xml": f'<Types><Default Extension="bin" ContentType="application/x"/>'
        f'<Override PartName="/{more.get("declared", book)}" ContentType="{kind}"/></Types>',
        "_rels/.rels": f'<Relationships><Relationship Id="a" Type="{kinds}/officeDocument" Target="{root}"/></Relationships>',
        book: f'<{prefix}workbook {named}="m" xmlns:d3p1="{kinds}"><{prefix}sheets><{prefix}sheet name="S" d3p1:id="x1"/>'
        f"</{prefix}sheets></{prefix}workbook>",
        listing: f'<Relationships><Relationship Id="x1" Type="{kinds}/worksheet" Target="{target}"/></Relationships>',
        sheet: f'<{prefix}worksheet {named}="m"><{prefix}sheetData>{rows}</{prefix}sheetData></{prefix}worksheet>',
    } | more.get("others", {})
    with zipfile.ZipFile(path, "w") as archive:
        for part, text in parts.items():
            if text is not None:
                archive.writestr(part, text)
    return path


@pytest.mark.parametrize(
    "places",
    [
        {},
        {"book": "workbook.xml", "sheet": "sheet1.xml", "target": "sheet1.xml"},
        {"book": "a/b/list.xml", "sheet": "c/one.xml", "target": "../../c/one.xml"},
        {"target": "/xl/worksheets/sheet1.xml", "root": "/xl/workbook.xml"},
        {"target": "worksheets\\sheet1.xml"},
        {"target": "Worksheets/Sheet1.XML"},
        {"declared": "XL/Workbook.xml"},
        {"sheet": "xl\\worksheets\\sheet1.xml"},
        {"sheet": "xl/my sheet.xml", "target": "my%20sheet.xml"},
        {"kinds": STRICT},
        {"prefix": "x:"},
        {"others": {"_rels/.rels": None}},
        {"kind": "application/vnd.ms-excel.sheet.macroEnabled.main+xml"},
        {"kind": "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml"},
        {"others": {"xl/printerSettings/printerSettings1.bin": "x"}},
    ],
    ids=str,
)
def test_the_list_is_read(tmp_path, places):
    (sheet,) = read(written(tmp_path / "a", **places), "a.xlsx").sheets
    assert [cell.value for cell in sheet.rows[1][1]] == OFFICER


@pytest.mark.parametrize("name", ["a.xlsm", "a.xltm", "a.xltx"])
def test_a_workbook_without_macros_is_read_whatever_its_ending(tmp_path, name):
    assert read(written(tmp_path / "a"), name).sheets[0].rows


def refusal(path):
    with pytest.raises(Refused) as no:
        read(path, "a.xlsx")
    return str(no.value)


@pytest.mark.parametrize(
    ("places", "sentence"),
    [
        ({"target": "worksheets/other.xml"}, "damaged"),
        ({"others": {"xl/Workbook.xml": "<x/>"}}, "damaged"),
        ({"others": {"xl\\workbook.xml": "<x/>"}}, "damaged"),
        ({"kind": "application/vnd.openxmlformats-officedocument.presentationml.main+xml"}, "not an Excel workbook"),
        ({"root": "xl/other.xml"}, "not an Excel workbook"),
        ({"others": {"[Content_Types].xml": None}}, "damaged"),
        ({"others": {"xl/macrosheets/sheet1.xml": "<x/>"}}, "macros"),
    ],
    ids=str,
)
def test_what_cannot_be_found_is_refused_with_a_true_sentence(tmp_path, places, sentence):
    assert sentence in refusal(written(tmp_path / "a", **places))


def test_a_relationship_to_the_outside_is_not_followed(tmp_path):
    outside = (
        f'<Relationships><Relationship Id="x1" TargetMode="External" Type="{USUAL}/worksheet" '
        'Target="file:///etc/passwd"/></Relationships>'
    )
    assert "damaged" in refusal(written(tmp_path / "a", others={"xl/_rels/workbook.xml.rels": outside}))


def test_cells_and_rows_need_no_names_and_a_wrong_size_does_no_harm(tmp_path):
    cells = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in ("Name", "BP No"))
    values = '<c t="str"><v>Sabina</v></c><c><v> 9900500077 </v></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c>'
    sheet = f'<worksheet><dimension ref="A1"/><sheetData><row>{cells}</row><row>{values}</row></sheetData></worksheet>'
    path = written(tmp_path / "a", others={"xl/worksheets/sheet1.xml": sheet})
    rows = dict(read(path, "a.xlsx").sheets[0].rows)
    assert [cell.value for cell in rows[2]] == ["Sabina", 9900500077, True, "#N/A"]
