"""Reads CSV and TSV: detects encoding and separator, and refuses files in which an open quotation mark hides rows."""

import csv
import io
import re
from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.refusal import Refused
from accounts.text.localised_text import digits
from programmes.workbooks import limits
from programmes.workbooks.encodings import encoding_of, not_text
from programmes.workbooks.sheets import (
    Cell,
    Sheet,
    SheetRefused,
    Workbook,
    beyond_the_last_column,
    storable,
    too_long,
)

_SEPARATORS = ",;\t|"
_LINES_TO_LOOK_AT = 60
_SAMPLE = 2_000
# A field of several lines with this many separators in it is a quotation mark that was never closed.
_SWALLOWED = 3
_NAMED_SEPARATOR = re.compile('"?sep=([,;|\t])"?[,;|\t]*\\s*', re.IGNORECASE)
_QUOTED = re.compile('"[^"]*"')


def read_delimited(content: bytes, *, most_rows: int) -> Workbook:
    """Returns the `Workbook` with the one sheet in these bytes; raises `Refused`."""
    text = storable(_decoded(content))
    first_line, end, below = text.partition("\n" if "\n" in text else "\r")
    separator = named_separator(first_line)
    if separator:
        text = below if end else ""
    separator = separator or separator_of(text)
    sheet = Sheet(name="", most_rows=most_rows)
    # The csv module has one limit for all threads; ours is checked below, cell by cell.
    csv.field_size_limit(limits.BYTES * 2)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for number, fields in enumerate(reader, 1):
            sheet.widths[number] = len(fields)
            while fields and not fields[-1].strip():
                fields.pop()
            if len(fields) > limits.COLUMNS:
                raise beyond_the_last_column(sheet.name, number, len(fields) - 1)
            sheet.add(number, [_cell(field, sheet, number, at, separator) for at, field in enumerate(fields)])
    except csv.Error as broken:
        raise open_quotation(number + 1) from broken
    except SheetRefused as no:
        sheet.refusal = str(no)
    return Workbook(kind="csv", sheets=[sheet])


def _cell(field, sheet, number, column, separator):
    if swallows_rows(field, separator):
        raise open_quotation(number)
    if len(field) > limits.CELL_LENGTH:
        raise too_long(sheet.name, number, column)
    return Cell(field or None)


def swallows_rows(field: str, separator: str) -> bool:
    """Whether a field contains further rows: a quotation mark before it was not closed."""
    return "\n" in field and field.partition("\n")[2].count(separator) >= _SWALLOWED


def _decoded(content):
    encoding, errors = encoding_of(io.BytesIO(content))
    if not encoding.startswith("utf-16") and b"\x00" in content[:_SAMPLE]:
        raise not_text()
    try:
        return content.decode(encoding, errors=errors).lstrip("\ufeff")
    except UnicodeDecodeError as wrong:
        raise not_text() from wrong


def named_separator(line: str) -> str | None:
    """Returns the separator that a first line such as “sep=;” names, which Excel reads and does not show; None for any other line."""
    found = _NAMED_SEPARATOR.fullmatch(line)
    return found.group(1) if found else None


def open_quotation(number: int) -> Refused:
    """Returns the refusal of a file in which a quotation mark is not closed, at or before a row."""
    return Refused(
        _(
            "A quotation mark that opens in row %(row)s or just before it is not closed where it should be, "
            "so rows would be lost. Correct it, or save the list as .xlsx, and upload the file again."
        )
        % {"row": digits(number, get_language())}
    )


def separator_of(text: str) -> str:
    """Returns the separator that most lines of a text have: a comma, a semicolon, a tab or a bar."""
    lines = [_QUOTED.sub("", line) for line in text[:200_000].splitlines()[:_LINES_TO_LOOK_AT] if line.strip()]

    def order(separator):
        counts = [line.count(separator) for line in lines]
        used = [count for count in counts if count]
        usual = max(set(used), key=used.count) if used else 0
        return used.count(usual) * usual if usual else 0

    return max(_SEPARATORS, key=order)


def shipped_rows(path: Path) -> list[dict[str, str]]:
    """Returns the rows of a CSV file of ours as dictionaries by heading."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
