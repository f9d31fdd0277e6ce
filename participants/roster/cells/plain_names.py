"""A fast path for names that need no change: they consist of plain words only.

A list of a hundred thousand names has a few thousand different words. Each word is checked once, with the same rules as whole
names (`names`, `text`, `legacy`); a name of several plain words parses to itself. All other cells are parsed completely.
"""

import re
import unicodedata

from participants.roster.base.bijoy import to_bijoy
from participants.roster.base.legacy import bijoy_score
from participants.roster.base.text import clean
from participants.roster.cells.name_words import is_common, is_letter
from participants.roster.cells.names import Name, name

_LONGEST = 200
_FEWEST_WORDS = 2
_MOST_REMEMBERED = 100_000
# Shorter words may be parts of medals and degrees that are written apart: B P M, Ph D.
_ENGLISH = re.compile(r"(?:[A-Za-z][a-z'-]*[A-Za-z]{2}|Md)\.?")
_BANGLA = re.compile(
    "[\u0985-\u09a8\u09aa-\u09b9\u09bc-\u09ce][\u0981-\u0983\u0985-\u09a8\u09aa-\u09b9\u09bc-\u09ce\u09d7]+"
)
_QUIET = {"NAME_PREFIX", "NAME_PREFIX_VARIANT"}


class PlainNames:
    """A cache of the plain words of one script ("en" or "bn"). The two instances below are shared by all tables."""

    def __init__(self, script):
        self._script = script
        self._plain, self._others = set(), set()

    def has(self, text: str) -> bool:
        """Whether a name parses to itself: `names.name` would return the same text without a problem."""
        if len(text) > _LONGEST:
            return False
        words = text.split(" ")
        if len(words) < _FEWEST_WORDS:
            return False
        if self._plain.issuperset(words):
            return True
        if not self._others.isdisjoint(words):
            return False
        if len(self._plain) + len(self._others) > _MOST_REMEMBERED:
            self._plain, self._others = set(), set()
        for word in words:
            (self._plain if self._is_plain(word) else self._others).add(word)
        return self._plain.issuperset(words)

    def _is_plain(self, word):
        pattern, other = (_ENGLISH, "Rahim") if self._script == "en" else (_BANGLA, "রহিম")
        if not pattern.fullmatch(word) or is_letter(word) or not is_common(word) or len(set(word.casefold())) < 2:
            return False
        # The scores of words add up: words that all score for one alphabet decide it for the name.
        score = bijoy_score(word) if self._script == "en" else -bijoy_score(to_bijoy(word))
        if score >= 0 or unicodedata.normalize("NFC", word) != word:
            return False
        places = (f"{word} {other}", f"{other} {word}")
        return all(_reads_as_itself(text, self._script) for text in places)


def _reads_as_itself(text, script):
    cleaned, text_problems = clean(text, "name")
    read, name_problems = name(cleaned, "name")
    expected = Name(name_en=text) if script == "en" else Name(name_bn=text)
    return cleaned == text and read == expected and {one.code for one in (*text_problems, *name_problems)} <= _QUIET


ENGLISH, BANGLA = PlainNames("en"), PlainNames("bn")
