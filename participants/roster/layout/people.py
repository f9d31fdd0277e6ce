"""Separates rows of people from totals, signatures, sections, repeated headings and the rows of a form."""

import re
from collections.abc import Iterable, Mapping

from participants.roster.base.bijoy import is_bijoy_font, to_unicode
from participants.roster.base.legacy import is_bijoy_text
from participants.roster.base.repairing import repaired
from participants.roster.base.text import BANGLA_LETTER, digits_of
from participants.roster.layout.form_rows import (
    is_example,
    numbers_the_columns,
    shows_how_to_fill,
)
from participants.roster.layout.heading_words import is_heading
from programmes.workbooks.cell_text import as_text
from programmes.workbooks.sheets import Cell

_TOTAL = re.compile(
    r"^\s*(?:মোট|সর্বমোট|স্বাক্ষর|স্বাক্ষরিত|প্রস্তুতকারী|প্রস্তুতকারক|প্রস্তুত করেছেন|যাচাইকারী|অনুমোদনকারী|অনুলিপি|বিতরণ|"
    r"বিঃ ?দ্রঃ|বি\. ?দ্র\.?|"
    r"total|grand total|sub ?total|signature|signed|prepared by|checked by|verified by|approved by|counter ?signed|"
    r"copy to|n\.?b\.?)(?![a-zঅ-হা-ৌ])",
    re.IGNORECASE,
)
_ONLY_FOR_ORDER = {"serial", "source_row", "reason", "signature"}
_NUMBERS = {"service_number": 6, "mobile": 7}
# Where a form says that a row is an example.
_BEGINNING = 3
# The first filled cells of a row tell what it is.
CELLS_TO_LOOK_AT = 12


def texts_of(cells: Iterable[Cell]) -> list[str]:
    """Returns the texts of the filled cells of a row, old fonts converted."""
    return [decoded(cell) for cell in cells if not cell.is_blank]


def decoded(cell: Cell) -> str:
    """Returns the text of a cell, converted where it was typed in an old font."""
    text = as_text(cell.value).strip()
    if BANGLA_LETTER.search(text):
        return text
    return repaired(text, cell.font) or (to_unicode(text) if is_bijoy_text(text[:200], cell.font) else text)


def has_a_number(by_field: Mapping[str, Cell]) -> bool:
    """Whether a row has a service number or a phone. by_field: its filled cells of the known columns."""
    return any(field in by_field and has_digits(by_field[field], least) for field, least in _NUMBERS.items())


def has_digits(cell: Cell | None, least: int) -> bool:
    """Whether a cell has at least so many digits."""
    if cell is None or cell.value is None:
        return False
    text = cell.value
    if isinstance(text, str) and text.isascii() and text.isdigit():
        # As nearly all cells of numbers are.
        return len(text) >= least
    return sum(letter.isdigit() for letter in digits_of(text)[0]) >= least


def is_total(texts: Iterable[str]) -> bool:
    """Whether a row ends the list: a total, a signature, who gets copies. texts: those of its first filled cells."""
    return any(_TOTAL.match(text) for text in texts)


def form_row(by_field: Mapping[str, Cell], cells: Iterable[Cell], *, is_below_headings: bool) -> str:
    """Returns "column_numbers" or "example" for such a row of a form, or "" where it may be a person.

    by_field: the filled cells of the known columns. cells: those of the whole row. Examples are directly below headings only.
    """
    filled = [cell for cell in cells if not cell.is_blank]
    typed = [as_text(cell.value).strip() for cell in filled]
    has_number = has_a_number(by_field)
    is_old_font = bool(filled) and is_bijoy_font(filled[0].font)
    if not has_number and numbers_the_columns(texts_of(filled) if is_old_font else typed):
        return "column_numbers"
    if not is_below_headings:
        return ""
    # Short texts such as "e.g." may look like an old font, or be in one.
    both = typed[:CELLS_TO_LOOK_AT], texts_of(filled[:CELLS_TO_LOOK_AT])
    marked = [as_text(cell.value).strip() for cell in by_field.values()]
    if is_example([*both[0][:_BEGINNING], *both[1][:_BEGINNING], *marked]):
        return "example"
    return "example" if not has_number and any(map(shows_how_to_fill, both)) else ""


def why_no_person(by_field: Mapping[str, Cell], texts: list[str], *, has_serials: bool, is_below_the_list: bool) -> str:
    """Returns "" for a row without a number that describes a person, or why it does not: "note" or "heading".

    `by_field` holds the filled cells of the known columns, `texts` those of the whole row.
    """
    if _repeats_the_headings(texts):
        return "heading"
    filled = by_field.keys() - _ONLY_FOR_ORDER
    has_serial = "serial" in by_field and has_digits(by_field["serial"], 1)
    if not filled or (not has_serial and (is_below_the_list or has_serials or len(filled) <= 1)):
        return "note"
    return ""


def _repeats_the_headings(texts):
    known = sum(1 for text in texts[:CELLS_TO_LOOK_AT] if is_heading(text[:200]))
    return known >= 3 and known * 2 > len(texts[:CELLS_TO_LOOK_AT])
