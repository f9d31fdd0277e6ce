"""Reads a table of officers row by row from CSV or XLSX, so that memory does not grow with its length.

Tables have higher limits than rosters (`limits`); they are checked while the rows are read.
"""

import csv
import itertools
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.refusal import Refused
from accounts.text.localised_text import number_text
from participants.roster.base.bijoy import is_bijoy_font
from programmes.workbooks import limits
from programmes.workbooks.delimited import named_separator, open_quotation, separator_of, swallows_rows
from programmes.workbooks.encodings import encoding_of, not_text
from programmes.workbooks.sheets import beyond_the_last_column, too_long
from programmes.workbooks.xlsx import stream_xlsx

BYTES = 40 * 1024 * 1024
ROWS = 200_000
_SAMPLE = 20_000


def rows_of(path: str | Path, kind: str) -> Iterator[tuple[int, list]]:
    """Yields (row number in the file, cells) of a file, the headings first; blank rows are left out.

    kind: "csv" or "xlsx". Cells are texts, numbers, dates, None, or a `Cell` where its font is an old Bangla one. Raises
    `Refused`, at any row, for a file that cannot be read or is beyond the limits.
    """
    if Path(path).stat().st_size > BYTES:
        raise too_large()
    rows = _rows_of_text(path) if kind == "csv" else _rows_of_workbook(path)
    for count, (number, cells) in enumerate(rows):
        if count > ROWS:
            raise Refused(
                _("The table has more than %(limit)s rows. Divide it and import the parts one by one.")
                % {"limit": number_text(ROWS, get_language())}
            )
        yield number, cells


def too_large() -> Refused:
    """Returns the refusal of a file that is too large."""
    return Refused(
        _("The file has more than %(limit)s MB. Divide the table and import the parts one by one.")
        % {"limit": number_text(BYTES // 1024**2, get_language())}
    )


def _rows_of_text(path):
    with Path(path).open("rb") as file:
        encoding, errors = encoding_of(file)
    # The csv module has one limit for all threads; ours is checked below, cell by cell.
    csv.field_size_limit(limits.BYTES * 2)
    with Path(path).open(encoding=encoding, errors=errors, newline="") as file:
        try:
            separator = separator_of(file.read(_SAMPLE))
            file.seek(0)
            first_line = file.readline().lstrip("\ufeff")
            named = named_separator(first_line)
            lines = file if named else itertools.chain((first_line,), file)
            yield from _fields_of(lines, named or separator)
        except UnicodeError as wrong:
            raise not_text() from wrong


def _fields_of(lines, separator):
    number = 0
    lines = (line if "\x00" not in line else line.replace("\x00", "\ufffd") for line in lines)
    try:
        for number, fields in enumerate(csv.reader(lines, delimiter=separator, strict=True), 1):
            if not any(fields):
                continue
            _check_fields(number, fields, separator)
            yield number, fields
    except csv.Error as broken:
        raise open_quotation(number + 1) from broken


def _check_fields(number, fields, separator):
    if len(fields) > limits.COLUMNS:
        raise beyond_the_last_column("CSV", number, len(fields) - 1)
    joined = "".join(fields)
    # Most rows are short and on one line; only the others are checked field by field.
    if len(joined) > limits.CELL_LENGTH or "\n" in joined:
        for at, field in enumerate(fields):
            if swallows_rows(field, separator):
                raise open_quotation(number)
            if len(field) > limits.CELL_LENGTH:
                raise too_long("CSV", number, at)


def _rows_of_workbook(path):
    sheet = _RowBuffer()
    for _step in itertools.chain(stream_xlsx(path, sheet), (None,)):
        yield from sheet.take()


class _RowBuffer:
    """Collects the rows that the workbook reader adds, until `take` returns them: one chunk of the file at a time."""

    def __init__(self):
        self.name, self.merged, self.hidden_columns = "", [], set()
        self._rows = []
        self._fonts = {}

    def add(self, number, cells, *, is_hidden=False):
        """Adds a row; hidden rows count like the others."""
        if cells:
            self._rows.append((number, [cell if self._matters(cell.font) else cell.value for cell in cells]))

    def _matters(self, font):
        if font not in self._fonts:
            self._fonts[font] = is_bijoy_font(font)
        return self._fonts[font]

    def take(self):
        rows, self._rows = self._rows, []
        return rows
