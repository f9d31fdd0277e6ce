"""How alike two names are: variants of one name made equal, and the bare sounds of both scripts compared."""

import csv
import re
import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path

from participants.roster.text import key

_GROUPS = Path(__file__).parent.parent / "data" / "variant_groups.csv"
_WORDS = re.compile(r"[\s.\-,()]+")
_NOTE = re.compile(r"\([^)]*\)")
# They stand in every second name and tell nobody apart.
_PREFIXES = {"mohammad", "mosammat"}
_BANGLA_SOUNDS = {
    letter: sound
    for sound, letters in {
        "k": "কখ", "g": "গঘ", "n": "ঙঞণনং", "c": "চছ", "j": "জঝয", "t": "টঠতথৎ", "d": "ডঢদধ", "p": "প", "f": "ফ",
        "b": "বভ", "m": "ম", "r": "র", "l": "ল", "s": "শষস", "h": "হ", "a": "অআইঈউঊএঐওঔঋ",
    }.items()
    for letter in letters
}  # fmt: skip
_DIGRAPHS = (
    ("ng", "n"), ("sh", "s"), ("kh", "k"), ("gh", "g"), ("th", "t"), ("dh", "d"), ("ph", "f"), ("bh", "b"), ("jh", "j"),
    ("ch", "c"), ("q", "k"), ("z", "j"), ("v", "b"), ("x", "ks"), ("w", ""),
)  # fmt: skip
_VOWELS = re.compile("[aeiouy]+")
_DOUBLE = re.compile(r"(.)\1+")


@lru_cache(maxsize=1)
def _variants():
    """Returns {key of a spelling: the one it stands for}."""
    found = {}
    with _GROUPS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            group = row["canonical_roman"].lower()
            for spelling in (*row["roman_variants"].split("|"), *row["bangla_variants"].split("|")):
                found[key(_NOTE.sub("", spelling))] = group
    return found


@lru_cache(maxsize=8192)
def variant_key(name):
    """Returns what all spellings of one name share: Md. Akhter Hosen and Mohammad Akter Hossain give the same."""
    words = (key(word) for word in _WORDS.split(name.replace(":", "ঃ ")))
    known = (_variants().get(word, word) for word in words if word)
    return " ".join(word for word in known if word not in _PREFIXES)


def likeness(one, other):
    """Returns how alike two names sound, from 0 to 1; they may be in different scripts."""
    return SequenceMatcher(None, _sounds(one), _sounds(other), autojunk=False).ratio()


@lru_cache(maxsize=8192)
def _sounds(name):
    return " ".join(_sound(word) for word in variant_key(name).split())


def _sound(word):
    if word.isascii():
        for letters, sound in _DIGRAPHS:
            word = word.replace(letters, sound)
        first = "a" if _VOWELS.match(word) else ""
        return _DOUBLE.sub(r"\1", first + _VOWELS.sub("", word))
    bare = unicodedata.normalize("NFD", word).replace("য়", "").replace("ড়", "র").replace("ঢ়", "র")
    sounds = [_BANGLA_SOUNDS.get(letter, "") for letter in bare]
    # A vowel counts only where the word begins with it, as in English.
    return _DOUBLE.sub(r"\1", "".join(sound for at, sound in enumerate(sounds) if sound != "a" or at == 0))
