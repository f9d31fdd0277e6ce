"""Parses a rank: names, abbreviations with and without dots, short forms in both scripts, posts instead of ranks."""

import re

from participants.roster.base.legacy import original_english
from participants.roster.base.problems import Problem, problem
from participants.roster.base.reference import Reference
from participants.roster.base.spellings import nearest
from participants.roster.base.text import key

_BRACKETS = re.compile(r"\([^)]*\)?|\[[^\]]*\]?")
_PARTS = re.compile(r"[,;/|()\n]+| [-–—] ")
_NUMBER = re.compile("[0-9]+")
_WORDS = re.compile(r"[^\s.,()]+")
_AROUND = re.compile(r"^(?:police|পুলিশ|acting|ভারপ্রাপ্ত)|(?:ofpolice|police|পুলিশ|চঃদাঃ|চলতিদায়িত্ব)$")
_SHORT = {
    "অতি": "অতিরিক্ত", "অতিঃ": "অতিরিক্ত", "এডিঃ": "অতিরিক্ত", "এডি": "অতিরিক্ত", "এডিশনাল": "অতিরিক্ত", "সিনিঃ": "সিনিয়র",
    "সিনি": "সিনিয়র", "সিঃ": "সিনিয়র", "জ্যেষ্ঠ": "সিনিয়র", "সহঃ": "সহকারী", "সহ": "সহকারী", "উপঃ": "উপ", "পুঃ": "পুলিশ",
    "সুঃ": "সুপার", "পরিঃ": "পরিদর্শক", "ইন্সঃ": "ইন্সপেক্টর", "কনঃ": "কনস্টেবল", "add": "additional", "addl": "additional",
    "adl": "additional", "addi": "additional", "addnl": "additional", "sr": "senior", "snr": "senior", "sen": "senior",
    "asst": "assistant", "asstt": "assistant", "assitant": "assistant", "dy": "deputy", "supdt": "superintendent",
    "superintendant": "superintendent", "suptd": "superintendent", "insp": "inspector", "ins": "inspector",
    "inspr": "inspector", "const": "constable",
}  # fmt: skip


def rank(text: str, reference: Reference, *, unit: str | None = None) -> tuple[str | None, list[Problem]]:
    """Returns (code or None, problems) for a clean text of the rank column.

    `unit` is the code of the officer's unit where it is known: "Commissioner" is another rank in Dhaka than elsewhere.
    """
    if not text:
        return None, []
    for candidate, is_short in _candidates(text):
        titles = reference.rank_titles.get(candidate)
        if titles:
            return _decide(text, titles, reference, unit=unit, is_short=is_short)
    english = original_english(text)
    if english:
        meant, _problems = rank(english, reference, unit=unit)
        if meant:
            return None, [_with_suggestion("REVERSE_MOJIBAKE", text, meant, reference)]
    near = nearest(key(text), tuple(reference.rank_titles), cutoff=0.75)
    codes = {title.code for title in reference.rank_titles[near]} if near else set()
    suggestion = codes.pop() if len(codes) == 1 else None
    return None, [_with_suggestion("RANK_UNKNOWN", text, suggestion, reference)]


def _with_suggestion(code, seen, suggestion, reference):
    if suggestion is None:
        return problem(code, "rank", seen=seen)
    return problem(code, "rank", suggestion=suggestion, seen=seen, meant=reference.ranks[suggestion].name_en)


def is_rank(text: str, reference: Reference) -> bool:
    """Tells whether a text is nothing but a rank or a post."""
    return bool(text) and any(candidate in reference.rank_titles for candidate, _is_short in _candidates(text))


def _candidates(text):
    """Yields (key, is a short form) from the whole text to its parts."""
    bare = _BRACKETS.sub(" ", text)
    yield key(text), False
    # "Inspector / পরিদর্শক", as in our own form.
    yield key(text.partition(" / ")[0]), False
    yield key(bare), False
    longer = " ".join(_SHORT.get(word.lower(), word) for word in _WORDS.findall(bare))
    yield key(longer), True
    # The expanded form of one abbreviation may itself be known only in short: সিনিয়র এএসপি.
    yield _AROUND.sub("", key(bare)), False
    yield _AROUND.sub("", key(longer)), True
    yield _NUMBER.sub("", key(bare)), False
    parts = [part for part in _PARTS.split(text) if part.strip()]
    if len(parts) > 1:
        for part in parts:
            yield from _candidates(part)


def _decide(text, titles, reference, *, unit, is_short):
    if len({title.code for title in titles}) > 1:
        titles = {title for title in titles if unit and _is_at(title.where, unit)}
        if len({title.code for title in titles}) != 1:
            return None, [problem("RANK_AMBIGUOUS", "rank", seen=text)]
    code = next(iter(titles)).code
    after = reference.ranks[code].name_en
    if all(title.is_post for title in titles):
        return code, [problem("RANK_FROM_POST", "rank", seen=text, after=after)]
    if is_short:
        return code, [problem("RANK_ABBREV", "rank", after=after)]
    return code, []


def _is_at(where, unit):
    return unit in where.split(",") or (where == "smaller metros" and unit.endswith("MP") and unit != "DMP")
