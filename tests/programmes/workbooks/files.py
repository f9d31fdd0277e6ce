"""Files and sheets as tests need them: sound ones in a line, hostile ones byte by byte."""

import io
import zipfile
from pathlib import Path

from openpyxl import Workbook as Book

from programmes.workbooks import sheets

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


def bytes_of(rows):
    """Returns a workbook as bytes."""
    file = io.BytesIO()
    xlsx(file, rows)
    return file.getvalue()
