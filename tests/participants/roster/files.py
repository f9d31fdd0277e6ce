"""Files and sheets as tests need them: sound ones in a line, hostile ones byte by byte."""

import io
import zipfile
from pathlib import Path

from openpyxl import Workbook as Book

from participants.roster.base import sheets
from participants.roster.check import checking
from participants.roster.check.known import Known
from participants.roster.layout import headers

SAMPLES = Path(__file__).parent.parent.parent / "data" / "rosters"
HEADINGS = ["Sl", "Name", "Rank", "BP No", "Unit", "District", "Mobile"]
OFFICER = ["1", "Farhana Sultana", "Inspector", "9900500001", "DMP", "Dhaka", "01700000051"]

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
_BOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://x/relationships/worksheet" Target="worksheets/sheet1.xml"/>'
    '<Relationship Id="rId2" Type="http://x/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
)
_SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'


def xlsx(path, rows, **more):
    """Writes rows of values as a workbook and returns its path. `more` maps sheet names to rows."""
    book = Book()
    book.active.title = "Sheet1"
    for row in rows:
        book.active.append(row)
    for title, others in more.items():
        sheet = book.create_sheet(title)
        for row in others:
            sheet.append(row)
    book.save(path)
    return path


def raw_xlsx(path, sheet="<sheetData/>", *, parts=None, shared=None):
    """Writes a workbook from raw XML: `sheet` is what stands in the worksheet, `parts` replaces or adds parts."""
    content = {
        "[Content_Types].xml": _TYPES,
        "xl/workbook.xml": _BOOK,
        "xl/_rels/workbook.xml.rels": _RELATIONS,
        "xl/worksheets/sheet1.xml": _SHEET.format(sheet),
    }
    if shared is not None:
        content["xl/sharedStrings.xml"] = f"<sst>{shared}</sst>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (content | (parts or {})).items():
            archive.writestr(name, text)
    return path


def row_xml(number, *texts):
    """Returns the XML of a row of inline texts from column A."""
    cells = "".join(
        f'<c r="{sheets.cell_name(number, at)}" t="inlineStr"><is><t>{text}</t></is></c>'
        for at, text in enumerate(texts)
    )
    return f'<row r="{number}">{cells}</row>'


def list_xml(*more_rows):
    """Returns the XML of a good list, with more rows below."""
    return f"<sheetData>{row_xml(1, *HEADINGS)}{row_xml(2, *OFFICER)}{''.join(more_rows)}</sheetData>"


def workbook(*rows, fonts=None, name="S", **settings):
    """Returns a `Workbook` of one sheet with these rows of values from row 1 on; None is a blank row."""
    sheet = sheets.Sheet(name=name, **settings)
    for number, row in enumerate(rows, 1):
        sheet.add(number, [sheets.Cell(value, fonts) for value in row or []])
    return sheets.Workbook(kind="xlsx", sheets=[sheet])


def checked(reference, *rows, headings=HEADINGS, known=None, fonts=None, **more):
    """Returns the checked rows of a list with these headings."""
    layout = headers.lay_out(workbook(headings, *rows, fonts=fonts), reference)
    return checking.check(layout.rows, reference, known or Known(), divisions=layout.context.divisions, **more)


def one(reference, **values):
    """Checks a list with one officer, some fields replaced, and returns the only checked row."""
    fields = dict(zip(("serial", "name", "rank", "number", "unit", "district", "mobile"), OFFICER, strict=True))
    return checked(reference, list((fields | values).values()))[0]


def codes(row):
    """Returns the set of codes of a checked row."""
    return {item.code for item in row.problems}


def bytes_of(rows):
    """Returns a workbook as bytes."""
    file = io.BytesIO()
    xlsx(file, rows)
    return file.getvalue()
