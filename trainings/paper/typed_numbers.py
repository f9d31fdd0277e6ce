"""Reads what somebody types from a signed sheet: "1-12 14 17 late 20". Pure: no database.

Numbers before the first word are present. A word says what the numbers after it are. Bangla digits and words are read, too.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.translation import gettext as _

from accounts.text.localised_text import digits
from accounts.text.sentences import numbers
from trainings.models import Mark

LONGEST = 2000
HIGHEST = 9999
_WORDS = {
    Mark.PRESENT: ("present", "p", "উপস্থিত"),
    Mark.LATE: ("late", "l", "দেরি", "দেরিতে"),
    Mark.EXCUSED: ("excused", "e", "ছুটি", "ছুটিতে"),
    Mark.ABSENT: ("absent", "a", "অনুপস্থিত", "নেই"),
}
_MARKS = {word: mark for mark, words in _WORDS.items() for word in words}
_IN_BANGLA = {mark.value: words[2] for mark, words in _WORDS.items()}
_HYPHEN = re.compile(r"\s*[-‐‑‒–—−~]\s*")
_BETWEEN = re.compile(r"[\s,;:।،/]+")
_NUMBER = re.compile(r"([0-9]{1,4})(?:-([0-9]{1,4}))?", re.ASCII)


@dataclass(frozen=True)
class Typed:
    """What was typed. marks: {number: Mark}. problems: sentences; with one of them nothing can be written."""

    marks: dict[int, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


def read_numbers(text: str, *, ticked: Iterable[int] = ()) -> Typed:
    """Returns the Typed of a text. ticked: numbers that were tapped; they are present unless the text says more of them."""
    text = _plain(text)
    if len(text) > LONGEST:
        return Typed(problems=(_("The text is too long: at most %(most)s letters.") % numbers(most=LONGEST),))
    marks: dict[int, str] = {}
    problems, mark = [], Mark.PRESENT
    for part in filter(None, _BETWEEN.split(text)):
        if part in _MARKS:
            mark = _MARKS[part]
            continue
        found = _numbers_in(part)
        if not found:
            problems.append(_("“%(part)s” is no number and no word that is known here.") % {"part": part[:40]})
        problems += [_twice(number) for number in found if marks.setdefault(number, mark.value) != mark.value]
    return Typed(dict.fromkeys(ticked, Mark.PRESENT.value) | marks, tuple(dict.fromkeys(problems)))


def _twice(number):
    return _("Number %(number)s stands there twice, with two marks.") % numbers(number=number)


def as_text(marks: dict[int, str]) -> str:
    """Returns marks as they could have been typed, in order: {1: "present", 2: "present", 20: "late"} → "1-2 late 20"."""
    parts = []
    for mark in Mark:
        of_mark = sorted(number for number, given in marks.items() if given == mark)
        if of_mark and mark != Mark.PRESENT:
            parts.append(mark.value)
        parts += [_span([number for _at, number in run]) for run in _runs(of_mark)]
    return " ".join(parts)


def spoken(text: str, language: str) -> str:
    """Returns a text of `as_text` in the words and digits of a language ("en" or "bn"), in which it can be typed, too."""
    if language != "bn":
        return text
    return digits(" ".join(_IN_BANGLA.get(part, part) for part in text.split(" ")), language)


def _plain(text):
    letters = unicodedata.normalize("NFC", text).casefold()
    digits = (str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in letters)
    return _HYPHEN.sub("-", "".join(digits)).strip()


def _numbers_in(part):
    found = _NUMBER.fullmatch(part)
    if not found:
        return range(0)
    first, last = int(found[1]), int(found[2] or found[1])
    return range(first, last + 1) if 0 < first <= last <= HIGHEST else range(0)


def _runs(ordered):
    for _key, run in groupby(enumerate(ordered), lambda pair: pair[1] - pair[0]):
        yield list(run)


def _span(run):
    return str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}"
