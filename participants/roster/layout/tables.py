"""The tables of a sheet: lists beside each other, lists below each other, and headings that only repeat on the next page."""

import dataclasses
from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from participants.roster.base.fields import NAME_COLUMNS
from participants.roster.base.text import digits_of, key
from participants.roster.layout.heading_words import is_heading
from participants.roster.layout.people import decoded, has_digits, texts_of
from programmes.workbooks.sheets import EMPTY, Cell, Sheet, column_letters

_LONG_NUMBER, _SERVICE_NUMBER = 6, 10
# Cells of a row that are looked at before it is clear that it holds no heading.
_CELLS_TO_LOOK_AT = 8
_FEWEST_HEADINGS, _FEWEST_SHARED = 2, 3
_TITLE_LINES = 3
# Headings of the first list of a sheet are within so many rows.
ROWS_TO_LOOK_AT = 15
_NO_COLUMN = 1_000_000
_LIST = {"service_number", *NAME_COLUMNS}


class Header(NamedTuple):
    """Headings that were found: their place among the rows of a Sheet, and how many rows they are.

    texts: {column: (text, font)} to be understood. shown: {column: text as people read it}. fields: {column: field} as the
    headings alone say.
    """

    row_index: int
    height: int
    texts: dict[int, tuple[str, str | None]]
    shown: dict[int, str]
    fields: dict[int, str]
    score: float

    def within(self, left: int, right: int) -> "Header":
        """Returns the headings of the columns from `left` to `right` alone."""
        return self._replace(
            texts={at: text for at, text in self.texts.items() if left <= at <= right},
            shown={at: text for at, text in self.shown.items() if left <= at <= right},
            fields={at: field for at, field in self.fields.items() if left <= at <= right},
        )


class HeaderAt(Protocol):
    """Returns the Header at a place of a Sheet, or None where the row holds no headings of a list of people."""

    def __call__(self, sheet: Sheet, place: int, *, of_any_words: bool = False) -> Header | None:
        """of_any_words: the row is known to hold headings, whatever they are."""


@dataclasses.dataclass
class Table:
    """One table: `header` is its place among the rows of `sheet`; None where the table has no headings.

    part: the rows of it and of the tables beside it. span: the columns that are its own, or None where it has all. left, right: its
    first and last column with a heading. titles: the lines directly above it, as (row number, text). repeats: numbers of rows
    that repeat its headings.
    """

    part: Sheet
    header: Header | None
    left: int
    right: int
    span: tuple[int, int] | None = None
    titles: tuple[tuple[int, str], ...] = ()
    repeats: frozenset[int] = frozenset()

    @cached_property
    def sheet(self) -> Sheet:
        """The Sheet with the cells of this table alone."""
        return self.part if self.span is None else _with_columns(self.part, *self.span)

    @property
    def title(self) -> str:
        """The lines directly above it as one text."""
        return " · ".join(text for _number, text in self.titles)

    @property
    def columns(self) -> str:
        """Its columns as people see them: "G–K"."""
        letters = [column_letters(at) for at in (self.left, self.right)]
        return "–".join(dict.fromkeys(letters))

    @property
    def header_row(self) -> int:
        """The number of its last row of headings, 0 without headings."""
        return self.sheet.rows[self.header.row_index + self.header.height - 1][0] if self.header else 0

    @property
    def start(self) -> int:
        """The place of the first row below the headings."""
        return self.header.row_index + self.header.height if self.header else 0


class FoundTable(NamedTuple):
    """A table of the file, for people to choose from; `sheet`, `header_row` and `columns` name it in `lay_out`."""

    sheet: str
    columns: str
    header_row: int
    people: int
    is_read: bool
    title: str = ""
    is_hidden: bool = False

    def as_json(self) -> dict[str, Any]:
        """Returns it as plain JSON."""
        return self._asdict()


def tables_of(
    sheet: Sheet, first: Header, header_at: HeaderAt, *, columns: Collection[int] = (), columns_at: int = 0
) -> list[list[Table]]:
    """Returns the tables of a Sheet from the headings `first` on: those below each other, each a list from left to right.

    columns: those that a person chose below the headings at the place `columns_at`; they are one table.
    """
    headers, repeats = _headers_below(sheet, first, header_at)
    ends = [header.row_index for header in headers[1:]] + [len(sheet.rows)]
    found = []
    for header, end in zip(headers, ends, strict=True):
        part = dataclasses.replace(sheet, rows=sheet.rows[header.row_index : end])
        titles = _titles_above(sheet, header.row_index)
        chosen = columns if header.row_index == columns_at else ()
        found.append(
            [
                dataclasses.replace(table, titles=titles, repeats=repeats)
                for table in _beside_each_other(part, header._replace(row_index=0), header_at, chosen)
            ]
        )
    return found


