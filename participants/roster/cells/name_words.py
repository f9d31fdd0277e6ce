"""The words that may come before or behind a name in its cell, by kind, and the words that names are often made of.

The kinds: "absence" (on leave), "remark" (team leader), "function" (to, be, for), "organisation" (thana), "other_force" (Major),
"nothing" (words that are no name when the cell has nothing else: vacant, name, list), "place" (districts), "rank", "number", "mark".
"""

import csv
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from participants.roster.base.reference import PLACES, shipped_rank_titles
from participants.roster.base.text import key
from participants.roster.cells.rank_words import is_abbreviation, is_qualifier

_DATA = Path(__file__).parent.parent.parent / "data"
_ENDINGS = ("ের", "তে", "কে", "র", "ে")
_SHORTEST_STEM = 3
_NUMBER = re.compile(r"^[+#(]*[0-9০-৯][0-9০-৯.,/()\-–:+]*$")
_HAS_NUMBER = re.compile("[0-9০-৯]")
_MARK = re.compile(r"^[^\w\u0980-\u09ff()]+$")
# A district that is also a given name.
_ALSO_NAMES = frozenset({key("Bhola"), key("ভোলা")})
_LETTER_NAMES = "এ বি সি ডি ই এফ জি এইচ আই জে কে এল এম এন ও পি কিউ আর এস টি ইউ ভি জেড"
_LETTERS = frozenset((*"abcdefghijklmnopqrstuvwxyz", *map(key, _LETTER_NAMES.split())))
# Ranks and medals that are also written letter by letter.
_CODES = re.compile("si|sp|dig|igp|aig|oc|bpm|ppm|ndc|psc|এসআই|এসপি|ডিআইজি|আইজিপি|এআইজি|ওসি|বিপিএম|পিপিএম|পিএইচডি")
# Medals and degrees, and their parts where they are written apart.
_MEDALS = "bpm ppm ndc psc afwc phd ph mphil বিপিএম পিপিএম এনডিসি পিএসসি এএফডব্লিউসি পিএইচডি এফসিপিএস এমফিল"
_HONOURS = frozenset(map(key, _MEDALS.split()))
# Signs without a letter before them, or several marks in a row.
_UNSOUND = re.compile(
    "(?:^|[.'’-])[\u0981-\u0983\u09bc\u09be-\u09cd\u09d7\u09e2\u09e3]|([\u0981-\u0983\u09bc\u09be-\u09cd\u09d7\u09e2\u09e3])\\1"
    "|[\u0981-\u0983\u09bc\u09be-\u09cd\u09d7\u09e2\u09e3]{4}|[.'’-]{2}"
)
_LONGEST_COMMON = 40
_REMEMBERED = 50_000
_NAMES = ("name_en", "name_bn")
# These kinds end a name; words of the others only matter where nothing else is in the cell, or in a rank.
_END_A_NAME = ("absence", "remark", "function", "organisation")
# Small words between the parts of a name.
PARTICLES = frozenset(
    map(key, ("al", "ul", "ur", "ud", "us", "un", "uz", "el", "bin", "ibn", "আল", "উল", "উর", "উদ", "উস", "বিন"))
)


