"""Lists as tests of the roster need them: laid out and checked in a line."""

from participants.roster.check import checking
from participants.roster.check.known import Known
from participants.roster.layout import headers
from programmes.workbooks import sheets
from tests.programmes.workbooks.files import HEADINGS, OFFICER


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
