"""The similarity of two sounds: an edit distance with lower costs for letters that are often confused.

A library's edit distance counts every letter alike. Here a vowel that Bangla does not write costs a tenth of a consonant.
"""

import re
from functools import lru_cache

from participants.identity.sounds import VOWELS

# Vowels as heard: within Bangla they are written with care, in English and across scripts they are not.
_SAME_VOWEL = {
    "en": {"ao": 0.12, "ou": 0.12, "ei": 0.12, "ae": 0.25, "ai": 0.6, "au": 0.4, "eo": 0.5, "iu": 0.7, "eu": 0.7, "io": 0.7},
    "bn": {"ao": 0.5, "ou": 0.25, "ei": 0.25, "ae": 0.35, "ai": 0.8, "au": 0.8, "eo": 0.7, "iu": 0.8, "eu": 0.8, "io": 0.8},
    "en-bn": {"ao": 0.25, "ou": 0.12, "ei": 0.12, "ae": 0.3, "ai": 0.6, "au": 0.4, "eo": 0.5, "iu": 0.7, "eu": 0.7, "io": 0.7},
}  # fmt: skip
_SPARE_VOWEL = {
    "en": {"a": 0.2, "o": 0.2, "e": 0.35, "i": 0.35, "u": 0.35},
    "bn": {"a": 0.6, "o": 0.35, "e": 0.6, "i": 0.5, "u": 0.5},
    "en-bn": {"a": 0.1, "o": 0.1, "e": 0.35, "i": 0.35, "u": 0.35},
}
_NEAR_CONSONANTS = {
    "cs": 0.2, "fp": 0.5, "dj": 0.6, "gj": 0.6, "gk": 0.7, "mn": 0.7, "lr": 0.8, "cj": 0.7, "ck": 0.7, "dt": 0.6, "bp": 0.8, "hk": 0.6,
}  # fmt: skip
# The cheapest of them but for c and s, and the distance from which it makes no difference how far apart two sounds are.
_NEAREST, _FAR = 0.5, 0.35
_VOWELS_AND_H = re.compile("[aeiouhcs]+")
_SPARE_H, _SPARE_CONSONANT, _SWAP, _FOREIGN = 0.3, 1.0, 0.7, 1.3
_H_FOR_VOWEL = 0.5
_LAST_A = {"en": 0.8, "bn": 0.8, "en-bn": 0.5}


@lru_cache(maxsize=262144)
def closeness(one: str, other: str, scripts: str = "en") -> float:
    """Returns the similarity of two sounds, from 0 to 1. `scripts`: "en", "bn", or "en-bn" for one of each."""
    if one == other:
        return 1.0
    longest = max(_length(one), _length(other))
    if not one or not other or _NEAREST * _apart(one, other) > longest * _FAR:
        return 0.0
    return max(0.0, 1 - _distance(one, other, scripts) / longest)


def _length(one: str) -> float:
    return sum(0.5 if letter in VOWELS else 1 for letter in one)


def _apart(one: str, other: str) -> int:
    """Returns how many consonants at least must be replaced or left out."""
    mine, yours = (sorted(_VOWELS_AND_H.sub("", sounding)) for sounding in (one, other))
    missing = len(mine)
    for letter in yours:
        if letter in mine:
            mine.remove(letter)
    return max(len(mine), len(yours) - (missing - len(mine)))


def _spare(letter: str, scripts: str, *, is_last: bool) -> float:
    if letter in VOWELS:
        # The last a makes a woman of a man: Shahin, Shahina.
        return _LAST_A[scripts] if is_last and letter == "a" else _SPARE_VOWEL[scripts][letter]
    return _SPARE_H if letter == "h" else _SPARE_CONSONANT


def _swapped(one: str, other: str, scripts: str) -> float:
    if one == other:
        return 0.0
    both = one + other if one < other else other + one
    if one in VOWELS and other in VOWELS:
        return _SAME_VOWEL[scripts][both]
    if one in VOWELS or other in VOWELS:
        return _H_FOR_VOWEL if "h" in both else _FOREIGN
    return _NEAR_CONSONANTS.get(both, 1.0)


def _distance(one: str, other: str, scripts: str) -> float:
    """Damerau–Levenshtein (neighbours swapped once) with the costs above."""
    spare = [_spare(letter, scripts, is_last=to == len(other)) for to, letter in enumerate(other, 1)]
    before, last = None, [0.0]
    for cost in spare:
        last.append(last[-1] + cost)
    for at, mine in enumerate(one, 1):
        left_out = _spare(mine, scripts, is_last=at == len(one))
        row = [last[0] + left_out]
        for to, yours in enumerate(other, 1):
            cost = min(
                last[to] + left_out,
                row[to - 1] + spare[to - 1],
                last[to - 1] + _swapped(mine, yours, scripts),
            )
            if before and to > 1 and mine == other[to - 2] and yours == one[at - 2] and mine != yours:
                cost = min(cost, before[to - 2] + _SWAP)
            row.append(cost)
        before, last = last, row
    return last[-1]
