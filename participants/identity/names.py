"""Normalised full names, without titles, medals and Md., and the similarity of two names."""

import csv
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from participants.identity.closeness import closeness
from participants.identity.sounds import parts, sound
from participants.identity.spelling import composed, key

_GROUPS = Path(__file__).parent.parent / "data" / "variant_groups.csv"
_BETWEEN_WORDS = re.compile(r"[\s.\-–,()/'’`]+")
_NOTE = re.compile(r"\([^)]*\)")
_BANGLA = re.compile("[ঀ-৿]")
# Every second name has one of them: they distinguish nobody.
_PREFIXES = {"mohammad", "mosammat"}
_NOT_PART_OF_THE_NAME = frozenset(
    {
        "mr", "mrs", "ms", "miss", "dr", "engr", "adv", "prof", "alhaj", "alhajj", "hazi", "haji", "late", "bpm", "ppm", "bar", "seba",
        "ndc", "psc", "phd", "afwc", "mphil", "ba", "ma", "bsc", "msc", "bcs", "asi", "si", "tsi", "psi", "inspector", "inspr",
        "constable", "sergeant", "sgt", "oc",
        *map(key, (
            "জনাব", "জনাবা", "মিস", "মিসেস", "ড.", "ডঃ", "ডাঃ", "ডা.", "আলহাজ্ব", "আলহাজ", "হাজী", "মরহুম", "বিপিএম", "পিপিএম", "বার", "সেবা",
            "এনডিসি", "পিএসসি", "পিএইচডি", "এএসআই", "এসআই", "টিএসআই", "কনস্টেবল", "ইন্সপেক্টর", "পরিদর্শক", "ওসি",
        )),
    }
)  # fmt: skip
_LETTER_NAMES = {
    "এ": "a", "বি": "b", "সি": "c", "ডি": "d", "ই": "e", "এফ": "f", "জি": "g", "এইচ": "h", "আই": "i", "জে": "j", "কে": "k", "এল": "l",
    "এম": "m", "এন": "n", "ও": "o", "পি": "p", "আর": "r", "এস": "s", "টি": "t", "ইউ": "u", "জেড": "z",
}  # fmt: skip
_LETTERS_IN_ONE = re.compile("^(?:এইচ|এফ|এল|এম|এন|এস|আর|কে|বি|টি|জে|এ)+(?<=এম)$|^এমএ$")
_ONE_LETTER = re.compile("এইচ|এফ|এল|এম|এন|এস|আর|কে|বি|টি|জে|এ")
_ROMAN_INITIALS = re.compile("^(?:[a-z]|a?[b-df-hj-np-tv-xz]{2,3})$")
# Small words of Arabic names that cling to the word before them: Shafiq ul Islam, Harun or Rashid.
_CLINGING = {"ul", "ur", "or", "ar", "us", "un", "uz", "ud", "al", "e", "উল", "উর", "অর", "আর", "ঊল"}

# Bits of information: how rare the word is among the names of officers, as -log2 of the share who have it. No count of the
# names of the police is public; these are assumed: the commonest second names are had by one in eleven to one in forty-five
# (variant_groups.csv lists which they are), any other word by one in 130, and initials by every fourth.
_COMMON = {
    "islam": 3.5, "hossain": 3.6, "rahman": 3.6, "akter": 4.0, "khatun": 4.3, "begum": 4.3, "ahmed": 4.3, "uddin": 4.3, "ali": 4.3,
    "haque": 4.5, "alam": 4.5, "khan": 4.5, "mia": 4.5, "abdul": 3.8, "das": 5.0, "roy": 5.0, "chowdhury": 5.0, "sarker": 5.0,
    "sultana": 5.0, "hasan": 5.0, "mohammad": 2.0, "abu": 4.5, "sheikh": 5.0, "kumar": 4.5, "chandra": 4.5, "nahar": 5.0, "ara": 5.0,
    "parvin": 5.0, "bhuiyan": 5.5, "kabir": 5.5, "nur": 5.5, "rani": 5.0, "syed": 5.0, "kazi": 5.5,
}  # fmt: skip
_RARE, _INITIALS = 7.0, 2.0
_ALIKE_WORD, _ALIKE_WHOLE, _SLIP, _SLIP_COUNTS = 0.76, 0.86, 0.62, 0.5
# From this length on the beginning of a word may stand for it.
_BEGINNING = 4


class Word(NamedTuple):
    """One word of a name: its sound, its information in bits, and whether it is initials."""

    sound: str
    bits: float
    is_initials: bool = False


# Stands for Md. and Mst. among the Words of single words.
PREFIX = (Word("", 0.0),)


class Likeness(NamedTuple):
    """The similarity of two names: `share` from 0 to 1, and the information that both share and that conflicts, in bits."""

    share: float
    shared_bits: float
    other_bits: float
    across_scripts: bool = False


