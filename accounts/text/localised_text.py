"""Numbers, dates and times as people write them in English and in Bangla. Pure functions; `language` is "en" or "bn".

Dates and times are written as given: an aware datetime is first brought to the clock of Dhaka (settings.TIME_ZONE).
Serials, session codes and service numbers are not for these: they stay in English digits in both languages.
"""

import datetime as dt
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

_TO_BANGLA = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")
_TO_ENGLISH = str.maketrans("০১২৩৪৫৬৭৮৯", "0123456789")

_MONTHS = (
    ("January", "জানুয়ারি"),
    ("February", "ফেব্রুয়ারি"),
    ("March", "মার্চ"),
    ("April", "এপ্রিল"),
    ("May", "মে"),
    ("June", "জুন"),
    ("July", "জুলাই"),
    ("August", "আগস্ট"),
    ("September", "সেপ্টেম্বর"),
    ("October", "অক্টোবর"),
    ("November", "নভেম্বর"),
    ("December", "ডিসেম্বর"),
)
_WEEKDAYS = (
    ("Monday", "সোমবার"),
    ("Tuesday", "মঙ্গলবার"),
    ("Wednesday", "বুধবার"),
    ("Thursday", "বৃহস্পতিবার"),
    ("Friday", "শুক্রবার"),
    ("Saturday", "শনিবার"),
    ("Sunday", "রবিবার"),
)
# From this hour on the day has this name. The page that checks without a network writes times by them, too.
PARTS_OF_DAY = ((20, "রাত"), (18, "সন্ধ্যা"), (15, "বিকাল"), (12, "দুপুর"), (6, "সকাল"), (4, "ভোর"), (0, "রাত"))
_BANGLA_ORDINALS = {1: "ম", 2: "য়", 3: "য়", 4: "র্থ", 5: "ম", 6: "ষ্ঠ", 7: "ম", 8: "ম", 9: "ম", 10: "ম"}


def _is_bangla(language: str | None) -> bool:
    return (language or "").startswith("bn")


def digits(text: object, language: str | None) -> str:
    """Returns the text with its digits in the digits of the language; everything else stays."""
    return str(text).translate(_TO_BANGLA if _is_bangla(language) else _TO_ENGLISH)


def number_text(n: int | float | Decimal, language: str | None) -> str:
    """Returns a number (int, Decimal or float) with its groups: 128,400 in English, ১,২৮,৪০০ (lakh) in Bangla."""
    whole, point, fraction = str(n).partition(".")
    sign, whole = ("−", whole[1:]) if whole.startswith("-") else ("", whole)
    tail, rest = whole[-3:], whole[:-3]
    step = 2 if _is_bangla(language) else 3
    groups = [tail]
    while rest:
        groups.insert(0, rest[-step:])
        rest = rest[:-step]
    return digits(sign + ",".join(groups) + point + fraction, language)


def ordinal_text(n: int, language: str | None) -> str:
    """Returns 1st 2nd 3rd … in English, ১ম ২য় ৩য় ৪র্থ ৫ম ৬ষ্ঠ … ১১তম in Bangla, for n from 1."""
    if _is_bangla(language):
        return digits(n, language) + _BANGLA_ORDINALS.get(n, "তম")
    ending = "th" if 11 <= n % 100 <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def day_number_text(n: int, language: str | None) -> str:
    """Returns the number of a day of a session as it stands beside the word for day: day 2, ২য় দিন."""
    return ordinal_text(n, language) if _is_bangla(language) else str(n)


def month_text(month: int, language: str | None) -> str:
    """Returns the name of a month, 1 to 12."""
    return _MONTHS[month - 1][_is_bangla(language)]


def weekday_text(date: dt.date, language: str | None) -> str:
    """Returns the name of the day of the week."""
    return _WEEKDAYS[_local(date).weekday()][_is_bangla(language)]


def date_text(date: dt.date, language: str | None) -> str:
    """Returns "17 June 2025" or "১৭ জুন ২০২৫"."""
    date = _local(date)
    return digits(f"{date.day} {month_text(date.month, language)} {date.year}", language)


def date_range_text(start: dt.date, end: dt.date | None, language: str | None) -> str:
    """Returns "17–19 June 2025" or "২৮ সেপ্টেম্বর – ২ অক্টোবর ২০২৫"; the common part of both dates is written once."""
    start, end = _local(start), _local(end or start)
    if start == end:
        return date_text(start, language)
    if start.year != end.year:
        return f"{date_text(start, language)} – {date_text(end, language)}"
    if start.month != end.month:
        return digits(f"{start.day} {month_text(start.month, language)} – ", language) + date_text(end, language)
    return digits(f"{start.day}–", language) + date_text(end, language)


def time_text(time: dt.time | dt.datetime, language: str | None) -> str:
    """Returns the time of a time or datetime: "14:30" in English, "দুপুর ২:৩০" (part of the day, 12 hours) in Bangla."""
    if isinstance(time, datetime) and timezone.is_aware(time):
        time = timezone.localtime(time)
    if not _is_bangla(language):
        return f"{time:%H:%M}"
    part = next(name for since, name in PARTS_OF_DAY if time.hour >= since)
    return f"{part} {digits(f'{time.hour % 12 or 12}:{time:%M}', language)}"


def _local(date: dt.date) -> dt.date:
    """Returns the calendar day of a date or datetime."""
    if isinstance(date, datetime):
        return (timezone.localtime(date) if timezone.is_aware(date) else date).date()
    return date
