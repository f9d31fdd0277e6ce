"""Text that was saved as UTF-8 and opened as ANSI, so that each letter became two or three others: নাজমা became à¦¨à¦¾…

Undone only where it is certain: the whole text goes back to UTF-8, and gives letters of Bangla, Latin letters with accents, or
the quotation marks and dashes of printers. Text that is right never does that.
"""

import re
from functools import lru_cache

from participants.roster.base.bijoy import is_bijoy_font

# What a letter of Bangla looks like then: the bytes E0 A6 and E0 A7 in the Western code page.
_BANGLA_SPOILT = re.compile("à[¦§]|Ã[ \u00a0]Â[¦§]")
# A text without any of these letters was read as it was written.
BEGINNINGS = frozenset("àÃâÂï")
_MAY_BE_SPOILT = re.compile("à[¦§]|Ã[\u0080-\u00bfŠŒŽšœžŸƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]|â[€\u0080]|Â\u00a0|ï»¿")
# A hard space is a byte of such text too; programs make it a plain one, or drop it at the end.
_HARD_SPACE_LOST = re.compile("(?<=à[¦§])(?: |$)|(?<=Ã) (?=Â)|(?<=Â[¦§]Â)(?: |$)")
_LATIN_AND_MARKS = "\u00a0À-ÖØ-öø-ɏ\u1e00-\u1eff\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026\ufeff"
_WANTED = re.compile(f"[\x00-\x7fঀ-৿\u0964\u0965\u200c\u200d{_LATIN_AND_MARKS}]+")
_BANGLA = re.compile("[ঀ-৿]")
_MOST_TIMES = 3
# Bangla of old fonts is written in the same Western letters; one such pair may be by accident.
_FEWEST_PAIRS = 2


def repaired(text: str, font: str | None = None) -> str | None:
    """Returns a text whose UTF-8 was read as ANSI, once or several times, as it was meant; None where nothing is to be undone.

    font: that of its cell, or None. In an old Bangla font two letters may look like one with an accent by accident.
    """
    if BEGINNINGS.isdisjoint(text):
        return None
    found = _repaired(text)
    return None if found and is_bijoy_font(font) and not _BANGLA.search(found) else found


@lru_cache(maxsize=4096)
def _repaired(text):
    if not _MAY_BE_SPOILT.search(text):
        return None
    found = None
    for _time in range(_MOST_TIMES):
        undone = _undone(text)
        if undone is None:
            break
        text = undone
        if _WANTED.fullmatch(text):
            found = text
    return found if found is not None and not _BANGLA_SPOILT.search(found) else None


def is_beyond_repair(text: str) -> bool:
    """Whether a text is UTF-8 that was read as ANSI and has lost letters since, so that nobody can say what it was."""
    return (
        not BEGINNINGS.isdisjoint(text)
        and len(_BANGLA_SPOILT.findall(text)) >= _FEWEST_PAIRS
        and repaired(text) is None
    )


def _undone(text):
    """Returns the text with one reading as ANSI undone, or None."""
    for spelling in (text, _HARD_SPACE_LOST.sub("\u00a0", text)):
        try:
            return b"".join(map(_byte, spelling)).decode("utf-8") if not spelling.isascii() else None
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
    return None


def _byte(letter):
    # Five bytes have no letter in cp1252, and programs leave them as they are; so does Latin-1 with thirty-two.
    if ord(letter) < 0x100:
        return bytes((ord(letter),))
    return letter.encode("cp1252")