@lru_cache(maxsize=1)
def _variants() -> dict[str, str]:
    """Returns {key of a spelling: the canonical spelling}."""
    found = {}
    with _GROUPS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            group = row["canonical_roman"].lower()
            for spelling in (*row["roman_variants"].split("|"), *row["bangla_variants"].split("|")):
                if " " not in spelling:
                    found[key(_NOTE.sub("", spelling))] = group
    return found


@lru_cache(maxsize=1)
def _common_sounds() -> dict[str, float]:
    return {sound(word): bits for word, bits in _COMMON.items()}


def _spelled(name: str) -> Iterator[str]:
    """Yields the words of a name with known variants made one: Akhter, Aktar and আখতার are all akter."""
    for word in _BETWEEN_WORDS.split(name.replace(":", "ঃ ")):
        if spelled := _spelled_word(word):
            yield spelled


@lru_cache(maxsize=65536)
def _spelled_word(word: str) -> str:
    bare = key(word)
    return _variants().get(bare, bare)


@lru_cache(maxsize=65536)
def variant_key(name: str) -> str:
    """Returns what all spellings of one name share: Md. Akhter Hosen and Mohammad Akter Hossain give the same."""
    return " ".join(word for word in _spelled(name) if word not in _PREFIXES)


def known_variant(word: str) -> str:
    """Returns the canonical spelling of one word of a name: akter for Akhter and আখতার; `key` of the word where none is known."""
    bare = key(word)
    return _variants().get(bare, bare)


def is_telling(word: str) -> bool:
    """Whether a word of a name says who somebody is: no Md., title, medal, or single letter."""
    bare = known_variant(word)
    return len(bare) > 1 and bare not in _PREFIXES and key(word) not in _NOT_PART_OF_THE_NAME


@lru_cache(maxsize=65536)
def words_of(name: str) -> tuple[Word, ...]:
    """Returns the Words of a name in their order, without Md., titles, medals and repeated words."""
    found: list[Word] = []
    for word in name.split(" "):
        alone = words_alone(word)
        if alone is PREFIX and not found:
            continue
        if alone is None or alone is PREFIX:
            return _words_together(name)
        found += alone
    return tuple(dict.fromkeys(found)) or _words_together(name)


@lru_cache(maxsize=65536)
def words_alone(word: str) -> tuple[Word, ...] | None:
    """Returns the Words of one word of a name, none for a title, PREFIX for Md.; None where the words beside it decide.

    A list of a hundred thousand names has a few thousand words: nearly all names are put together of words seen before.
    """
    spelled = list(_spelled(composed(word)))
    if len(spelled) != 1:
        return None if spelled else ()
    (only,) = spelled
    if only in _NOT_PART_OF_THE_NAME:
        return ()
    if only in _PREFIXES:
        return PREFIX
    return None if only in _CLINGING or _initials(only) else _words_in_one(only) or None


def _words_together(name: str) -> tuple[Word, ...]:
    spelled = [word for word in _spelled(composed(name)) if word not in _NOT_PART_OF_THE_NAME]
    while len(spelled) > 1 and spelled[0] in _PREFIXES:
        spelled = spelled[1:]
    found: list[Word] = []
    initials = ""
    for word in spelled:
        if word in _CLINGING and found and not initials:
            found[-1] = _word(found[-1].sound + sound(word))
            continue
        if letters := _initials(word):
            initials += letters
            continue
        if initials:
            found.append(Word(initials, _INITIALS, is_initials=True))
            initials = ""
        found.extend(_words_in_one(word))
    if initials:
        found.append(Word(initials, _INITIALS, is_initials=True))
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=65536)
def _words_in_one(word: str) -> tuple[Word, ...]:
    return tuple(_word(part) for part in parts(sound(word)) if part)


@lru_cache(maxsize=65536)
def _word(sounding: str) -> Word:
    return Word(sounding, _common_sounds().get(sounding, _RARE))


def _initials(word: str) -> str:
    """Returns the Latin letters of initials (A, AKM, এ, একেএম), or ""."""
    if word.isascii():
        return word if _ROMAN_INITIALS.match(word) else ""
    if word in _LETTER_NAMES:
        return _LETTER_NAMES[word]
    if _LETTERS_IN_ONE.match(word):
        return "".join(_LETTER_NAMES[letter] for letter in _ONE_LETTER.findall(word))
    return ""


def likeness(one: str, other: str) -> float:
    """Returns the similarity of the sounds of two names, from 0 to 1; they may be in different scripts."""
    return compare(one, other).share


@lru_cache(maxsize=65536)
def compare(one: str, other: str) -> Likeness:
    """Returns the Likeness of two names, whatever the order of their words. An empty name is similar to nothing."""
    mine, yours = words_of(one), words_of(other)
    scripts = _scripts(one, other)
    across = scripts == "en-bn"
    if not mine or not yours:
        return Likeness(0.0, 0.0, 0.0, across)
    if set(mine) == set(yours):
        return Likeness(1.0, sum(word.bits for word in mine), 0.0, across)
    return max(
        Likeness(*_word_by_word(mine, yours, scripts), across),
        Likeness(*_in_one_word(mine, yours, scripts), across),
        key=lambda likeness: likeness.share,
    )


