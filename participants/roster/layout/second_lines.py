"""People who are written over two rows: the second one has the name in the other script, or the phone and the unit below.

Two rows become one person only where the whole table is written that way; in doubt the second row stays a row of its own.
"""

import dataclasses
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from participants.roster.base.fields import NAME_COLUMNS
from participants.roster.base.reference import Reference
from participants.roster.base.rows import RawRow
from participants.roster.base.text import BANGLA_LETTER, digits_of, key
from participants.roster.cells.places import place_of
from participants.roster.cells.ranks import is_rank
from participants.roster.layout.people import decoded, has_digits, is_total, texts_of
from participants.roster.layout.sections import line_between
from programmes.workbooks.cell_text import as_text
from programmes.workbooks.sheets import EMPTY, Cell, Sheet

_FEWEST = 2
# So many of the people must have a second line, and so many of the second lines be understood.
_SHARE_OF_PEOPLE, _SHARE_UNDERSTOOD = 0.5, 0.8
_SERVICE_NUMBER_DIGITS = 9
_PHONE = re.compile(r"\+?(?:88)?0?1\d{3}[\s-]?\d{6}")
_LATIN = re.compile("[A-Za-z]{2}")


def second_lines(sheet: Sheet, start: int, fields: Mapping[int, str], reference: Reference) -> frozenset[int]:
    """Returns the places, among the rows of a Sheet from `start` on, of the second lines of people. fields: {column: field}."""
    rows, at_of = sheet.rows, {field: at for at, field in fields.items()}
    if not at_of.keys() & {"serial", "service_number"}:
        return frozenset()
    first = [place for place in range(start, len(rows)) if _begins_a_person(rows[place][1], at_of)]
    begins = set(first)
    below = [
        place + 1
        for place in first
        if place + 1 < len(rows) and place + 1 not in begins and rows[place + 1][0] == rows[place][0] + 1
    ]
    if len(below) < max(_FEWEST, len(first) * _SHARE_OF_PEOPLE):
        return frozenset()
    if start not in begins and line_between(rows[start][1], reference) is not None:
        # The list begins with a line such as "Khulna District": those below are lines of that kind too.
        below = [place for place in below if line_between(rows[place][1], reference) is None]
    covered = _covered_below(sheet, at_of)
    understood = [
        place
        for place in below
        if _is_second_line(rows[place - 1][1], rows[place], fields, reference, is_covered=rows[place][0] in covered)
    ]
    if len(understood) < max(_FEWEST, len(first) * _SHARE_OF_PEOPLE, len(below) * _SHARE_UNDERSTOOD):
        return frozenset()
    return frozenset(understood) if _are_alike([rows[place][1] for place in understood]) else frozenset()


def _begins_a_person(cells, at_of):
    """Whether a row has a serial number or a service number (in that column also a phone may stand on a second line)."""
    serial, number = _cell(cells, at_of.get("serial")), _cell(cells, at_of.get("service_number"))
    if has_digits(serial, 1):
        return True
    return has_digits(number, _SERVICE_NUMBER_DIGITS) and not _is_phone(number)


def _cell(cells, at):
    return cells[at] if at is not None and at < len(cells) else EMPTY


def _is_phone(cell):
    return _PHONE.fullmatch(digits_of(cell.value)[0]) is not None


def _covered_below(sheet, at_of):
    """Returns the numbers of rows that a merged serial number or service number covers below its own."""
    places = {at_of.get("serial"), at_of.get("service_number")}
    return {
        number
        for merge in sheet.merged
        if merge.left in places and merge.bottom == merge.top + 1
        for number in (merge.bottom,)
    }


def _is_second_line(above, row, fields, reference, *, is_covered):
    """Whether a row belongs to the person above: every filled cell is blank above, or more of what is above it."""
    _number, cells = row
    filled = {at: cell for at, cell in enumerate(cells) if not cell.is_blank}
    if is_total(texts_of(cells)[:3]):
        return False
    if not is_covered and _is_section(cells, reference):
        return False
    for at, cell in filled.items():
        upper, field = _cell(above, at), fields.get(at)
        if upper.is_blank:
            if field in NAME_COLUMNS and not _has_another_name(above, fields, cell):
                return False
            continue
        if field == "serial" and not is_covered:
            # A second fact of a person is not below the serial number: this is a line between people.
            return False
        if not _adds(field, upper, cell, reference) and not (is_covered and field in NAME_COLUMNS):
            return False
    return bool(filled)


def _is_section(cells, reference):
    line = line_between(cells, reference)
    return line is not None and line.kind != "place"


def _has_another_name(above, fields, cell):
    """Whether the person has a name in the other script already: a name alone would be that of another person."""
    return any(
        field in NAME_COLUMNS and not _cell(above, at).is_blank and _is_other_script(above[at], cell)
        for at, field in fields.items()
    )


def _is_other_script(one, other):
    texts = decoded(one), decoded(other)
    bangla = [BANGLA_LETTER.search(text) is not None for text in texts]
    latin = [_LATIN.search(text) is not None for text in texts]
    return bangla[0] != bangla[1] and latin[0] != latin[1]


def _adds(field, upper, cell, reference):
    """Whether a cell below a filled one is a second fact of one person: the name in the other script, a phone, a unit, a rank."""
    if field in NAME_COLUMNS and _is_other_script(upper, cell):
        return True
    return field is None or _field_of_value(cell, reference) is not None


def _field_of_value(cell, reference):
    """Returns the field of which a text is certainly a value, or None."""
    if _is_phone(cell):
        return "mobile"
    text = decoded(cell)
    if is_rank(text, reference):
        return "rank"
    word = key(text)
    if word in reference.unit_codes:
        return "unit"
    return "district" if place_of(word, reference)[1] in ("name", "alias") else None


def _are_alike(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether the second lines fill the same columns: one of them is filled in nearly all."""
    filled = Counter(at for cells in rows for at, cell in enumerate(cells) if not cell.is_blank)
    return max(filled.values(), default=0) >= len(rows) * _SHARE_UNDERSTOOD


def joined(row: RawRow, number: int, cells: Sequence[Cell], fields: Mapping[int, str], reference: Reference) -> RawRow:
    """Returns a RawRow with the facts of its second line, whose row number and cells these are. fields: {column: field}."""
    more = dict(row.cells)
    for at, cell in enumerate(cells):
        field = fields.get(at)
        if cell.is_blank or field is None:
            continue
        if field not in row.cells:
            more[field] = cell
        elif field in NAME_COLUMNS and _is_other_script(row.cells[field], cell):
            more["name_bn" if BANGLA_LETTER.search(decoded(cell)) else "name_en"] = cell
        elif (meant := _field_of_value(cell, reference)) and meant != field:
            more.setdefault(meant, cell)
        else:
            more[field] = _below(row.cells[field], cell)
    width = max(len(row.all_cells), len(cells))
    return dataclasses.replace(
        row,
        cells=more,
        all_cells=[_below(_cell(row.all_cells, at), _cell(cells, at)) for at in range(width)],
        second_row=number,
    )


def _below(upper, lower):
    """Returns one cell with the texts of both, one below the other."""
    if upper.is_blank or lower.is_blank:
        return lower if upper.is_blank else upper
    if upper.font == lower.font:
        return Cell(f"{as_text(upper.value)}\n{as_text(lower.value)}", upper.font)
    return Cell(f"{decoded(upper)}\n{decoded(lower)}")
