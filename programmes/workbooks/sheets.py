"""The content of a file in any format: sheets of rows of cells."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.refusal import Refused
from accounts.text.localised_text import digits, number_text
from accounts.text.sentences import numbers
from programmes.workbooks import limits

# What the format of a cell shows: text struck out or a part of it (then left out), text or ground in light grey, zeros that its
# number lacks.
STRUCK, PARTLY_STRUCK, GREY_TEXT, GREY_GROUND, ZEROS = "struck", "partly struck", "grey text", "grey ground", "zeros"
NO_MARKS: frozenset[str] = frozenset()

Value = str | int | float | bool | date | datetime | time | None


class Cell(NamedTuple):
    """One cell of the file.

    `font` is the name of its font where the format tells (XLSX, ODS) and all of its text is in one; `marks` is what the
    format shows: STRUCK, PARTLY_STRUCK, GREY_TEXT, GREY_GROUND, ZEROS.
    """

    value: Value = None
    font: str | None = None
    marks: frozenset[str] = NO_MARKS

    @property
    def is_blank(self) -> bool:
        """Whether the cell shows nothing."""
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())


EMPTY = Cell()


class SheetRefused(Refused):
    """One sheet exceeds a limit; the others may still be read."""


class Merge(NamedTuple):
    """A merged range: rows count from 1 as the user sees them, columns from 0; both ends belong to it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Sheet:
    """One sheet. rows: only rows that are not blank, as (row number from 1, cells from column A).

    widths: {row number: cells that it has, with blank ones} where the format separates cells by signs (CSV).
    refusal: the sentence why the sheet was not read to its end, or None. most_rows: how many rows of data it may have.
    """

    name: str
    rows: list[tuple[int, list[Cell]]] = field(default_factory=list)
    is_hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[Merge] = field(default_factory=list)
    widths: dict[int, int] = field(default_factory=dict)
    refusal: str | None = None
    most_rows: int = field(default_factory=lambda: limits.DATA_ROWS)

    def __post_init__(self):
        # Excel allows 31 characters; the name is stored and shown.
        self.name = self.name[: limits.SHEET_NAME]

    def add(self, number: int, cells: list[Cell], *, is_hidden: bool = False) -> None:
        """Adds a row below the others; ignores blank rows.

        Raises `Refused` beyond the limits on rows, blank rows and columns.
        """
        while cells and cells[-1].is_blank:
            cells.pop()
        if not cells:
            return
        if len(cells) > limits.COLUMNS:
            raise beyond_the_last_column(self.name, number, len(cells) - 1)
        last = self.rows[-1][0] if self.rows else 0
        if number - last > limits.BLANK_ROWS_TOGETHER + 1:
            raise SheetRefused(
                _(
                    "Row %(row)s of sheet “%(sheet)s” comes after more than %(limit)s empty rows. "
                    "Delete the empty rows and upload the file again."
                )
                % {
                    "row": digits(number, get_language()),
                    "sheet": _shown(self.name),
                    "limit": number_text(limits.BLANK_ROWS_TOGETHER, get_language()),
                }
            )
        if len(self.rows) >= self.most_rows + limits.OTHER_ROWS:
            raise too_many_rows(self.name, self.most_rows)
        self.rows.append((number, cells))
        if is_hidden:
            self.hidden_rows.add(number)


@dataclass
class Workbook:
    """The sheets of a file in their order. `kind` is xlsx, xls, ods or csv."""

    kind: str
    sheets: list[Sheet]


_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """Returns the text with U+FFFD for characters that no database can store (NUL, lone surrogates)."""
    return _NOT_STORABLE.sub("\ufffd", text) if _NOT_STORABLE.search(text) else text


def column_letters(index: int) -> str:
    """Returns the letters of a column counted from 0: A, B, … Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(number: int, column: int) -> str:
    """Returns the name of a cell, such as B7, for a row from 1 and a column from 0."""
    return f"{column_letters(column)}{number}"


def _shown(sheet_name):
    """Returns the name of a sheet for a sentence. A text file has no sheets."""
    return sheet_name or "CSV"


def too_many_rows(sheet_name: str, most_rows: int) -> SheetRefused:
    """Returns the refusal of a sheet with more rows of data than are read."""
    return SheetRefused(
        _("Sheet “%(sheet)s” has more than %(limit)s rows. Divide the list and upload the parts one by one.")
        % {"sheet": _shown(sheet_name), "limit": number_text(most_rows, get_language())}
    )


def beyond_the_last_column(sheet_name: str, number: int, column: int) -> SheetRefused:
    """Returns the refusal of a sheet with a cell too far to the right."""
    return SheetRefused(
        _(
            "Cell %(cell)s of sheet “%(sheet)s” lies beyond column %(limit)s, the last one that is read. "
            "Delete what stands to the right of the list and upload the file again."
        )
        % {"cell": cell_name(number, column), "sheet": _shown(sheet_name), "limit": column_letters(limits.COLUMNS - 1)}
    )


def too_long(sheet_name: str, number: int, column: int) -> SheetRefused:
    """Returns the refusal of a cell with more text than is read."""
    return SheetRefused(
        _("Cell %(cell)s of sheet “%(sheet)s” holds more than %(limit)s characters. Shorten it and upload again.")
        % {
            "cell": cell_name(number, column),
            "sheet": _shown(sheet_name),
            "limit": number_text(limits.CELL_LENGTH, get_language()),
        }
    )


def check_file_size(size: int, *, most_bytes: int = limits.BYTES) -> None:
    """Raises `Refused` for an empty file and for one with more than `most_bytes`."""
    if not size:
        raise Refused(_("The file is empty. Choose the file with the list and upload it again."))
    if size > most_bytes:
        raise Refused(
            _("The file has more than %(limit)s MB. Copy only the list into a new workbook and upload that.")
            % numbers(limit=most_bytes // 1024**2)
        )


def damaged() -> Refused:
    """Returns the refusal of a file that cannot be read to its end."""
    return Refused(
        _("The file is damaged or incomplete. Open it in Excel, save it again as .xlsx and upload that file.")
    )
