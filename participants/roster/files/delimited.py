"""Reads CSV and TSV: detects encoding and separator, and refuses files in which an open quotation mark hides rows."""

import codecs
import csv
import io

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.refusal import Refused
from accounts.text.localised_text import digits
from participants.roster.base import limits
from participants.roster.base.sheets import (
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
# A field of several lines with this many separators in it is a quotation mark that was never closed.
_SWALLOWED = 3
_AS_IT_IS = "roster.as_it_is"


def _unchanged(error: UnicodeError) -> tuple[str, int]:
    """Error handler of a codec: decodes an undefined byte to the character with the same number."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return chr(error.object[error.start]), error.start + 1


codecs.register_error(_AS_IT_IS, _unchanged)


def read_delimited(content: bytes) -> Workbook:
    """Returns the `Workbook` with the one sheet in these bytes; raises `Refused`."""
    text = storable(_decoded(content))
    separator = separator_of(text)
    sheet = Sheet(name="")
    # The csv module has one limit for all threads; ours is checked below, cell by cell.
    csv.field_size_limit(limits.BYTES * 2)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for number, fields in enumerate(reader, 1):
            while fields and not fields[-1].strip():
                fields.pop()
            if len(fields) > limits.COLUMNS:
                raise beyond_the_last_column(sheet.name or "CSV", number, len(fields) - 1)
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
        raise too_long(sheet.name or "CSV", number, column)
    return Cell(field or None)


def swallows_rows(field: str, separator: str) -> bool:
    """Whether a field contains further rows: a quotation mark before it was not closed."""
    return "\n" in field and field.partition("\n")[2].count(separator) >= _SWALLOWED


def _decoded(content):
    """Returns the text: encoding by byte order mark, else UTF-16 by zero bytes, else UTF-8, else cp1252."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decode(content, "utf-16")
    if content.startswith(b"\xef\xbb\xbf"):
        return _decode(content, "utf-8-sig")
    sample = content[:2000]
    if b"\x00" in sample:
        odd, even = sample[1::2].count(0), sample[::2].count(0)
        if max(odd, even) * 4 < len(sample):
            raise not_text()
        return _decode(content, "utf-16-le" if odd > even else "utf-16-be")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        # cp1252 has no character for five byte values; they stay, to be reported with their cells.
        return content.decode("cp1252", errors=_AS_IT_IS)


def _decode(content, encoding):
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as wrong:
        raise not_text() from wrong


def not_text() -> Refused:
    """Returns the refusal of a file named .csv that is not text."""
    return Refused(
        _(
            "The file is named .csv but does not hold readable text. "
            "Open it in Excel, save it as .xlsx and upload that file."
        )
    )


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
    lines = [line for line in text[:200_000].splitlines()[:_LINES_TO_LOOK_AT] if line.strip()]

    def order(separator):
        counts = [line.count(separator) for line in lines]
        used = [count for count in counts if count]
        usual = max(set(used), key=used.count) if used else 0
        return used.count(usual) * usual if usual else 0

    return max(_SEPARATORS, key=order)
