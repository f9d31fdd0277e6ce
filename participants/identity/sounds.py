"""The sound of a word of a name, in one notation for both scripts.

A sound is a text of consonants b c d f g h j k l m n p r s t and vowels a e i o u. Letters that Bangla names confuse in
English are one sound (sh and s, z and j, v and b); the vowel that Bangla does not write is not written either.
"""

import re
from functools import lru_cache

from participants.identity.spelling import composed

VOWELS = frozenset("aeiou")

_ROMAN = (
    ("sch", "s"), ("chh", "c"), ("ch", "c"), ("sh", "s"), ("kh", "k"), ("gh", "g"), ("th", "t"), ("dh", "d"), ("ph", "f"), ("bh", "b"),
    ("jh", "j"), ("ck", "k"), ("qu", "ku"), ("q", "k"), ("ng", "n"), ("z", "j"), ("v", "b"), ("x", "ks"), ("w", "u"), ("y", "i"),
)  # fmt: skip
_SILENT_U = re.compile("q[u](?=[aeio])|q")
_SOFT_C = re.compile("c(?=[eiy])")
_HARD_C = re.compile("c(?!h)")
_LONG = (("ee", "i"), ("oo", "u"))
_DOUBLE = re.compile(r"(.)\1+")
_TWO_VOWELS = re.compile(r"([aeiou])\1+")
_END_H = re.compile("(?<=[aeiou])h$")

_CONSONANTS = {
    letter: sound
    for sound, letters in {
        "k": "কখ", "g": "গঘ", "n": "ঙঞণনং", "c": "চছ", "j": "জঝয", "t": "টঠতথৎ", "d": "ডঢদধ", "p": "প", "f": "ফ", "b": "বভ",
        "m": "ম", "r": "র\u09dc\u09dd", "l": "ল", "s": "শষস", "h": "হ",
    }.items()
    for letter in letters
}  # fmt: skip
_VOWEL_SIGNS = {
    "অ": "o", "আ": "a", "া": "a", "ই": "i", "ঈ": "i", "ি": "i", "ী": "i", "উ": "u", "ঊ": "u", "ু": "u", "ূ": "u", "ঋ": "ri", "ৃ": "ri",
    "এ": "e", "ে": "e", "ঐ": "oi", "ৈ": "oi", "ও": "o", "ো": "o", "ঔ": "ou", "ৌ": "ou",
}  # fmt: skip
_HASANTA, _GLIDE = "\u09cd", "\u09df"
_PRECOMPOSED = (("\u09af\u09bc", _GLIDE), ("\u09a1\u09bc", "\u09dc"), ("\u09a2\u09bc", "\u09dd"))
_CLUSTERS = (("ক্ষ", "ক"), ("জ্ঞ", "গ"), ("ঙ্গ", "ঙ"), ("ংগ", "ঙ"), ("ঙ্ঘ", "ঙ"))
_SILENT_B_AFTER = "শষসজতদধ"
_SHORTEST_STEM = 3
_TAILS = ("udin", "ula", "ujaman")
_KEY_VOWELS = re.compile("[aeiou]+")


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """Returns the sound of one lower-case word in either script: sound("rahman") and sound("রহমান") differ by one a."""
    return _of_roman(word) if word.isascii() else _of_bangla(word)


def _of_roman(word: str) -> str:
    for letters, one in _LONG:
        word = word.replace(letters, one)
    word = _SILENT_U.sub("k", word)
    word = _HARD_C.sub("k", _SOFT_C.sub("s", word))
    for letters, one in _ROMAN:
        word = word.replace(letters, one)
    return _END_H.sub("", _DOUBLE.sub(r"\1", word))


def _of_bangla(word: str) -> str:
    word = composed(word)
    for letters, one in (*_PRECOMPOSED, *_CLUSTERS):
        word = word.replace(letters, one)
    sounds, before = [], ""
    for at, letter in enumerate(word):
        follows = word[at + 1 : at + 2]
        if letter == _GLIDE or (before == _HASANTA and letter == "য"):
            sounds.append("" if follows in _VOWEL_SIGNS else "i")
        elif before == _HASANTA and letter == "ব" and word[at - 2 : at - 1] in _SILENT_B_AFTER:
            sounds.append("u")
        else:
            one = _CONSONANTS.get(letter) or _VOWEL_SIGNS.get(letter, "")
            # A doubled letter is one sound; two letters side by side have a vowel between them: মমিন.
            is_doubled = before == _HASANTA and one == next((last for last in reversed(sounds) if last), "")
            sounds.append("" if is_doubled else one)
        before = letter
    if word[-2:-1] == _HASANTA:
        # A cluster cannot end a word: চন্দ্র is Chandra.
        sounds.append("o")
    return _END_H.sub("", _TWO_VOWELS.sub(r"\1", "".join(sounds)))


def parts(one: str) -> list[str]:
    """Returns the sound of a word split where a name is written both as one word and as two: Nasiruddin, Nasir Uddin."""
    for tail in _TAILS:
        if one.endswith(tail) and len(one) - len(tail) >= _SHORTEST_STEM:
            return [one[: -len(tail)], tail]
    return [one]


@lru_cache(maxsize=65536)
def skeleton(one: str) -> str:
    """Returns the consonants of a sound, those that are often mistaken made equal: what search keys are made of."""
    first = "a" if one[:1] in VOWELS else ""
    bare = _KEY_VOWELS.sub("", one).replace("c", "s").replace("h", "")
    return _DOUBLE.sub(r"\1", first + bare)