def first_header(sheet: Sheet, best: Header, header_at: HeaderAt) -> Header:
    """Returns the first headings at or above `best` that have people below: the longest row of headings may be the second one."""
    for place in range(best.row_index):
        header = header_at(sheet, place)
        if header is None or place + header.height > best.row_index:
            continue
        numbers = _number_columns(header.fields)
        if any(_has_number(cells, numbers) for _number, cells in sheet.rows[place + header.height : best.row_index]):
            return header
    return best


def holds_a_long_number(cells: Sequence[Cell]) -> bool:
    """Whether a cell of a row is a service number or a phone, so that the row is no row of headings."""
    return any(
        has_digits(cell, _LONG_NUMBER) and not any(letter.isalpha() for letter in digits_of(cell.value)[0])
        for cell in cells
        if not cell.is_blank
    )


# Below each other


def _headers_below(sheet, first, header_at):
    """Returns (headers, numbers of rows that repeat headings) from `first` on."""
    headers, repeats = [first], set()
    originals = _originals(sheet, first)
    words = {word for row in originals for word in row.values()}
    numbers = _number_columns(first.fields)
    place = first.row_index + first.height
    while place < len(sheet.rows):
        height = 0
        cells = sheet.rows[place][1]
        if not _has_number(cells, numbers):
            is_new = place > 0 and _begins_a_list(sheet.rows, place)
            # Where the rows below have their numbers in another column, headings need no words that are known.
            is_other = is_new and bool(numbers) and not _has_number(sheet.rows[place + 1][1], numbers)
            header = None
            if is_new or _may_be_headings(cells, words):
                height = _lines_repeated(sheet.rows, place, originals)
                header = None if height else header_at(sheet, place, of_any_words=is_other)
            if header and header.fields.items() <= headers[-1].fields.items() and not is_other:
                height = header.height
            elif header:
                headers.append(header)
                originals, numbers = _originals(sheet, header), _number_columns(header.fields)
                words |= {word for row in originals for word in row.values()}
                place += header.height
                continue
        repeats.update(number for number, _cells in sheet.rows[place : place + height])
        place += height or 1
    return headers, frozenset(repeats)


def _originals(sheet, header):
    """Returns the rows of a header as {column: key of the text}."""
    rows = sheet.rows[header.row_index : header.row_index + header.height]
    return [{at: key(decoded(cell)) for at, cell in enumerate(cells) if not cell.is_blank} for _number, cells in rows]


def _number_columns(fields):
    return [at for at, field in fields.items() if field in ("service_number", "mobile")]


def _has_number(cells, columns):
    return any(at < len(cells) and has_digits(cells[at], _LONG_NUMBER) for at in columns)


def _may_be_headings(cells, words):
    """Whether a row has texts alone, at least two of them words of headings. words: keys of the headings above."""
    seen = known = 0
    for cell in cells:
        if cell.is_blank:
            continue
        if not isinstance(cell.value, str):
            return False
        text = decoded(cell)[:200]
        seen += 1
        known += key(text) in words or is_heading(text)
        if seen == _CELLS_TO_LOOK_AT and not known:
            return False
    return known >= _FEWEST_HEADINGS


def _begins_a_list(rows, place):
    """Whether a row of texts without a digit comes below an empty row or a title, and directly above a row with a long number."""
    (above_number, above), (number, cells) = rows[place - 1 : place + 1]
    is_apart = above_number < number - 1 or sum(not cell.is_blank for cell in above) == 1
    if not is_apart or place + 1 >= len(rows):
        return False
    filled = [cell for cell in cells if not cell.is_blank]
    if len(filled) < _FEWEST_SHARED or any(has_digits(cell, 1) for cell in filled):
        return False
    return holds_a_long_number(rows[place + 1][1])


def _lines_repeated(rows, place, originals):
    """Returns how many rows from `place` on repeat the headings: all of their rows, or some of their cells in the same columns."""
    height = 0
    for original in originals:
        if place + height >= len(rows):
            break
        texts = {at: key(decoded(cell)) for at, cell in enumerate(rows[place + height][1]) if not cell.is_blank}
        if len(texts) < min(_FEWEST_HEADINGS, len(original)) or not texts.items() <= original.items():
            break
        height += 1
    return height


def _titles_above(sheet, place):
    """Returns the lines of one text directly above headings, as (row number, text)."""
    lines: list[tuple[int, str]] = []
    for number, cells in reversed(sheet.rows[max(place - _TITLE_LINES, 0) : place]):
        texts = dict.fromkeys(texts_of(cells))
        if len(texts) != 1 or number < sheet.rows[place][0] - len(lines) - 1:
            break
        lines.insert(0, (number, next(iter(texts))))
    return tuple(lines)


# Beside each other


