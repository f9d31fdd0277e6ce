"""The rows below the headings: who is a person, what is left out and why, cells and people that cover several rows."""

import dataclasses
from collections.abc import Collection, Iterable, Mapping
from itertools import islice

from accounts.text.localised_text import digits
from participants.roster.base.reference import Reference
from participants.roster.base.rows import RawRow, Section
from participants.roster.layout import dittos
from participants.roster.layout.column_scores import NAME_PARTS
from participants.roster.layout.heading_words import field_of
from participants.roster.layout.marks import with_marks
from participants.roster.layout.people import (
    CELLS_TO_LOOK_AT,
    form_row,
    has_a_number,
    is_total,
    texts_of,
    why_no_person,
)
from participants.roster.layout.row_states import said_elsewhere, without_usual_answers
from participants.roster.layout.second_lines import joined, second_lines
from participants.roster.layout.sections import Line, line_between
from programmes.workbooks import limits
from programmes.workbooks.cell_text import as_text
from programmes.workbooks.sheets import Cell, Sheet

# A unit that covers several rows is often written once, in a merged cell.
_MERGED_DOWN = {"unit", "district", "rank", "thana", "attended_on"}


@dataclasses.dataclass
class People:
    """The rows of a table.

    ignored: (row number, reason). lines: (row number, `Line`) of the section lines. last_section: the Section in force below the
    last row.
    """

    rows: list[RawRow] = dataclasses.field(default_factory=list)
    ignored: list[tuple[int, str]] = dataclasses.field(default_factory=list)
    lines: list[tuple[int, Line]] = dataclasses.field(default_factory=list)
    last_section: Section | None = None
    examples: list[tuple[int, str]] = dataclasses.field(default_factory=list)


def people_rows(
    sheet: Sheet,
    start: int,
    fields: Mapping[int, str],
    reference: Reference,
    *,
    headings: Collection[int] = frozenset(),
    above: Section | None = None,
) -> People:
    """Returns the `People` of a Sheet from `start` (a place in its rows) on.

    fields: {column: field}. headings: numbers of rows that repeat the headings. above: the section line above the headings.
    """
    reader = _Reader(sheet, start, fields, reference, above)
    lines = second_lines(sheet, start, fields, reference)
    for place in range(start, len(sheet.rows)):
        number, cells = sheet.rows[place]
        if number in headings:
            reader.leave_out(number, "heading")
        elif place in lines and reader.is_directly_below_a_person:
            reader.join(number, cells)
        else:
            reader.read(place, number, cells)
    reader.found.last_section = reader.section
    width = sheet.widths.get(sheet.rows[start - 1][0], 0) if start else 0
    marked = with_marks(
        without_usual_answers(reader.found.rows),
        sheet.widths,
        width,
        _headings(sheet.rows[max(0, start - 2) : start], fields),
    )
    reader.found.rows = dittos.filled(_with_joined_names(marked))
    return reader.found


def _headings(rows, fields):
    """Returns {field: text} of the one or two rows of headings, or of what is above them."""
    return {
        field: " ".join(
            as_text(cells[at].value) for _number, cells in rows if at < len(cells) and not cells[at].is_blank
        )
        for at, field in fields.items()
    }


def _with_joined_names(rows):
    """Returns the rows with one name made of the parts of names that have columns of their own."""
    for row in rows:
        parts = [row.cells.pop(field) for field in NAME_PARTS if field in row.cells]
        if parts and "name" not in row.cells:
            text = " ".join(filter(None, (as_text(cell.value).strip() for cell in parts)))
            row.cells["name"] = Cell(text, parts[0].font)
    return rows


class _Reader:
    """Goes through the rows of one table from the top."""

    def __init__(self, sheet, start, fields, reference, above):
        self.sheet, self.fields, self.reference = sheet, fields, reference
        self.found, self.section = People(), above
        self.previous = sheet.rows[start - 1][0] if start else 0
        self.merged = _merged_down(sheet, fields)
        self.is_below_the_list = False
        self.is_below_headings = True
        self.has_serials = "serial" in fields.values()
        self.places_seen, self.is_nested = set(), False

    @property
    def is_directly_below_a_person(self):
        return bool(self.found.rows) and self.found.rows[-1].number == self.previous

    def leave_out(self, number, reason):
        self.found.ignored.append((number, reason))
        self.previous = number
        self.is_below_the_list = self.is_below_the_list or reason == "total"
        self.is_below_headings = self.is_below_headings or reason == "heading"

    def read(self, place, number, cells):
        by_field = {field: cells[at] for at, field in self.fields.items() if at < len(cells) and not cells[at].is_blank}
        if reason := self._reason(place, number, by_field, cells):
            self.leave_out(number, reason)
            return
        down = {field: cell for field, cell in self.merged.get(number, {}).items() if field not in by_field}
        self.found.rows.append(
            RawRow(
                number=number,
                cells=by_field | down,
                all_cells=cells,
                is_after_blank=number > self.previous + 1 and bool(self.found.rows),
                is_hidden=number in self.sheet.hidden_rows,
                merged=frozenset(down),
                section=self.section,
                said=said_elsewhere(cells, self.fields),
            )
        )
        self.previous, self.is_below_headings, self.is_nested = number, False, False

    def join(self, number, cells):
        """Adds the second line of the person above."""
        self.found.rows[-1] = joined(self.found.rows[-1], number, cells, self.fields, self.reference)
        self.leave_out(number, "second_line")

    def _reason(self, place, number, by_field, cells):
        """Returns "" for a row that describes a person; one with a service number or a phone always does, but for examples."""
        is_certain = has_a_number(by_field)
        if is_certain and not self.is_below_headings:
            return ""
        if reason := form_row(by_field, cells, is_below_headings=self.is_below_headings):
            if is_certain:
                self.found.examples.append((number, line_of(cells)))
            return reason
        if is_certain:
            return ""
        texts = texts_of(_first_filled(cells))
        if is_total(texts[:3]):
            return "total"
        line = line_between(cells, self.reference)
        if line and (line.kind == "place" or not self._counts_on(place, by_field)):
            self._begin(line, number)
            return "section"
        return why_no_person(by_field, texts, has_serials=self.has_serials, is_below_the_list=self.is_below_the_list)

    def _counts_on(self, place, by_field):
        """Whether a row goes on with the serial numbers of the people around it: then it is one of them, not "2. Drivers"."""
        serial = _serial(by_field.get("serial"))
        if serial is None or not self.found.rows:
            return False
        before = _serial(self.found.rows[-1].cells.get("serial"))
        column = next(at for at, field in self.fields.items() if field == "serial")
        after = None
        if place + 1 < len(self.sheet.rows):
            cells = self.sheet.rows[place + 1][1]
            after = _serial(cells[column]) if column < len(cells) else None
        return before is not None and before + 1 == serial and after in (None, serial + 1)

    def _begin(self, line, number):
        """Takes a section line for the rows below it.

        A place directly below "Waiting list", or one that was there before it, divides the waiting list, which stays in force.
        """
        self.found.lines.append((number, line))
        if line.kind in ("role", "state"):
            self.section = Section(line.text, number, line.role, line.state)
            self.is_nested, self.is_below_the_list = True, False
            return
        is_known = line.kind == "place" and line.text in self.places_seen
        if self.section is None:
            self.places_seen.add(line.text)
        elif line.kind == "people" or not (self.is_nested or is_known):
            self.section = None


def _first_filled(cells):
    return islice((cell for cell in cells if not cell.is_blank), CELLS_TO_LOOK_AT)


def _serial(cell):
    text = digits(as_text(cell.value), "en").strip(" ().।") if cell else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 5 else None


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
