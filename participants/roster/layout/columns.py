"""The first rows of each sheet, for matching columns by hand, and the fingerprint that recognises the same headings later."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from participants.roster.base.fields import NAME_COLUMNS
from participants.roster.base.text import key
from participants.roster.layout.heading_words import LABELS, field_of
from programmes.workbooks.cell_text import as_text
from programmes.workbooks.sheets import Cell, Workbook, column_letters

_ROWS, _SAMPLES, _LONGEST = 20, 3, 60
_ROWS_OF_HEADINGS = 15
_FEWEST_HEADINGS = 2
# Read only from a column with their own heading; nobody matches them by hand.
_NOT_OFFERED = {"reason", "source_row", "signature"}
NEEDED = {
    "name": {*NAME_COLUMNS, "name_first"},
    "service_number": {"service_number"},
}
CHOICES = {field: label for field, label in LABELS.items() if field not in _NOT_OFFERED}


def tops(workbook: Workbook) -> list[dict[str, Any]]:
    """Returns the first rows of every sheet that has any, as plain JSON: texts as read, old fonts converted."""
    return [
        {
            "name": sheet.name,
            "hidden": sheet.is_hidden,
            "rows": [[number, [sample_of(cell) for cell in cells]] for number, cells in sheet.rows[:_ROWS]],
        }
        for sheet in workbook.sheets
        if sheet.rows and not sheet.refusal
    ]


def sample_of(cell: Cell) -> str:
    """Returns the beginning of what a cell says, with old fonts converted, as an example."""
    return "" if cell.is_blank else field_of(as_text(cell.value)[:200], cell.font)[1][:_LONGEST]


def fingerprint(texts: Sequence[str]) -> str | None:
    """Returns the fingerprint of a row of headings, or None where too few are filled. texts: those of `tops`."""
    headings = [[at, key(text) or text] for at, text in enumerate(texts) if text]
    if len(headings) < _FEWEST_HEADINGS:
        return None
    return hashlib.sha256(json.dumps(headings, ensure_ascii=False).encode()).hexdigest()


def possible_headings(tops_of_sheets: Iterable[dict[str, Any]]) -> Iterator[tuple[str, int, str]]:
    """Yields (sheet, row number, fingerprint) of every row that could hold headings; visible sheets come first."""
    for sheet in sorted(tops_of_sheets, key=lambda sheet: sheet["hidden"]):
        for number, texts in sheet["rows"][:_ROWS_OF_HEADINGS]:
            if mark := fingerprint(texts):
                yield sheet["name"], number, mark


def likeliest_row(sheet: dict[str, Any]) -> int:
    """Returns the number of the row with the most filled cells among those that could hold headings."""
    rows = sheet["rows"][:_ROWS_OF_HEADINGS]
    return max(rows, key=lambda row: sum(map(bool, row[1])))[0] if rows else 0


def columns_of(sheet: dict[str, Any], header_row: int) -> list[tuple[int, str, str, list[str]]]:
    """Returns the columns of a sheet as (column from 0, its letters, heading, samples) below a row of headings (0: none)."""
    rows = sheet["rows"]
    headings: list[str] = next((texts for number, texts in rows if number == header_row), [])
    below = [texts for number, texts in rows if number > header_row]
    width = max([len(headings), *(len(texts) for texts in below)])
    found = []
    for at in range(width):
        samples = [texts[at] for texts in below if at < len(texts) and texts[at]][:_SAMPLES]
        heading = headings[at] if at < len(headings) else ""
        if heading or samples:
            found.append((at, column_letters(at), heading, samples))
    return found


def guessed(columns: Iterable[tuple[int, str, str, list[str]]]) -> dict[int, str]:
    """Returns {column: field} as the headings of `columns_of` say, each field once."""
    fields: dict[int, str] = {}
    for at, _letters, heading, _samples in columns:
        field = field_of(heading)[0] if heading else None
        if field in CHOICES and field not in fields.values():
            fields[at] = field
    return fields


def missing(fields: Iterable[str | None]) -> list[str]:
    """Returns the keys of NEEDED for which no column was found. fields: those of the columns."""
    return [what for what, enough in NEEDED.items() if not enough & set(fields)]
