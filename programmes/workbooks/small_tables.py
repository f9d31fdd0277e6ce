"""A small table that a page reads at once: headings in the first row that is not blank, one line of text per cell below."""

import tempfile
from typing import NamedTuple

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from accounts.refusal import Refused
from accounts.text.typed_text import several_lines
from programmes.workbooks import limits
from programmes.workbooks.cell_text import as_typed
from programmes.workbooks.guards import unguarded, without_guard
from programmes.workbooks.reading import read
from programmes.workbooks.sheets import Cell, Sheet, check_file_size, too_many_rows


class Table(NamedTuple):
    """headings: list of str. rows: list of (row number in the file, list of str), as long as the headings each."""

    headings: list
    rows: list


def read_table(upload: UploadedFile) -> Table:
    """Returns the first visible sheet with rows of an uploaded file. Raises Refused, with a sentence, where there is none."""
    check_file_size(upload.size or 0, most_bytes=limits.PAGE_BYTES)
    with tempfile.NamedTemporaryFile() as file:
        for chunk in upload.chunks():
            file.write(chunk)
        file.flush()
        book = read(file.name, upload.name, most_rows=limits.PAGE_ROWS)
    return _table(_chosen(book.sheets))


def _chosen(sheets: list[Sheet]) -> Sheet:
    visible = [sheet for sheet in sheets if sheet.rows and not sheet.is_hidden]
    if not visible:
        raise Refused(_("The file has no rows. Choose the file with the list and upload it again."))
    if visible[0].refusal:
        raise Refused(visible[0].refusal)
    return visible[0]


def _table(sheet: Sheet) -> Table:
    (_number, first), *rest = sheet.rows
    headings = [_text(cell) for cell in first]
    if not rest:
        raise Refused(_("Under the headings there is no row."))
    if len(rest) > limits.PAGE_ROWS:
        raise too_many_rows(sheet.name, limits.PAGE_ROWS)
    padding = [Cell()] * len(headings)
    return Table(headings, [(number, [_text(cell) for cell in _cut(cells, padding)]) for number, cells in rest])


def _cut(cells: list[Cell], padding: list[Cell]) -> list[Cell]:
    return (cells + padding)[: len(padding)]


def _text(cell: Cell) -> str:
    """Returns the text of a cell. An apostrophe in front is a guard only where a formula follows; else it opens a quotation."""
    text = several_lines(as_typed(cell.value)).strip()
    return unguarded(text).strip() if text.startswith(("=", "＝")) else without_guard(text)
