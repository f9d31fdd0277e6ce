"""Signs for "the same as above" (ঐ, do, Ditto, a quotation mark): filled with the value of the row above, or left to a person.

A filled row is complete by itself, so that it can be stored and checked again without the others.
"""

import dataclasses
import re
from collections.abc import Iterable
from functools import lru_cache

from participants.roster.base.bijoy import is_bijoy_font, to_unicode
from participants.roster.base.fields import NAME_COLUMNS
from participants.roster.base.problems import Problem, problem
from participants.roster.base.rows import RawRow
from participants.roster.base.text import digits_of, is_placeholder
from programmes.workbooks.cell_text import as_text
from programmes.workbooks.sheets import EMPTY, Cell

# What several people of a list may have in common.
MAY_REPEAT = (
    "rank", "unit", "district", "thana", "designation", "joined_on", "attended_on", "date_of_birth", "sex", "role", "remarks",
)  # fmt: skip
# What one person alone has: a sign for the same says nothing there.
OF_ONE_PERSON = (*NAME_COLUMNS, "service_number", "mobile", "email")
_REPEATED, _PERSONAL = frozenset(MAY_REPEAT), frozenset(OF_ONE_PERSON)
_LONGEST = 40
_MARKS = re.compile("[\"″〃“”„‟〞〟˝]+|''+|’’+|‘‘+|′′+|´´+|``+|,,+|‚‚+|(?:[↓⇓⬇⇩↧⤓🡇↑⇑⬆⇧↥^]\ufe0f?)+")
_AROUND = " \t\r\n\u00a0-–—_.()[]{}।:;/|*=~"
_QUOTES = "\"'“”‘’„`´"
# Most names and all numbers are seen at their first letter not to be one.
_NEVER_FIRST = frozenset("0123456789+০১২৩৪৫৬৭৮৯CEFGHJKLMNQRVWXYZcefghjklmnqrvwxyzকখগঘচছজঝটঠডঢদধনফবভমযরলশষসহ")
_BETWEEN = re.compile(r"[\s_–—-]+")
_ABOVE = "above|previous|before|upper|preceding"
_NOUN = (
    "rank|post|designation|unit|office|station|thana|ps|district|dist|date|"
    "পদবি|পদবী|পদ|ইউনিট|দপ্তর|অফিস|কর্মস্থল|স্থান|থানা|জেলা|তারিখ"
)
_PHRASE = re.compile(
    rf"do|d o|dit+o+|idem|(?:the )?same(?: (?:{_NOUN}))?(?: as)?(?: the)?(?: (?:{_ABOVE}))?(?: (?:row|one|line))?|(?:as )?(?:{_ABOVE})|"
    rf"ঐ(?: ?(?:{_NOUN}|রকম))?|একই(?: ?(?:{_NOUN}|রকম))?|(?:উপরের|ওপরের|উপরে|পূর্বের|আগের)(?: (?:মতো|মত|ন্যায়|অনুরূপ|রকম))|"
    "উপরোক্ত|উপর্যুক্ত|পূর্ববৎ|পূর্বানুরূপ|পূর্বোক্ত|তদ্রূপ|অনুরূপ"
)


def filled(rows: Iterable[RawRow]) -> list[RawRow]:
    """Returns the rows of one table, with the value above in place of each sign for "the same as above"; `ditto` says from which row.

    Where no value is certain, or the field belongs to one person alone, the cell stays and `ditto` has 0 for the field.
    """
    found: list[RawRow] = []
    above: dict[str, tuple[int, Cell]] = {}
    source: int | None = None
    for row in rows:
        if "source_row" in row.cells:
            before, source = source, _source_row(row)
            if source != (before or 0) + 1:
                # A returned list: the row above this one was another row in the list where the sign was written.
                above.clear()
        found.append(_filled(row, above))
    return found


def is_ditto(cell: Cell) -> bool:
    """Whether a cell says "the same as above", in a word or a sign. A dash alone is an empty cell."""
    value = cell.value
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST:
        return False
    if cell.font is not None and is_bijoy_font(cell.font):
        return _means_the_same(to_unicode(value))
    return value[0] not in _NEVER_FIRST and _means_the_same(value)


def without_open_dittos(row: RawRow) -> tuple[RawRow, list[Problem]]:
    """Returns a row as it is parsed, cells of signs that could not be filled left empty, and the Problems of all its signs."""
    if not row.ditto:
        return row, []
    problems, emptied = [], {}
    for field, above in row.ditto.items():
        if above:
            problems.append(problem("DITTO_FROM_ROW", field, row=above))
            continue
        code = "DITTO_OF_A_PERSON" if field in OF_ONE_PERSON else "DITTO_WITHOUT_VALUE"
        problems.append(problem(code, field, seen=as_text(row.cells.get(field, EMPTY).value)))
        emptied[field] = EMPTY
    return dataclasses.replace(row, cells=row.cells | emptied), problems


_is_empty = lru_cache(maxsize=8192)(is_placeholder)


@lru_cache(maxsize=8192)
def _means_the_same(text: str) -> bool:
    bare = text.strip(_AROUND)
    if _MARKS.fullmatch("".join(bare.split())):
        return True
    words = _BETWEEN.sub(" ", bare.strip(_AROUND + _QUOTES)).casefold()
    first, _space, others = words.partition(" ")
    if others and set(others.split()) == {first}:
        words = first
    return bool(_PHRASE.fullmatch(words))


def _filled(row: RawRow, above: dict[str, tuple[int, Cell]]) -> RawRow:
    """Returns the row with its signs filled from `above` ({field: (row number, cell)}), which then has the values of this row too."""
    cells: dict[str, Cell] = {}
    dittos: dict[str, int] = {}
    for field, cell in row.cells.items():
        if field in _PERSONAL:
            if is_ditto(cell):
                dittos[field] = 0
        elif field not in _REPEATED or cell.is_blank:
            continue
        elif is_ditto(cell):
            dittos[field], cells[field] = above.get(field, (0, cell))
        elif not _is_empty(as_text(cell.value)):
            above[field] = (row.number, cell)
    if "thana" in row.cells and "unit" not in row.cells:
        # The place of this person is in the other column, so that "the same unit" below does not mean a row further up.
        above.pop("unit", None)
    return dataclasses.replace(row, cells=row.cells | cells, ditto=dittos) if dittos else row


def _source_row(row: RawRow) -> int | None:
    """Returns the number that a list which was returned once shows for the row, or None."""
    text = digits_of(row.cells.get("source_row", EMPTY).value)[0]
    return int(text) if text.isdecimal() and len(text) <= _LONGEST // 4 else None
