"""The rows below the headings: who is a person, what is left out and why, cells that cover several rows."""

from collections.abc import Collection, Iterable, Mapping

from participants.roster.base import limits
from participants.roster.base.reference import Reference
from participants.roster.base.rows import RawRow
from participants.roster.base.sheets import Cell, Sheet
from participants.roster.base.text import as_text
from participants.roster.layout.heading_words import field_of
from participants.roster.layout.marks import with_marks
from participants.roster.layout.people import why_no_person

# A unit that covers several rows is often written once, in a merged cell.
_MERGED_DOWN = {"unit", "district", "rank", "thana", "attended_on"}


def people_rows(
    sheet: Sheet, start: int, fields: Mapping[int, str], reference: Reference
) -> tuple[list[RawRow], list[tuple[int, str]]]:
    """Returns (rows of people, ignored rows) of a Sheet from `start` (a place in its rows) on. fields: {column: field}."""
    rows: list[RawRow] = []
    ignored: list[tuple[int, str]] = []
    previous = sheet.rows[start - 1][0] if start else 0
    merged = _merged_down(sheet, fields)
    is_below_the_list = False
    has_serials = "serial" in fields.values()
    for number, cells in sheet.rows[start:]:
        by_field = {field: cells[at] for at, field in fields.items() if at < len(cells) and not cells[at].is_blank}
        reason = why_no_person(by_field, cells, reference, has_serials=has_serials, is_below_the_list=is_below_the_list)
        if reason:
            ignored.append((number, reason))
            previous = number
            is_below_the_list = is_below_the_list or reason == "total"
            continue
        down = {field: cell for field, cell in merged.get(number, {}).items() if field not in by_field}
        rows.append(
            RawRow(
                number=number,
                cells=by_field | down,
                all_cells=cells,
                is_after_blank=number > previous + 1 and bool(rows),
                is_hidden=number in sheet.hidden_rows,
                merged=frozenset(down),
            )
        )
        previous = number
    width = sheet.widths.get(sheet.rows[start - 1][0], 0) if start else 0
    return with_marks(rows, sheet.widths, width), ignored


def _merged_down(sheet, fields):
    """Returns {row number: {field: cell}} for cells that cover rows below their own."""
    found, by_number = {}, None
    for merge in sheet.merged:
        field = fields.get(merge.left)
        if merge.left != merge.right or merge.bottom == merge.top or field not in _MERGED_DOWN:
            continue
        by_number = by_number or dict(sheet.rows)
        cells = by_number.get(merge.top, [])
        if merge.left < len(cells) and not cells[merge.left].is_blank:
            for number in range(merge.top + 1, min(merge.bottom, merge.top + limits.DATA_ROWS) + 1):
                found.setdefault(number, {})[field] = cells[merge.left]
    return found


def blank_numbers(sheet: Sheet, above: Collection[int]) -> list[tuple[int, str]]:
    """Returns the blank rows between the first and the last row that is not blank."""
    blank: list[tuple[int, str]] = []
    previous = 0
    for number, _cells in sheet.rows:
        if previous or number in above:
            blank.extend((gap, "blank") for gap in range(previous + 1, number) if previous)
        previous = number
    return blank


def line_of(cells: Iterable[Cell]) -> str:
    """Returns a row of titles as one text, old fonts converted."""
    pieces = [field_of(as_text(cell.value)[:300], cell.font)[1] for cell in cells if not cell.is_blank]
    return " ".join(dict.fromkeys(pieces))
