"""Separates rows of people from totals, signatures, sections and repeated headings."""

import re
from collections.abc import Iterable, Mapping

from participants.roster.base.bijoy import to_unicode
from participants.roster.base.legacy import is_bijoy_text
from participants.roster.base.reference import Reference
from participants.roster.base.repairing import repaired
from participants.roster.base.sheets import Cell
from participants.roster.base.text import as_text, digits_of, key
from participants.roster.cells.places import place_of
from participants.roster.cells.ranks import is_rank
from participants.roster.layout.heading_words import is_heading

_TOTAL = re.compile(
    r"^\s*(?:মোট|সর্বমোট|স্বাক্ষর|স্বাক্ষরিত|প্রস্তুতকারী|প্রস্তুতকারক|প্রস্তুত করেছেন|যাচাইকারী|অনুমোদনকারী|অনুলিপি|বিতরণ|"
    r"বিঃ ?দ্রঃ|বি\. ?দ্র\.?|"
    r"total|grand total|sub ?total|signature|signed|prepared by|checked by|verified by|approved by|counter ?signed|"
    r"copy to|n\.?b\.?)(?![a-zঅ-হা-ৌ])",
    re.IGNORECASE,
)
_ONLY_FOR_ORDER = {"serial", "source_row", "reason", "signature"}
_NUMBERS = {"service_number": 6, "mobile": 7}


def why_no_person(
    by_field: Mapping[str, Cell],
    cells: Iterable[Cell],
    reference: Reference,
    *,
    has_serials: bool,
    is_below_the_list: bool,
) -> str:
    """Returns "" for a row that describes a person, or why it does not: "total", "note", "section" or "heading".

    `by_field` holds the filled cells of the known columns, `cells` the whole row. A row with a service number or a
    phone is always a person.
    """
    if any(_has_digits(by_field.get(field), least) for field, least in _NUMBERS.items()):
        return ""
    texts = [(as_text(cell.value).strip(), cell.font) for cell in cells if not cell.is_blank]
    if any(_TOTAL.match(_decoded(text, font)) for text, font in texts[:3]):
        return "total"
    filled = {field: cell for field, cell in by_field.items() if field not in _ONLY_FOR_ORDER}
    if _repeats_the_headings(texts):
        return "heading"
    has_serial = "serial" in by_field and _has_digits(by_field["serial"], 1)
    if not filled or (not has_serial and (is_below_the_list or has_serials or len(filled) <= 1)):
        return "note"
    if len(filled) == 1 and _names_a_place(next(iter(filled.values())), reference):
        return "section"
    return ""


def _has_digits(cell, least):
    return cell is not None and sum(letter.isdigit() for letter in digits_of(cell.value)[0]) >= least


def _decoded(text, font):
    return repaired(text, font) or (to_unicode(text) if is_bijoy_text(text[:200], font) else text)


def _repeats_the_headings(texts):
    known = sum(1 for text, font in texts if is_heading(_decoded(text[:200], font)))
    return known >= 3 and known * 2 > len(texts)


def _names_a_place(cell, reference):
    text = _decoded(as_text(cell.value).strip(), cell.font)
    word = key(text)
    return bool(place_of(word, reference)[0] or word in reference.unit_codes or is_rank(text, reference))
