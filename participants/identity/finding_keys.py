"""Keys by which a person is searched for: a word of the name from its beginning, a mobile number from its end.

They stand in the same table as the hashed keys of `participants.identity.keys` but keep their order, so that all words that
begin alike, or all numbers that end alike, are one range of numbers. A hashed key falls among them once in 65,000 times; what
a search finds is compared again anyway.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from participants.identity.names import PREFIX, is_telling, known_variant, words_alone, words_of
from participants.identity.sounds import skeleton, sound
from participants.identity.spelling import key

# One of sixteen letters takes four bits; zero ends the word, so that a shorter word comes first.
_LETTERS = {letter: at for at, letter in enumerate("abdfghjklmnprst", 1)}
_BITS, _LONGEST = 4, 12
_MOBILES = 1 << (_BITS * _LONGEST)
_DIGITS = 10
_END = _MOBILES + 10**_DIGITS
_MOBILE = re.compile(r"\+880([0-9]{10})")
_BETWEEN_WORDS = re.compile(r"[^\w\u0980-\u09ff]+|_")
# The next letter may turn the last one into another sound: Mustap and Mustapha, Bac and Bachchu.
_UNDECIDED = re.compile("[cp]$", re.IGNORECASE)
# Without joiners, composed letters and digits of Bangla.
_PLAIN = re.compile("[\x20-\x7e\u0980-\u09db\u09e0-\u09e3\u09f2-\u09fe]*")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# Letters of Assamese that Bangla fonts print and programs copy for those of Bangla.
_ASSAMESE = str.maketrans("ৰৱ", "রব")
_OLD_TA = re.compile("\u09a4\u09cd\u200d")
_FEWEST_CHANGED = 3

_NO_CODES: frozenset[int] = frozenset()

# The first and the last of these keys.
FIRST, LAST = 0, _END - 1


def plain(text: str) -> str:
    """Returns a text without differences that no reader sees: composed letters, old ৎ, joiners, kinds of spaces and digits."""
    if _PLAIN.fullmatch(text) and unicodedata.is_normalized("NFKC", text):
        return text
    text = unicodedata.normalize("NFKC", text).translate(_ASSAMESE)
    text = _CONTROLS.sub(" ", _OLD_TA.sub("ৎ", text))
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter
        for letter in text
        if unicodedata.category(letter) != "Cf"
    )


def words_in(text: str) -> list[str]:
    """Returns the words of a `plain` text as they are written, without dots, brackets and dashes."""
    return [word for word in _BETWEEN_WORDS.split(text) if word]


def finding_keys(names: Iterable[str], mobile: str) -> set[int]:
    """Returns the keys under which a person is found by a word of a name, or by the last digits of a mobile (+880…)."""
    found = {code for name in names if name for code in _codes(name)}
    if of_mobile := mobile_key(mobile or ""):
        found.add(of_mobile)
    return found


@lru_cache(maxsize=65536)
def _codes(name: str) -> frozenset[int]:
    found: set[int] = set()
    for at, word in enumerate(name.split(" ")):
        codes = _codes_alone(word)
        if codes is None or (at and codes is _NO_CODES):
            return _codes_together(name)
        found |= codes
    return frozenset(found) or _codes_together(name)


def _codes_together(name: str) -> frozenset[int]:
    name = plain(name)
    whole = {code for word in words_in(name) for code in _word_codes(word)}
    # As they are compared: Shafiq ul Islam in two words, Nasiruddin in two, initials as one.
    return frozenset(whole.union(*(_sound_codes(word.sound) for word in words_of(name))))


@lru_cache(maxsize=65536)
def _codes_alone(word: str) -> frozenset[int] | None:
    """Returns the keys of one word of a name, _NO_CODES for Md. and titles; None where the words beside it decide."""
    word = plain(word)
    alone = words_alone(word)
    if alone is None:
        return None
    if not alone or alone is PREFIX:
        return _NO_CODES
    whole = {code for one in words_in(word) for code in _word_codes(one)}
    return frozenset(whole.union(*(_sound_codes(one.sound) for one in alone)))


@lru_cache(maxsize=65536)
def _word_codes(word: str) -> tuple[int, ...]:
    if not is_telling(word):
        return ()
    return tuple(
        _number(letters) for letters in dict.fromkeys((code_of(word), code_of(known_variant(word)))) if letters
    )


@lru_cache(maxsize=65536)
def _sound_codes(sounding: str) -> tuple[int, ...]:
    letters = _letters(sounding)
    return (_number(letters),) if letters and len(sounding) > 1 else ()


@lru_cache(maxsize=65536)
def code_of(word: str) -> str:
    """Returns the letters that all spellings of a word share, in either script: rfkl for Rafiqul, Rafikul and রফিকুল."""
    return _letters(sound(bare)) if (bare := key(word)) else ""


def _letters(sounding: str) -> str:
    letters = skeleton(sounding)
    return f"h{letters}" if sounding.startswith("h") else letters


def _number(letters: str) -> int:
    number = 0
    for letter in letters[:_LONGEST].ljust(_LONGEST):
        number = (number << _BITS) | _LETTERS.get(letter, 0)
    return number


def range_of_beginning(word: str) -> tuple[int, int] | None:
    """Returns the (first, last) key of the words that may begin like `word`; None where it has no sound."""
    letters = code_of(word)[:_LONGEST]
    if len(letters) > 1 and _UNDECIDED.search(word):
        letters = letters[:-1]
    return _range(letters) if letters else None


def _range(letters: str) -> tuple[int, int]:
    first = _number(letters)
    return first, first + (1 << _BITS * (_LONGEST - len(letters))) - 1


def keys_by_sound(word: str) -> set[int]:
    """Returns the keys of words that sound like `word`, one consonant more, less, changed or swapped with the next included."""
    found: set[str] = set()
    for letters in {code_of(word), code_of(known_variant(word))} - {""}:
        found.add(letters)
        if len(letters) >= _FEWEST_CHANGED:
            found |= _one_slip(letters)
    return {_number(letters) for letters in found}


def key_of_word(word: str) -> int:
    """Returns the key of exactly this word."""
    return _number(code_of(word))


def _one_slip(letters: str) -> set[str]:
    found: set[str] = set()
    for at in range(len(letters) + 1):
        before, after = letters[:at], letters[at:]
        found.update(before + letter + after for letter in _LETTERS)
        if after:
            found.add(before + after[1:])
            found.update(before + letter + after[1:] for letter in _LETTERS)
        if len(after) > 1:
            found.add(before + after[1] + after[0] + after[2:])
    return found


def mobile_key(mobile: str) -> int | None:
    """Returns the key of a mobile number +880…; None for any other text."""
    found = _MOBILE.fullmatch(mobile)
    return _MOBILES + int(found[1][::-1]) if found else None


def range_of_end(digits: str) -> tuple[int, int]:
    """Returns the (first, last) key of the mobile numbers that end with up to ten digits."""
    free = 10 ** (_DIGITS - len(digits))
    first = _MOBILES + int(digits[::-1]) * free
    return first, first + free - 1
