"""Parses dates: day first, in digits and words of both scripts, and serial numbers of Excel. Never guesses a calendar."""

import re
from datetime import date, datetime, timedelta

from participants.roster.base.problems import Problem, problem
from participants.roster.base.text import as_text, digits_of, is_placeholder

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
    r"(?:খ্রিস্টাব্দ|খ্রিষ্টাব্দ|খ্রিঃ|খ্রি\.?|খৃঃ|খৃ\.?|ইংরেজি|ইংরেজী|ইং\.?|সাল|\bA\.?D\b\.?)\s*[।.]?\s*$", re.IGNORECASE
)
_ORDINAL = re.compile(r"(?<=\d)\s*(?:st|nd|rd|th|লা|রা|ঠা|শে|ই|ম)(?=[\s,.\-/]|$)", re.IGNORECASE)
_FIGURES = re.compile(r"^(\d{1,4})\s*[./\-–—,। ]\s*(\d{1,2})\s*[./\-–—,। ]\s*(\d{1,4})\.?$")
_WITH_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?$")
_DAY_MONTH = re.compile(r"^(\d{1,2})\s*[./\-–—, ]*\s*([A-Za-zঀ-৿]+)\.?\s*[./\-–—,' ]*\s*(\d{4}|\d{2})$")
_MONTH_DAY = re.compile(r"^([A-Za-zঀ-৿]+)\.?\s*(\d{1,2})\s*,?\s*(\d{4})$")
_FIRST_SERIAL, _LAST_SERIAL = 7_000, 80_000
_LONGEST = 60
_OLDEST, _NEWEST = 1930, 2079
# Below this, two figures are a year of this century.
_CENTURY_TURNS_AT = 40
_OTHER_CALENDAR_YEARS = range(1300, 1500)


def read_date(value: object, about: str) -> tuple[str | None, list[Problem]]:  # noqa: PLR0911 -- one return per format
    """Returns (ISO date or None, problems) for a cell; `about` names the field. An empty cell gives (None, [])."""
    if isinstance(value, datetime | date):
        return _sane(value.date() if isinstance(value, datetime) else value, about, [problem("EXCEL_DATE", about)])
    text, had_bangla = digits_of(value)
    text = text.rstrip("ঃ:")
    if not text or is_placeholder(text):
        return None, []
    problems = [problem("BN_DIGITS", about)] if had_bangla else []
    seen = as_text(value).strip()[:40]
    if len(text) > _LONGEST:
        return None, [*problems, problem("DATE_NOT_UNDERSTOOD", about, seen=seen)]
    if _OTHER_CALENDAR.search(text):
        return None, [*problems, problem("DATE_BANGLA_CALENDAR", about, seen=seen)]
    text = _ORDINAL.sub("", _SUFFIX.sub("", _WITH_TIME.sub("", text)).strip()).strip()
    if text.removesuffix(".0").isdecimal():
        return _from_number(text.removesuffix(".0"), about, problems, seen)
    if figures := _FIGURES.match(text):
        first, second, third = figures.groups()
        return _from_figures(first, second, third, about, problems, seen)
    if (words := _DAY_MONTH.match(text)) and words.group(2).lower() in _MONTHS:
        day, month, year = words.groups()
        return _from_figures(day, str(_MONTHS[month.lower()]), year, about, problems, seen)
    if (words := _MONTH_DAY.match(text)) and words.group(1).lower() in _MONTHS:
        month, day, year = words.groups()
        return _from_figures(day, str(_MONTHS[month.lower()]), year, about, problems, seen)
    return None, [*problems, problem("DATE_NOT_UNDERSTOOD", about, seen=seen)]


def _from_number(digits, about, problems, seen):
    if _FIRST_SERIAL <= int(digits) <= _LAST_SERIAL and len(digits) == len(str(_LAST_SERIAL)):
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
