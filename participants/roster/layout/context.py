"""Facts in the titles above a list: the days of the session and the region."""

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from accounts.text.localised_text import digits
from participants.roster.base.reference import Reference
from participants.roster.base.text import key
from participants.roster.cells.dates import read_date

_MONTH = "([A-Za-zঀ-৿]{2,})"
_DAY = r"(\d{1,2})(?:st|nd|rd|th|লা|রা|ঠা|শে|ই)?"
_DASH = r"\s*(?:[-–—]|to|হতে|থেকে|to)\s*"
_ONE_MONTH = re.compile(rf"{_DAY}{_DASH}{_DAY}\s*{_MONTH}\.?,?\s*(\d{{4}})", re.IGNORECASE)
_TWO_MONTHS = re.compile(
    rf"{_DAY}\s*{_MONTH}\.?,?\s*(\d{{4}})?{_DASH}{_DAY}\s*{_MONTH}\.?,?\s*(\d{{4}})", re.IGNORECASE
)
_ONE_DAY = re.compile(rf"{_DAY}\s*{_MONTH}\.?,?\s*(\d{{4}})", re.IGNORECASE)
_FIGURES = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}-\d{2}-\d{2}")
_REGION = re.compile("region|রিজিয়ন|অঞ্চল", re.IGNORECASE)
_OFFICE = re.compile("office|কার্যালয়|অফিস", re.IGNORECASE)
_WORD = re.compile("[A-Za-zঀ-৿']+")


class Context(NamedTuple):
    """`dates` are the first and the last day (ISO dates) or None; `divisions` the codes of the divisions it is for."""

    dates: tuple[str, str] | None = None
    divisions: frozenset[str] = frozenset()


def read_context(titles: Sequence[str], reference: Reference) -> Context:
    """Returns the `Context` that the title lines above a list give."""
    dates = next((found for line in titles if (found := _dates(digits(line, "en")))), None)
    divisions: set[str] = set()
    for line in titles:
        if _REGION.search(line) and not _OFFICE.search(line):
            codes = (reference.division_codes.get(key(word)) for word in _WORD.findall(line))
            divisions.update(code for code in codes if code)
    return Context(dates, frozenset(divisions))


def _dates(line):
    """Returns the first and the last day that a line names, or None."""
    if found := _TWO_MONTHS.search(line):
        day, month, year, last_day, last_month, last_year = found.groups()
        days = _ordered(_day(day, month, year or last_year), _day(last_day, last_month, last_year))
        if days:
            return days
    if found := _ONE_MONTH.search(line):
        day, last_day, month, year = found.groups()
        return _ordered(_day(day, month, year), _day(last_day, month, year))
    if found := _ONE_DAY.search(line):
        only = _day(*found.groups())
        return _ordered(only, only)
    figures = [read_date(text, "title")[0] for text in _FIGURES.findall(line)[:2]]
    return _ordered(figures[0], figures[-1]) if figures else None


def _day(day, month, year):
    return read_date(f"{day} {month} {year}", "title")[0]


def _ordered(first, last):
    if not first or not last or date.fromisoformat(first) > date.fromisoformat(last):
        return None
    return first, last
