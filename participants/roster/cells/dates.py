"""Parses dates in digits and words of both scripts, with and without times, and serial numbers of Excel. Never guesses a calendar.

Figures are read day first, as Bangladesh writes them, unless other cells of the column can only be read month first: see
`order_of`.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from accounts.text.localised_text import digits as digits_in
from participants.roster.base.problems import Problem, problem
from participants.roster.base.text import digits_of, is_placeholder
from participants.roster.cells.times import days_ahead, without_time
from programmes.workbooks.cell_text import as_text

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january জানুয়ারি জানুয়ারী জানু",
            "feb february ফেব্রুয়ারি ফেব্রুয়ারী ফেব্রু",
            "mar march মার্চ",
            "apr april এপ্রিল",
            "may মে",
            "jun june জুন",
            "jul july জুলাই",
            "aug august আগস্ট আগষ্ট অগাস্ট",
            "sep sept september সেপ্টেম্বর সেপ্টে",
            "oct october অক্টোবর অক্টো",
            "nov november নভেম্বর নভে",
            "dec december ডিসেম্বর ডিসে",
        ),
        1,
    )
    for name in names.split()
}
_OTHER_CALENDAR = re.compile(
    "বৈশাখ|জ্যৈষ্ঠ|জৈষ্ঠ|আষাঢ়|শ্রাবণ|শ্রাবন|ভাদ্র|আশ্বিন|কার্তিক|অগ্রহায়ণ|অগ্রহায়ন|পৌষ|মাঘ|ফাল্গুন|চৈত্র|বঙ্গাব্দ|হিজরি|হিজরী|"
    "মুহাররম|মহররম|রবিউল|জমাদি|রজব|শাবান|রমজান|শাওয়াল|জিলকদ|জিলহজ|hijri|bangabda",
    re.IGNORECASE,
)
_SUFFIX = re.compile(
    r"(?:খ্রিস্টাব্দ|খ্রিষ্টাব্দ|খ্রিঃ|খ্রি\.?|খৃঃ|খৃ\.?|ইংরেজি|ইংরেজী|ইং\.?|সাল|তারিখ|\bA\.?D\b\.?)\s*[।.]?\s*$", re.IGNORECASE
)
_ORDINAL = re.compile(r"(?<=\d)\s*(?:st|nd|rd|th|লা|রা|ঠা|শে|ই|ম)(?=[\s,.\-/]|$)", re.IGNORECASE)
_FIGURES = re.compile(r"^(\d{1,4})\s*[./\-–—,। ]\s*(\d{1,2})\s*[./\-–—,। ]\s*(\d{1,4})\.?$")
_DAY_MONTH = re.compile(r"^(\d{1,2})\s*[./\-–—, ]*\s*([A-Za-zঀ-৿]+)\.?\s*[./\-–—,' ]*\s*(\d{4}|\d{2})$")
_MONTH_DAY = re.compile(r"^([A-Za-zঀ-৿]+)\.?[\s\-]*(\d{1,2})\s*[,\-]?\s*(\d{4})$")
_YEAR_MONTH = re.compile(r"^(\d{4})[\s\-./,]*([A-Za-zঀ-৿]+)\.?[\s\-./,]*(\d{1,2})$")
_WHOLE = re.compile(r"(\d+)(?:\.\d+)?")
# Two figures of which either may be the day, before a year.
_EITHER = re.compile(r"(?<![\d./\-])(\d{1,2})\s*[./\-–—]\s*(\d{1,2})\s*[./\-–—]\s*(?:\d{4}|\d{2})(?!\d)")
# How a heading says it: (mm/dd/yyyy), month-day-year.
_SAYS_MONTH_FIRST = re.compile(
    r"(?<![a-z])(?:m{1,3}\W{1,3}d{1,2}\W{1,3}y|month\W{1,3}da(?:y|te)\W{1,3}year)|মাস\W{1,3}(?:দিন|তারিখ)\W{1,3}(?:বছর|সাল|বৎসর)",
    re.IGNORECASE,
)
_MONTHS_OF_YEAR = 12
_LAST_DAY = 31
DAY_FIRST, MONTH_FIRST, UNCLEAR = "day", "month", "unclear"
EXCHANGED = " exchanged"
# Fewer dates may all be of the first days of a month by accident.
_FEWEST_DATES = 2
# One date in so many with the month first is a slip of the hand, and no second way of writing.
_SLIPS = 20
_FIRST_SERIAL, _LAST_SERIAL = 7_000, 80_000
_LONGEST = 90
_OLDEST, _NEWEST = 1930, 2079
# Below this, two figures are a year of this century.
_CENTURY_TURNS_AT = 40
_OTHER_CALENDAR_YEARS = range(1300, 1500)


class Order(NamedTuple):
    """The order of day and month in a column: DAY_FIRST, MONTH_FIRST or UNCLEAR, with EXCHANGED behind it, see `order_of`.

    days, months: texts that can only be the one. dates: cells that are stored as dates.
    """

    order: str = DAY_FIRST
    days: int = 0
    months: int = 0
    dates: int = 0


def order_of(values: Iterable[object], heading: str = "") -> Order:
    """Returns the Order of day and month that the cells of a column show together, and the text of its heading.

    MONTH_FIRST where some can only be read so and none only the other way; UNCLEAR where both kinds are in one column. EXCHANGED
    where all texts can be read in only one way and all dates in both: a program with the other order made dates of what it could
    read, the wrong ones, and left the rest as text. A heading that says "mm/dd/yyyy" counts like one date with the month first.
    """
    days = months = either = dates = late = 0
    for value in values:
        if isinstance(value, str):
            only = _only_order(value)
            days += only == DAY_FIRST
            months += only == MONTH_FIRST
            either += only == UNCLEAR
        elif isinstance(value, date):
            dates += 1
            late += value.day > _MONTHS_OF_YEAR
    order = DAY_FIRST
    if (months and months * _SLIPS > days) or says_month_first(heading):
        order = UNCLEAR if days else MONTH_FIRST
    if days + months and not either and not late and dates >= _FEWEST_DATES:
        order += EXCHANGED
    return Order(order, days, months, dates)


def says_month_first(heading: str) -> bool:
    """Whether the text of a heading asks for dates with the month first: "Joining date (mm/dd/yyyy)"."""
    return _SAYS_MONTH_FIRST.search(heading) is not None


@lru_cache(maxsize=8192)
def _only_order(text):
    """Returns the only order in which a text of figures can be a date, UNCLEAR where both are possible, None for other texts."""
    found = _EITHER.search(digits_in(text, "en"))
    if not found:
        return None
    first, second = int(found.group(1)), int(found.group(2))
    if _MONTHS_OF_YEAR < first <= _LAST_DAY and 0 < second <= _MONTHS_OF_YEAR:
        return DAY_FIRST
    if not 0 < first <= _MONTHS_OF_YEAR or not 0 < second <= _LAST_DAY:
        return None
    return MONTH_FIRST if second > _MONTHS_OF_YEAR else UNCLEAR


def read_date(value: object, about: str, order: str = DAY_FIRST) -> tuple[str | None, list[Problem]]:
    """Returns (ISO date or None, problems) for a cell; `about` names the field. An empty cell gives (None, []).

    order: that of the column. Where it is not day first, figures that can be read both ways wait for a person.
    """
    if isinstance(value, datetime | date):
        return _stored_date(value.date() if isinstance(value, datetime) else value, about, order)
    order = order.removesuffix(EXCHANGED)
    text, had_bangla = digits_of(value)
    text = text.rstrip("ঃ:")
    if not text or is_placeholder(text):
        return None, []
    problems = [problem("BN_DIGITS", about)] if had_bangla else []
    seen = as_text(value).strip()[:40]
    if _FIGURES.match(text):
        # Nearly all dates; nothing else is to be taken off them.
        found, more = _read(text, about, order, seen)
        return found, [*problems, *more]
    if len(text) > _LONGEST:
        return None, [*problems, problem("DATE_NOT_UNDERSTOOD", about, seen=seen)]
    if _OTHER_CALENDAR.search(text):
        return None, [*problems, problem("DATE_BANGLA_CALENDAR", about, seen=seen)]
    found, more = _read(_ORDINAL.sub("", _SUFFIX.sub("", without_time(text)).strip()).strip(), about, order, seen)
    if found and (ahead := days_ahead(text)):
        found = (date.fromisoformat(found) + timedelta(days=ahead)).isoformat()
        more = [*more, problem("DATE_OF_OTHER_CLOCK", about, seen=seen, after=found)]
    return found, [*problems, *more]


def _stored_date(day, about, order):
    if order.endswith(EXCHANGED) and day.day <= _MONTHS_OF_YEAR and day.day != day.month:
        other = day.replace(month=day.day, day=day.month).isoformat()
        return None, [problem("DATE_EXCHANGED", about, suggestion=other, first=day.isoformat(), second=other)]
    return _sane(day, about, [problem("EXCEL_DATE", about)])


def _read(text, about, order, seen):
    """Returns (ISO date or None, problems) for a date without its time."""
    if (number := _WHOLE.fullmatch(text)) and (text.removesuffix(".0").isdecimal() or _is_serial(number.group(1))):
        return _from_number(number.group(1), about, [], seen)
    if figures := _FIGURES.match(text):
        first, second, third = figures.groups()
        if order != DAY_FIRST and (unclear := _unclear(first, second, third, about, order, seen)):
            return None, [unclear]
        return _from_figures(first, second, third, about, [], seen)
    for pattern, places in ((_DAY_MONTH, (0, 1, 2)), (_MONTH_DAY, (1, 0, 2)), (_YEAR_MONTH, (2, 1, 0))):
        if words := pattern.match(text):
            day, month, year = (words.groups()[place] for place in places)
            if month.lower() in _MONTHS:
                return _from_figures(day, str(_MONTHS[month.lower()]), year, about, [], seen)
    return None, [problem("DATE_NOT_UNDERSTOOD", about, seen=seen)]


def _is_serial(digits):
    return len(digits) == len(str(_LAST_SERIAL)) and _FIRST_SERIAL <= int(digits) <= _LAST_SERIAL


def _unclear(first, second, third, about, order, seen):  # noqa: PLR0917 -- three numbers in their order
    """Returns the problem of figures that can be read with the day or with the month first; None for others."""
    if not (len(first) <= len("31") and 0 < int(first) <= _MONTHS_OF_YEAR and 0 < int(second) <= _MONTHS_OF_YEAR):
        return None
    if int(first) == int(second):
        return None
    day_first, _problems = _from_figures(first, second, third, about, [], seen)
    month_first, _problems = _from_figures(second, first, third, about, [], seen)
    if not day_first or not month_first:
        return None
    suggestion = month_first if order == MONTH_FIRST else None
    return problem("DATE_DAY_OR_MONTH", about, suggestion=suggestion, seen=seen, first=day_first, second=month_first)


def _from_number(digits, about, problems, seen):
    if _is_serial(digits):
        day = date(1899, 12, 30) + timedelta(days=int(digits))
        return _sane(day, about, [*problems, problem("EXCEL_SERIAL_DATE", about, seen=digits, after=day.isoformat())])
    if len(digits) == len("20080115") and _OLDEST <= int(digits[:4]) <= _NEWEST:
        return _from_figures(digits[:4], digits[4:6], digits[6:], about, problems, seen)
    return None, [*problems, problem("DATE_NOT_UNDERSTOOD", about, seen=seen)]


def _from_figures(first, second, third, about, problems, seen):  # noqa: PLR0917 -- three numbers in their order
    if len(first) > len("31"):
        year, month, day = int(first), int(second), int(third)
    else:
        day, month, year = int(first), int(second), int(third)
    if len(third) <= len("08") and len(first) <= len("31"):
        year += 2000 if year < _CENTURY_TURNS_AT else 1900
        short = True
    else:
        short = False
    if year in _OTHER_CALENDAR_YEARS:
        return None, [*problems, problem("DATE_BANGLA_CALENDAR", about, seen=seen)]
    try:
        found = date(year, month, day)
    except ValueError:
        return None, [*problems, _impossible(year, month, day, about, seen)]
    if short:
        problems = [*problems, problem("DATE_2DIGIT_YEAR", about, after=found.isoformat())]
    return _sane(found, about, problems)


def _impossible(year, month, day, about, seen):
    try:
        swapped = date(year, day, month)
    except ValueError:
        return problem("DATE_IMPOSSIBLE", about, seen=seen)
    return problem("DATE_MONTH_FIRST", about, suggestion=swapped.isoformat(), seen=seen)


def _sane(found, about, problems):
    if not _OLDEST <= found.year <= _NEWEST:
        return None, [*problems, problem("DATE_UNLIKELY", about, after=found.isoformat())]
    return found.isoformat(), problems