@lru_cache(maxsize=1)
def _kinds() -> dict[str, str]:
    """Returns {key: kind}."""
    kinds: dict[str, str] = {}
    with (_DATA / "words_around_names.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for word in (*row["english"].split(), *row["bangla"].split()):
                kinds.setdefault(key(word), row["kind"])
    with (PLACES / "districts.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for name in (row["name_en"], row["name_bn"], *row["aliases_en"].split("|"), *row["aliases_bn"].split("|")):
                kinds.setdefault(key(name), "place")
    kinds.pop("", None)
    return {word: kind for word, kind in kinds.items() if word not in _ALSO_NAMES}


@lru_cache(maxsize=1)
def unit_abbreviations() -> frozenset[str]:
    """Returns the keys of the abbreviations of units: dmp, rab."""
    with (_DATA / "units.csv").open(encoding="utf-8", newline="") as file:
        found = {key(row["abbr"] or "") for row in csv.DictReader(file)}
    return frozenset(word for word in found if word.isascii() and len(word) >= _SHORTEST_STEM)


@lru_cache(maxsize=1)
def station_names() -> frozenset[str]:
    """Returns the keys of the names of thanas and upazilas. Some are names of people too: only beside a post they are places."""
    texts = (*_columns(_DATA / "metro_thanas.csv", _NAMES), *_columns(PLACES / "upazilas.csv", _NAMES))
    return frozenset(map(key, texts)) - {""}


@lru_cache(maxsize=1)
def name_words() -> frozenset[str]:
    """Returns the keys of the words that names are often made of, in both scripts, with their prefixes."""
    files = {
        "given_male.csv": ("roman", "bangla", "variants"),
        "given_female.csv": ("roman", "bangla", "variants"),
        "family.csv": ("roman", "bangla", "variants"),
        "prefixes.csv": ("roman", "bangla", "variants"),
        "variant_groups.csv": ("canonical_roman", "canonical_bangla", "roman_variants", "bangla_variants"),
    }
    texts = (text for name, columns in files.items() for text in _columns(_DATA / name, columns))
    return frozenset(key(word) for text in texts for word in re.split(r"[\s|]+", text)) - {""}


@lru_cache(maxsize=1)
def surnames() -> frozenset[str]:
    """Returns the keys of family names."""
    texts = _columns(_DATA / "family.csv", ("roman", "bangla", "variants"))
    return frozenset(key(name) for text in texts for name in text.split("|")) - {""}


def _columns(path, columns) -> Iterable[str]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield from (row[column] or "" for column in columns)


@lru_cache(maxsize=_REMEMBERED)
def word_key(word: str) -> str:
    """Returns the `key` of a word; cached, because names are made of few different words."""
    return key(word)


@lru_cache(maxsize=_REMEMBERED)
def kind_of(word: str) -> str:
    """Returns the kind of a word as typed, or "" for a word that may be part of any name."""
    if _NUMBER.match(word):
        return "number"
    if _MARK.match(word):
        return "function" if word == "&" else "mark"
    folded = key(word)
    kind = _kinds().get(folded, "") or _kind_of_stem(folded)
    if not kind and _HAS_NUMBER.search(word):
        return "number"
    return kind


def _kind_of_stem(word):
    """Returns the kind of a Bangla word without its case ending: থানার gives that of থানা."""
    if word.isascii():
        return ""
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _SHORTEST_STEM:
            kind = _kinds().get(stem, "")
            if kind in ("organisation", "place", "absence"):
                return kind
    return ""


def ends_a_name(kind: str) -> bool:
    """Whether a word of this kind is never part of a name."""
    return kind in _END_A_NAME or kind in ("number", "mark")


@lru_cache(maxsize=1)
def rank_words() -> frozenset[str]:
    """Returns the keys of the words that ranks and posts are made of, without single letters."""
    return shipped_rank_titles().words - _LETTERS


def is_letter(word: str) -> bool:
    """Whether a word as typed is a single letter or the Bangla name of one, as in initials."""
    return word_key(word) in _LETTERS


def spell_a_code(words: Iterable[str]) -> bool:
    """Whether the single letters among words spell a rank or a medal: S I, এস আই, B P M."""
    letters = "".join(word_key(word) for word in words if is_letter(word))
    return len(letters) > 1 and _CODES.search(letters) is not None


@lru_cache(maxsize=_REMEMBERED)
def is_rank_word(word: str) -> bool:
    """Whether a rank may begin with this word, as typed."""
    folded = key(word)
    return folded in rank_words() or is_abbreviation(folded) or is_qualifier(folded)


@lru_cache(maxsize=_REMEMBERED)
def is_common(word: str) -> bool:
    """Whether a word as typed is of no kind at all and has sound letters, so that a name of such words needs no closer look."""
    parts = [part for part in re.split(r"[-–—/.']+", word) if part]
    if not parts or _UNSOUND.search(word) or len(word) > _LONGEST_COMMON:
        return False
    return not any(kind_of(part) or is_rank_word(part) or key(part) in _HONOURS for part in (word, *parts))


@lru_cache(maxsize=_REMEMBERED)
def is_in_names(word: str) -> bool:
    """Whether a word as typed is one that names are often made of."""
    return key(word) in name_words()
