"""The trained capacity as a workbook: numbers only, never a name. Hidden is hidden here too."""

import io
from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from accounts.text.localised_text import date_text
from programmes.workbooks.guards import with_guard

_BOLD = Font(bold=True)


def workbook(shown: Mapping[str, Any]) -> bytes:
    """Returns the context of the page (capacity_page.page) as XLSX bytes: a summary, the units, the districts."""
    book = Workbook(write_only=True)
    day = date_text(shown["asked"].choice.day, get_language())
    programme = shown["asked"].programme
    summary = book.create_sheet(_("Summary"))
    _append(summary, [_("Where the trained officers serve")], bold=True)
    _append(summary, [_("On %(date)s") % {"date": day}])
    _append(summary, [programme.title if programme else _("All programmes")])
    _append(summary, [_("Trained officers"), shown["total"]])
    for movement in shown["movements"]:
        _append(summary, [str(movement["title"]), movement["cell"]])
    if shown["units"]:
        units = book.create_sheet(_("Units"))
        heads = [_("Unit"), _("When trained"), _("Went"), _("Came"), _("Now"), _("Women now")]
        _append(units, heads, bold=True)
        for line in shown["units"]:
            _append(
                units, [line["unit"].name, *(line[part] for part in ("then", "went", "came", "now")), line["women"]]
            )
    districts = book.create_sheet(_("Districts"))
    _append(districts, [_("Division"), _("District"), _("When trained"), _("Now")], bold=True)
    for division in shown["divisions"]:
        for line in division["districts"]:
            _append(districts, [division["name"], line["name"], line["then"], line["now"]])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _append(sheet, values, *, bold=False):
    cells = []
    for value in values:
        cell = WriteOnlyCell(sheet, value=_written(value))
        if bold:
            cell.font = _BOLD
        cells.append(cell)
    sheet.append(cells)


def _written(value):
    """A number for a count, a word for a hidden one; text that nothing can run for all else."""
    if isinstance(value, str):
        return with_guard(value)
    if isinstance(value, int):
        return value
    return _("hidden") if value.hidden else value.count
