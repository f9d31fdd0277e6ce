"""Normalised text: one form of every letter, no invisible characters, single spaces."""

import re
import unicodedata

from accounts.text.localised_text import digits
from participants.identity.spelling import composed, key
from participants.roster.base.problems import Problem, problem
from participants.roster.base.repairing import repaired
from programmes.workbooks.cell_text import as_text

BANGLA_LETTER = re.compile("[ঀ-৿]")
_JOINERS = "\u200c\u200d"
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SPACES = re.compile(r"\s+")
# Characters that may need cleaning; most cells have none.
_SUSPECT = re.compile("[^\x20-\x7e\u0980-\u0983\u0985-\u09fe“”‘’–—†‡]|  |^ | $")
_STACK = re.compile("[\u0300-\u036f\u0981-\u0983\u09bc\u09be-\u09cd\u09d7\u20d0-\u20ff]{5}")
_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA"}
_EMPTY_WORDS = frozenset(
    [
        "na",
        "nil",
        "null",
        "none",
        "tba",
        "tbd",
        "notavailable",
        "notapplicable",
        "unknown",
        "xx",
        "xxx",
        "notgiven",
        "no",
        "প্রযোজ্যনয়",
        "প্রযোজ্যনহে",
        "নাই",
        "নেই",
        "জানানেই",
        "জানানাই",
        "অজানা",
        "পাওয়াযায়নি",
        "নয়",
        "নহে",
    ]
)


def clean(value: object, about: str, *, keep_joiners: bool = True) -> tuple[str, list[Problem]]:
    """Returns (text, problems) for a cell of text: one form of every letter, single spaces, no invisible characters.

    The joiners of Bangla stay. A cell with an error or a formula without a value gives "". Characters that change the direction of
    text are rejected.
    keep_joiners: whether a joiner inside a word stays, for the caller to check.
    """
    text = as_text(value)
    if not _SUSPECT.search(text) and not text.startswith(("#", "=", "-", "—", "–", ".", "?")):
        return composed(text), []
    problems = []
    if text.strip() in _ERRORS or (text.strip() and not text.strip("# ")):
        return "", [problem("CELL_SHOWS_AN_ERROR", about, seen=text.strip()[:20])]
    if text.startswith("="):
        return "", [problem("FORMULA_WITHOUT_VALUE", about)]
    text = composed(text)
    if _TURNING.search(text):
        problems.append(problem("TEXT_DIRECTION", about))
        text = _TURNING.sub("", text)
    text = _without_odd_characters(text, about, problems)
    if any(joiner in text for joiner in _JOINERS):
        text = _with_needed_joiners(text, about, problems, keep_joiners=keep_joiners)
    single = _SPACES.sub(" ", text).strip()
    if single != text:
        problems.append(problem("TRAILING_SPACE", about))
    if _STACK.search(single):
        problems.append(problem("STACKED_MARKS", about))
    return single, problems


def _without_odd_characters(text, about, problems):
    letters, codes = [], set()
    for letter in text:
        category = unicodedata.category(letter)
        if letter in _JOINERS:
            letters.append(letter)
        elif category in ("Zs", "Zl", "Zp") or letter in "\t\n\r\v\f\x85":
            letters.append(" ")
        elif category == "Cf":
            codes.add("ZERO_WIDTH")
        elif letter == "\ufffd":
            codes.add("UNREADABLE_CHARACTERS")
        elif category == "Cc":
            codes.add("CONTROL_CHARACTERS")
        elif category in ("Co", "Cn", "Cs"):
            codes.add("PRIVATE_CHARACTERS")
        else:
            letters.append(letter)
    problems.extend(problem(code, about) for code in sorted(codes))
    return "".join(letters)


def _with_needed_joiners(text, about, problems, *, keep_joiners):
    """Drops joiners at the ends of words; inside, keeps র‍্য and an explicit hasanta, and reports the others."""
    kept, dropped, inside = [], False, False
    for at, letter in enumerate(text):
        if letter not in _JOINERS:
            kept.append(letter)
            continue
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        if not (BANGLA_LETTER.match(before) and BANGLA_LETTER.match(after)):
            dropped = True
        elif (letter == "\u200d" and before == "র" and after == "্") or before == "্":
            kept.append(letter)
        else:
            inside = True
            if keep_joiners:
                kept.append(letter)
    if dropped:
        problems.append(problem("ZERO_WIDTH", about))
    if inside and not keep_joiners:
        problems.append(problem("ZERO_WIDTH", about))
    return "".join(kept)


def digits_of(value: object) -> tuple[str, bool]:
    """Returns (text, had Bangla digits) for a cell of digits: ASCII digits, nothing invisible, trimmed."""
    text = as_text(value)
    if text.isascii():
        return _SPACES.sub(" ", text).strip(), False
    text = repaired(text) or text
    plain = digits(text, "en")
    had_bangla = plain != text
    if not plain.isascii():
        plain = unicodedata.normalize("NFKC", plain)
        plain = "".join(
            " " if unicodedata.category(x)[0] == "Z" else x for x in plain if unicodedata.category(x) != "Cf"
        )
    return _SPACES.sub(" ", plain).strip(), had_bangla


def is_placeholder(text: str) -> bool:
    """Whether a text is a placeholder for an empty cell: "-", "N/A", "প্রযোজ্য নয়"."""
    if not text:
        return False
    word = key(text)
    return not word or word in _EMPTY_WORDS


def starts_a_placeholder(word: str) -> bool:
    """Whether a placeholder begins with this `key`: "Not" may be the beginning of "Not given"."""
    return any(empty.startswith(word) for empty in _EMPTY_WORDS)
