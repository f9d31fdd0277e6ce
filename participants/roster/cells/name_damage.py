"""Finds damage in names: remainders of old fonts, letters of other alphabets, signs without letters, texts that say nothing."""

import csv
import re
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from participants.roster.base.bijoy import to_unicode
from participants.roster.base.legacy import original_english
from participants.roster.base.problems import Problem, problem
from participants.roster.base.text import BANGLA_LETTER, key
from participants.roster.cells.name_pieces import LATIN_LETTER

_DATA = Path(__file__).parent.parent.parent / "data"
# Letters and signs that are Bangla letters in Bijoy, inside a word of Unicode; – is one only behind র.
_RESIDUE = re.compile(
    "[ঀ-৿](?:[“”^~|†‡¨©ª«¬®¯°±²³´µ¶·¸¹º»¼½¾À-ÿŒœŠšŸƒˆ˜„…•‹›™]|(?<=র)[–—‘’`])[ঀ-৿]|[ঀ-৿][†‡„](?=\\s|$)|র[“”](?=\\s|$)"
    "|[ঀ-৿][A-Za-z](?![A-Za-z])|(?<![A-Za-z])[A-Za-z][ঀ-৿]"
)
_IN_QUOTES = re.compile("“([^“”]*)”")
_AFTER_RA = re.compile("(?<=র)[“”]")
_NEVER_IN_NAMES = re.compile(r"[<>{}\\^$%=~_]|://|\w@\w")
_ALLOWED = re.compile(
    r"^[A-Za-zÀ-ÖØ-öø-ɏ\u0300-\u036f\u1e00-\u1eff\u0980-\u09e3\u09f0\u09f1\u09fe\u200c\u200d\s.'’`\-–()/,&]+$"
)
_BANGLA_SIGN = "[\u0981-\u0983\u09bc\u09be-\u09cd\u09d7\u09e2\u09e3]"
_SIGNS_STACKED = re.compile(f"({_BANGLA_SIGN})\\1|{_BANGLA_SIGN}{{4}}|[\u0300-\u036f]{{2}}")
# A visarga is often typed with a space before it.
_SIGN_ALONE = re.compile("(?:^|[\\s.'’`(–-])[\u0300-\u036f\u0981\u0982\u09bc\u09be-\u09cd\u09d7\u09e2\u09e3]")
_MARKS_IN_A_ROW = re.compile(r"[.'’`\-–()/,&]{3}")
_OTHER_ALPHABET = re.compile(
    "[\u0370-\u052f\u0590-\u08ff\u0900-\u0963\u0966-\u097f\u0a00-\u0dff\u0e00-\u0eff\u3040-\u9fff\uac00-\ud7af]"
)
_LOOKALIKE_ALPHABET = re.compile("[\u0370-\u052f]")
_SHORTEST = 3
# A longer word lacks its spaces, or is no name.
LONGEST_WORD = 40
_WORDS = re.compile(r"[^\s.'’`\-–()/,&]+")
_LONGEST_TO_CORRECT = 120


def damage_of(text: str, about: str) -> Problem | None:
    """Returns the problem of a cell whose letters are damaged, or None."""
    if "\u200c" in text or "\u200d" in text:
        spoilt = re.sub("(?<!্)\u200c|(?<!্)\u200d(?!্)", "", text)
        if spoilt != text:
            return problem("ZERO_WIDTH_IN_NAME", about, suggestion=_nearest_name(spoilt))
    if _RESIDUE.search(_IN_QUOTES.sub(r" \1 ", text)):
        return problem("PARTIAL_BIJOY_RESIDUE", about, suggestion=_without_residue(text))
    if english := original_english(text):
        return problem("REVERSE_MOJIBAKE", about, suggestion=english)
    return _other_letters(text, about)


def _other_letters(text, about):
    if _LOOKALIKE_ALPHABET.search(text) and (LATIN_LETTER.search(text) or BANGLA_LETTER.search(text)):
        return problem("MIXED_SCRIPT", about)
    if _OTHER_ALPHABET.search(text):
        return problem("UNKNOWN_SCRIPT", about)
    if _NEVER_IN_NAMES.search(text):
        return problem("NAME_HAS_OTHER_CHARACTERS", about, seen=text[:60])
    return None


def emptiness_of(text: str, about: str) -> Problem | None:
    """Returns the problem of a name whose letters make no name, or None."""
    words = [word.casefold() for word in _WORDS.findall(text)]
    checks = (
        ("NAME_HAS_OTHER_CHARACTERS", not _ALLOWED.match(text)),
        ("STACKED_MARKS", _SIGNS_STACKED.search(text)),
        ("NAME_SIGN_ALONE", _SIGN_ALONE.search(text)),
        ("NAME_REPEATS_A_MARK", _MARKS_IN_A_ROW.search(text)),
        ("NAME_TOO_SHORT", len(key(text)) < _SHORTEST or all(len(word) < 2 for word in words)),
        ("NAME_SAYS_NOTHING", all(len(set(word)) < 2 for word in words)),
    )
    for code, is_wrong in checks:
        if is_wrong:
            return problem(code, about) if code == "STACKED_MARKS" else problem(code, about, seen=text[:60])
    if any(len(word) > LONGEST_WORD for word in words):
        return problem("NAME_WITHOUT_SPACES", about, seen=text[:60], longest=LONGEST_WORD)
    return None


def _without_residue(text):
    """Returns the text with the remainders of Bijoy read as Bijoy: মনির”ল gives মনিরুল."""
    text = _AFTER_RA.sub("ু", text)
    pieces = re.split("([ঀ-৿\\s.]+)", text)
    return "".join(piece if BANGLA_LETTER.search(piece) or not piece.strip() else to_unicode(piece) for piece in pieces)


@lru_cache(maxsize=1)
def _name_words():
    """Returns the Bangla words that names are often made of."""
    words = set()
    for file_name in ("given_male.csv", "given_female.csv", "family.csv"):
        with (_DATA / file_name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                words.update(row["bangla"].split())
    return sorted(words)


def _nearest_name(text):
    """Returns the text with each word that no name has replaced by the name nearest to it; None for a long text."""
    if len(text) > _LONGEST_TO_CORRECT:
        return None
    words = _name_words()
    near = (
        word if word in words else (get_close_matches(word, words, n=1, cutoff=0.8) or [word])[0]
        for word in text.split()
    )
    return " ".join(near)
