"""What was found in a file besides the rows that were read: its tables, and its lines that are no people. Stored as plain JSON."""

from collections.abc import Iterable
from typing import Any

from participants.roster.layout.columns import sample_of
from participants.roster.layout.headers import Layout
from participants.roster_import.column_matching import Understood

# As many row numbers are stored for each reason; the others are only counted.
_MOST_NUMBERS = 20
_ROWS_OF_A_LIST, _LONGEST = 5, 60
# Empty rows lose nobody.
_NOT_SHOWN = {"blank"}


def file_facts(found: Understood) -> dict[str, Any]:
    """Returns {field of RosterImport: value} of what was found in a file, whether or not a person must match its columns."""
    facts: dict[str, Any] = {
        "sheets": found.sheets,
        "asks": [ask.as_json() for ask in found.asks],
        "tables": [],
        "ignored": [],
    }
    if layout := found.found:
        facts |= {
            "sheets": [_with_rows_of(layout, sheet) for sheet in found.sheets],
            "sheet": layout.sheet,
            "header_row": layout.header_row,
            "column_map": {str(at): field for at, field in layout.columns.items()},
            "tables": tables_of(layout),
            "ignored": ignored_lines(layout.ignored),
        }
    return facts


def _with_rows_of(layout, sheet):
    """Returns the top of a sheet; where the list begins further down, with its headings and its first rows."""
    if sheet["name"] != layout.sheet or layout.header_row in (0, *(number for number, _texts in sheet["rows"])):
        return sheet
    width = max(layout.headings, default=-1) + 1
    headings = [layout.headings.get(at, "")[:_LONGEST] for at in range(width)]
    rows = [[row.number, [sample_of(cell) for cell in row.all_cells]] for row in layout.rows[:_ROWS_OF_A_LIST]]
    return sheet | {"rows": [*sheet["rows"], [layout.header_row, headings], *rows]}


def tables_of(layout: Layout) -> list[dict[str, Any]]:
    """Returns the tables of the file as JSON: sheet, columns ("G–K"), header_row, people, is_read, title."""
    return [table.as_json() for table in getattr(layout, "tables", ())]


def place_of_table(table: dict[str, Any]) -> dict[str, Any]:
    """Returns the choice of a stored table as RosterImport.chosen stores it, without columns."""
    return {"sheet": table["sheet"], "header_row": table["header_row"], "table": table["columns"]}


def ignored_lines(ignored: Iterable[tuple[int, str]]) -> list[dict[str, Any]]:
    """Returns [{"reason", "count", "rows"}] of the lines below the headings that are no people, the most frequent first."""
    by_reason: dict[str, list[int]] = {}
    for number, reason in ignored:
        if reason not in _NOT_SHOWN:
            by_reason.setdefault(reason, []).append(number)
    found = [{"reason": reason, "count": len(rows), "rows": rows[:_MOST_NUMBERS]} for reason, rows in by_reason.items()]
    return sorted(found, key=lambda one: -one["count"])
