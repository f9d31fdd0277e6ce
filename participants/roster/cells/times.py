"""What stands beside a date and is none: the time, the zone and the day of the week, as forms and programs write them."""

import re

_MINUTES_AHEAD = 6 * 60
_DAY = 24 * 60
_WEEKDAY = re.compile(
    r"\(?\b(?:sun|mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?)(?:day)?\b\)?\.?,?"
    r"|\(?(?:রবি|সোম|মঙ্গল|বুধ|বৃহস্পতি|বৃহঃ|শুক্র|শনি)\s?(?:বার)?(?=[\s,)]|$)\)?,?",
    re.IGNORECASE,
)
_PART_OF_DAY = "(?:ভোর|সকাল|দুপুর|বিকাল|বিকেল|সন্ধ্যা|রাত|পূর্বাহ্ণ|পূর্বাহ্ন|অপরাহ্ণ|অপরাহ্ন)"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?"
# With a point, or an hour alone, it is a time only beside a word that says so.
_HOUR = rf"(?:{_CLOCK}|\d{{1,2}}(?:\.\d{{2}})?|\d{{4}})"
_MINUTES = r"(?:\s*\d{1,2}\s*মিনিট)?"
_BEHIND = "(?:টা[\u09af\u09bc\u09df]*|ঘটিকা[\u09af\u09bc\u09df]*|মিনিট)"
_HALF = r"(?:\s*[ap]\.?\s?m\b\.?)"
_ZONE = (
    r"(?:\s*(?:(?:UTC|GMT)[+\-]\d{1,2}(?::?\d{2})?|[+\-]\d{2}(?::?\d{2})?|UTC|GMT|BDT|BST|Z)(?![0-9A-Za-z]))?"
    r"(?:\s*(?:\[[^\]]*\]|\([^)]*\)))?"
)
_TIME = re.compile(
    rf"(?:(?<=\d)T|,?\s*(?:\bat|@)?\s*(?<!\d)){_CLOCK}{_HALF}?(?:\s*{_BEHIND})?{_MINUTES}{_ZONE}"
    rf"|(?<=\d{{8}})T\d{{4,6}}{_ZONE}"
    rf"|,?\s*(?:\bat|@)?\s*\b{_HOUR}(?:{_HALF}|\s*(?:hrs|hours)\b){_ZONE}"
    rf"|,?\s*{_PART_OF_DAY}\s*{_HOUR}(?:\s*{_BEHIND})?{_MINUTES}"
    rf"|,?\s*{_HOUR}\s*{_BEHIND}{_MINUTES}",
    re.IGNORECASE,
)
_INSTANT = re.compile(
    r"(?<!\d)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?\s*(?P<half>[ap]\.?\s?m\b\.?)?\s*"
    r"(?:Z|UTC|GMT)?(?P<zone>(?<=[ZCT])(?![+\-\d])|[+\-]\d{1,2}(?::?\d{2})?)(?![\d/.\-])",
    re.IGNORECASE,
)
# A zone without a time, as XML writes dates: 2012-03-14+06:00.
_ZONED_DATE = re.compile(r"^(\d{4}-\d{2}-\d{2})(?:Z|[+\-]\d{2}:?\d{2})$", re.IGNORECASE)
# A time with points behind a whole date: 14-03-2012 00.00.00.
_POINTED = re.compile(r"(?<=\d{4}) +\d{1,2}\.\d{2}\.\d{2}$")
_MAY_HAVE_TIME = re.compile(
    r":|\d\.\d{2}\.\d{2}$|\d[zZ]$|\d\s*[ap]\.?\s?m\b|hrs|hours|টা|ঘটিকা|সকাল|দুপুর|বিক|রাত|ভোর|সন্ধ্যা|\dT\d|day|\b(?:sun|mon|tue|wed|thu|fri|sat)"
    "|রবি|সোম|মঙ্গল|বুধ|বৃহ|শুক্র|শনি",
    re.IGNORECASE,
)


def without_time(text: str) -> str:
    """Returns the text of a date without time, zone and day of the week. text: with digits of English."""
    if not _MAY_HAVE_TIME.search(text):
        return text
    text = _POINTED.sub("", _ZONED_DATE.sub(r"\1", text))
    bare = _TIME.sub(" ", _WEEKDAY.sub(" ", text))
    return " ".join(bare.split()).strip(" ,")


def days_ahead(text: str) -> int:
    """Returns by how many days the clock of Bangladesh is ahead of the date that is written, for a time with a zone; else 0.

    text: such as 2012-03-13T18:00:00Z, which programs write for midnight of the 14th (1). Midnight where it was written is a date
    without a time (0).
    """
    found = _INSTANT.search(text)
    if not found:
        return 0
    minutes = int(found["hour"]) % (12 if found["half"] else 24) * 60 + int(found["minute"])
    if found["half"] and found["half"][0] in "pP":
        minutes += 12 * 60
    if not minutes and int(found["second"] or 0) == 0:
        return 0
    return (minutes - _minutes_of(found["zone"]) + _MINUTES_AHEAD) // _DAY


def _minutes_of(zone):
    """Returns the minutes that a zone is ahead of UTC; "" is UTC."""
    if not zone:
        return 0
    hours, minutes = zone[1:].replace(":", "")[:-2] or zone[1:], zone[-2:] if len(zone) > len("+06") else "0"
    return (int(hours) * 60 + int(minutes)) * (-1 if zone[0] == "-" else 1)