def _scripts(one: str, other: str) -> str:
    bangla = [bool(_BANGLA.search(name)) for name in (one, other)]
    return "bn" if all(bangla) else "en-bn" if any(bangla) else "en"


def _word_by_word(mine: tuple[Word, ...], yours: tuple[Word, ...], scripts: str) -> tuple[float, float, float]:
    """Returns (share, shared bits, other bits), the words paired best first."""
    near = sorted(
        (
            (alike, -abs(at - to), at, to)
            for at, word in enumerate(mine)
            for to, other in enumerate(yours)
            if word.is_initials == other.is_initials and (alike := _alike(word, other, scripts)) >= _ALIKE_WORD
        ),
        reverse=True,
    )
    left, right, paired, share, shared = dict(enumerate(mine)), dict(enumerate(yours)), 0.0, 0.0, 0.0
    for alike, _far, at, to in near:
        if at in left and to in right:
            bits = min(left.pop(at).bits, right.pop(to).bits)
            paired += 2 * bits
            share += 2 * bits * alike
            shared += bits * _trust(alike)
    _expand_initials(left, right)
    _expand_initials(right, left)
    spare = [sum(word.bits for word in side.values() if not word.is_initials) for side in (left, right)]
    total = paired + sum(spare)
    # A name that lacks a word is not in conflict with one that has it, and a slip of the hand is half a conflict.
    slip = max((_alike(word, other, scripts) for word in left.values() for other in right.values()), default=0.0)
    return (share / total if total else 0.0), shared, min(spare) * (_SLIP_COUNTS if slip >= _SLIP else 1)


def _in_one_word(mine: tuple[Word, ...], yours: tuple[Word, ...], scripts: str) -> tuple[float, float, float]:
    """Returns (share, shared bits, other bits) where a name is written in one word and in two: Shahalam, Shah Alam."""
    one, other = ([word for word in words if not word.is_initials] for words in (mine, yours))
    if len(one) == len(other):
        return 0.0, 0.0, 0.0
    alike = closeness(*("".join(word.sound for word in words) for words in (one, other)), scripts)
    if alike < _ALIKE_WHOLE:
        return 0.0, 0.0, 0.0
    return alike, min(sum(word.bits for word in one), sum(word.bits for word in other)) * _trust(alike), 0.0


def _alike(one: Word, other: Word, scripts: str) -> float:
    if one.sound != other.sound and one.sound in _common_sounds() and other.sound in _common_sounds():
        # Both are well known and all their spellings are too: Hasan and Hossain are two names.
        return 0.0
    return closeness(one.sound, other.sound, scripts)


def words_missing(asked: str, name: str) -> int:
    """Returns how many words of `asked` sound like no word of `name`, and like no beginning of one.

    One word may be two in the other name: Shahalam, Shah Alam. Initials beside words are not counted, because they may be left
    out.
    """
    scripts, words = _scripts(asked, name), words_of(name)
    sought = words_of(asked)
    spelt = [word for word in sought if not word.is_initials]
    if not spelt:
        return len(set(sought) - set(words))
    wholes, joined = [*words, *_joined(words)], _joined(spelt)
    missing = 0
    for at, word in enumerate(spelt):
        is_there = any(_is_like(word, other, scripts) for other in wholes) or any(
            _alike(both, other, scripts) >= _ALIKE_WHOLE for both in joined[max(0, at - 1) : at + 1] for other in words
        )
        missing += not is_there
    return missing


def _joined(words: Sequence[Word]) -> list[Word]:
    """Returns each two words side by side as one."""
    return [_word(one.sound + other.sound) for one, other in pairwise(words)]


def _is_like(word: Word, other: Word, scripts: str) -> bool:
    if _alike(word, other, scripts) >= _ALIKE_WORD:
        return True
    beginning = other.sound[: len(word.sound)]
    return len(word.sound) >= _BEGINNING and closeness(word.sound, beginning, scripts) >= _ALIKE_WHOLE


def _expand_initials(short: dict[int, Word], long: dict[int, Word]) -> None:
    """Drops an initial and the words it may abbreviate: A K M, Abul Kalam."""
    for at, word in list(short.items()):
        if word.is_initials:
            for letter in word.sound:
                meant = next(
                    (to for to, other in long.items() if other.sound.startswith(sound(letter) or letter)), None
                )
                if meant is not None:
                    long.pop(meant)
            short.pop(at)


def _trust(alike: float) -> float:
    """Returns how much of a word's information counts when it is only alike: all at 1, nothing at _ALIKE_WORD."""
    return max(0.0, (alike - 0.65) / 0.35)