def _beside_each_other(part, header, header_at, chosen):
    """Returns the tables of rows whose first row is that of the headings, from left to right. chosen: columns of one table."""
    spans = blocks_of(header)
    if len(spans) > 1 and _are_in_one(chosen, spans):
        return [
            Table(part, own, min(own.shown), max(own.shown), (left, right))
            for left, right in spans
            for own in (header.within(left, right),)
        ]
    known = header.shown.keys() | header.fields.keys() | set(chosen)
    left, right = min(known, default=0), max(known, default=0)
    bands = _bands_beside(part.rows, left, right) if header.shown else []
    beside = [table for band in bands if (table := _table_in(part, *band, header_at))]
    if not beside:
        return [Table(part, header, left, right)]
    last_before = max((table.right for table in beside if table.right < left), default=-1)
    first_behind = min((table.left for table in beside if table.left > right), default=_NO_COLUMN)
    own = Table(part, header, left, right, (last_before + 1, first_behind - 1))
    return sorted([own, *beside], key=lambda table: table.left)


def _are_in_one(columns, spans):
    return any(all(left <= at <= right for at in columns) for left, right in spans)


def blocks_of(header: Header) -> list[tuple[int, int]]:
    """Returns (first column, last column) of each list that a row of headings has, the first one also without another beside it.

    Lists beside each other have like headings; an empty column, or the first heading again, is between them. Together they
    cover all columns.
    """
    segments: list[list[int]] = []
    for at in sorted(header.shown):
        segment = segments[-1] if segments else None
        if segment is None or at > segment[-1] + 1 or _begins_again(header, segment, at):
            segments.append([at])
        else:
            segment.append(at)
    starts: list[list[int]] = []
    for segment in segments:
        if not starts:
            if len(segment) >= _FEWEST_SHARED or _facts(header, segment)[0] & _LIST:
                starts.append(segment)
        elif _is_another_list(_facts(header, starts[0]), _facts(header, segment)):
            starts.append(segment)
    lefts = [0, *(segment[0] for segment in starts[1:])]
    return list(zip(lefts, [left - 1 for left in lefts[1:]] + [_NO_COLUMN], strict=True))


def _begins_again(header, segment, at):
    return len(segment) > 1 and key(header.shown[at]) == key(header.shown[segment[0]])


def _facts(header, segment):
    """Returns (fields, keys of the headings) of some columns."""
    return (
        {header.fields[at] for at in segment if at in header.fields},
        {key(header.shown[at]) or header.shown[at] for at in segment},
    )


def _is_another_list(first, other):
    """Whether columns hold a list like the first: both have people with numbers, or they share most of their headings."""
    if len(other[1]) >= _FEWEST_SHARED and other[1] <= first[1]:
        # All of its headings again, also where none is known.
        return True
    for one, two in zip(first, other, strict=True):
        shared = one & two
        if len(shared) >= _FEWEST_SHARED and len(shared) * 2 >= min(len(one), len(two)) and (other[0] & _LIST):
            return True
    has_people = "service_number" in other[0] and bool(other[0] & set(NAME_COLUMNS))
    return has_people and "service_number" in first[0] and bool(first[0] & set(NAME_COLUMNS))


def _bands_beside(rows, left, right):
    """Returns (first column, last column) of filled columns that an empty column separates from the table."""
    if not left and all(len(cells) <= right + 1 for _number, cells in rows):
        return []
    filled = set()
    for _number, cells in rows:
        outside = [*range(min(left, len(cells))), *range(right + 1, len(cells))]
        filled.update(at for at in outside if at not in filled and not cells[at].is_blank)
    # Filled columns without an empty one in between are columns of the table that lack a heading.
    while right + 1 in filled:
        right += 1
    while left - 1 in filled:
        left -= 1
    bands: list[list[int]] = []
    for at in sorted(column for column in filled if not left <= column <= right):
        if bands and at == bands[-1][1] + 1:
            bands[-1][1] = at
        else:
            bands.append([at, at])
    return [(first, last) for first, last in bands]


def _table_in(part, left, right, header_at):
    """Returns the table in some columns beside another table, or None where they hold no people."""
    own = _with_columns(part, left, right)
    for place in range(min(len(own.rows), ROWS_TO_LOOK_AT)):
        if header := header_at(own, place):
            return Table(part, header, left, right, (left, right))
    return Table(part, None, left, right, (left, right)) if people_without_headings(own) else None


def people_without_headings(sheet: Sheet) -> int:
    """Returns how many rows of a Sheet have a cell like a service number."""
    return sum(any(_is_service_number(cell) for cell in cells) for _number, cells in sheet.rows)


def _is_service_number(cell):
    if cell.is_blank or isinstance(cell.value, float):
        return False
    text = digits_of(cell.value)[0]
    return len(text) == _SERVICE_NUMBER and text.isdigit()


def _with_columns(sheet: Sheet, left: int, right: int) -> Sheet:
    """Returns a Sheet with the cells of some columns alone, without the rows that have none of them."""
    rows, blank = [], [EMPTY] * left
    for number, cells in sheet.rows:
        own = cells[left : right + 1]
        while own and own[-1].is_blank:
            own.pop()
        if own:
            rows.append((number, blank + own))
    merged = [merge for merge in sheet.merged if left <= merge.left <= right]
    return dataclasses.replace(sheet, rows=rows, merged=merged)
