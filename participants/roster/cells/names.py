"""Parses names of persons in both scripts: keeps prefixes, separates medals and forms of address, reports damaged text."""

import csv
import re
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from participants.roster.base.bijoy import to_unicode
from participants.roster.base.legacy import original_english
from participants.roster.base.problems import Problem, problem
from participants.roster.base.text import BANGLA_LETTER, is_placeholder, key, starts_a_placeholder

_DATA = Path(__file__).parent.parent.parent / "data"
LATIN_LETTER = re.compile("[A-Za-zÀ-ÖØ-öø-ɏ\u1e00-\u1eff]")
_BANGLA_COLON = re.compile(r"(?<=[ঀ-৿]):(?=\s|$|[ঀ-৿])")
_RESIDUE = re.compile("[ঀ-৿][A-Za-z“”‘’`^~|†‡¨©ª«¬®¯°±²³´µ¶·¸¹º»¼½¾À-ÿŒœŠšŸƒˆ˜–—„…•‹›™][ঀ-৿]|[ঀ-৿][†‡“”„…](?=\\s|$)")
_AFTER_RA = re.compile("(?<=র)[“”]")
_SERIAL_IN_FRONT = re.compile(r"^[0-9০-৯]{1,4}\s*[.)।]\s*")
_ALLOWED = re.compile(
    r"^[A-Za-zÀ-ÖØ-öø-ɏ\u0300-\u036f\u1e00-\u1eff\u0980-\u09e3\u09f0\u09f1\u09fe\u200c\u200d\s.'’`\-–()/,&]+$"
)
_BANGLA_SIGN = "[\u0981-\u0983\u09bc\u09be-\u09cd\u09d7\u09e2\u09e3]"
_SIGNS_STACKED = re.compile(f"({_BANGLA_SIGN})\\1|{_BANGLA_SIGN}{{4}}|[\u0300-\u036f]{{2}}")
# A visarga is often typed with a space before it.
_SIGN_ALONE = re.compile("(?:^|[\\s.'’`(–-])[\u0300-\u036f\u0981\u0982\u09bc\u09be-\u09cd\u09d7\u09e2\u09e3]")
_MARKS_IN_A_ROW = re.compile(r"[.'’`\-–()/,&]{3}")
_OTHER_ALPHABET = re.compile(
    "[\u0370-\u052f\u0590-\u08ff\u0900-\u097f\u0a00-\u0dff\u0e00-\u0eff\u3040-\u9fff\uac00-\ud7af]"
)
_LOOKALIKE_ALPHABET = re.compile("[\u0370-\u052f]")
_HONOUR = (
    r"(?:b\.?p\.?m\.?|p\.?p\.?m\.?|বিপিএম|পিপিএম|বি পি এম|পি পি এম|n\.?d\.?c\.?|p\.?s\.?c\.?|a\.?f\.?w\.?c\.?|"
    r"এনডিসি|পিএসসি|এএফডব্লিউসি|ph\.?\s?d\.?|পিএইচডি|পি এইচ ডি|এফসিপিএস|m\.?phil\.?|এমফিল)"
    r"(?:\s*[-–]?\s*\(?\s*(?:bar|বার|seba|service|সেবা|bir|বীরত্ব|সাহসিকতা)\s*\)?)*"
)
_DEGREE = (
    r"(?:b\.?a\.?|m\.?a\.?|b\.?sc\.?|m\.?sc\.?|m\.?b\.?a\.?|ll\.?\s?[bm]\.?|b\.?s\.?s\.?|m\.?s\.?s\.?|b\.?com\.?|"
    r"m\.?com\.?|বিসিএস|এমএ|এলএলবি)"
)
_HONOURS_BEHIND = re.compile(rf"(?:\s*,\s*|\s+|\s*\(\s*)({_HONOUR}(?:[\s,]+(?:{_HONOUR}))*)\s*\)?\s*$", re.IGNORECASE)
_HONOUR_PART = re.compile(rf"^(?:{_HONOUR}|{_DEGREE})$", re.IGNORECASE)
_ADDRESS = re.compile(r"^(mr|mrs|ms|miss|জনাবা|জনাব|মিসেস|মিস|মি\.|বেগম সাহেবা)(?:\.\s*|\s+)(?=\S)", re.IGNORECASE)
_SHORT_PREFIX = re.compile(r"^(মোঃ|মো\.|মোছাঃ|মোসাঃ|Mst\.?|Most\.?|Md\.?|Mohd\.?)(?=[\s.])", re.IGNORECASE)
_SHORTEST = 3
# A longer word lacks its spaces, or is no name.
LONGEST_WORD = 40
_WORDS = re.compile(r"[^\s.'’`\-–()/,&]+")
# Texts in name cells that are not names.
_NO_NAMES = frozenset(
    key(text)
    for texts in (
        "name/full name/no name/not named/unnamed/vacant/post vacant/vacant post/absent/same/ditto/as above/same as above",
        "test/testing/loading/sample",
        "নাম/পূর্ণ নাম/নাম নেই/নামহীন/শূন্য/শূন্য পদ/পদ শূন্য/খালি/অনুপস্থিত/ঐ/পরীক্ষা/নমুনা",
    )
    for text in texts.split("/")
)
_LONGEST_TO_CORRECT = 120
_PARTS_IN_BOTH = re.compile(r"\s*[/|\n]\s*|\s*[()]\s*")


class Name(NamedTuple):
    """The parsed text of a cell: the name in either script, medals and degrees, the form of address."""

    name_en: str | None = None
    name_bn: str | None = None
    honours: str = ""
    title: str = ""


def name(text: str, about: str = "name") -> tuple[Name, list[Problem]]:
    """Returns (Name, problems) for a clean text; both names are None where it is empty or a person must decide."""
    if not text:
        return Name(), []
    problems = []
    fixed = _BANGLA_COLON.sub("ঃ", text)
    if fixed != text:
        problems.append(problem("VISARGA_AS_COLON", about))
    text = _SERIAL_IN_FRONT.sub("", fixed)
    text, honours, more = _without_honours(text, about, problems)
    text, title = _without_address(text, about, problems)
    damage = _damage(text, about)
    if damage:
        return Name(honours=honours, title=title), [*problems, damage]
    if more:
        problems.append(problem("NAME_WITH_MORE", about, seen=more))
    english, bangla, trouble = _by_script(text, about)
    if trouble:
        return Name(honours=honours, title=title), [*problems, trouble]
    problems.extend(_prefix_notes(bangla or english, about))
    return Name(english, bangla, honours, title), problems


def _without_honours(text, about, problems):
    """Returns (name, medals and degrees, other text behind a comma)."""
    found, rest = [], []
    head, *parts = [part.strip() for part in text.split(",")]
    for part in parts:
        if _HONOUR_PART.match(part):
            found.append(part)
        elif part:
            rest.append(part)
    behind = _HONOURS_BEHIND.search(head)
    if behind and behind.start() > 0:
        found.insert(0, behind.group(1).strip())
        head = head[: behind.start()]
    honours = ", ".join(found)
    if honours:
        problems.append(problem("POSTNOMINALS_IN_NAME", about, seen=honours))
    return head.strip(" ,-–"), honours, ", ".join(rest)


def _without_address(text, about, problems):
    found = _ADDRESS.match(text)
    if not found:
        return text, ""
    problems.append(problem("NAME_TITLE", about, seen=found.group(1)))
    return text[found.end() :], found.group(1)


def _damage(text, about):  # noqa: PLR0911 -- one return per kind of damage
    """Returns the problem of a damaged name, or None."""
    if "\u200c" in text or "\u200d" in text:
        spoilt = _without_needless_joiners(text)
        if spoilt != text:
            return problem("ZERO_WIDTH_IN_NAME", about, suggestion=_nearest_name(spoilt))
    if _RESIDUE.search(text):
        return problem("PARTIAL_BIJOY_RESIDUE", about, suggestion=_without_residue(text))
    if english := original_english(text):
        return problem("REVERSE_MOJIBAKE", about, suggestion=english)
    if _LOOKALIKE_ALPHABET.search(text) and (LATIN_LETTER.search(text) or BANGLA_LETTER.search(text)):
        return problem("MIXED_SCRIPT", about)
    if _OTHER_ALPHABET.search(text):
        return problem("UNKNOWN_SCRIPT", about)
    if not _ALLOWED.match(text):
        return problem("NAME_HAS_OTHER_CHARACTERS", about, seen=text[:60])
    return _emptiness(text, about)


def _emptiness(text, about):  # noqa: PLR0911 -- one return per kind of damage
    """Returns the problem of letters that make no name, or None."""
    if _SIGNS_STACKED.search(text):
        return problem("STACKED_MARKS", about)
    if _SIGN_ALONE.search(text):
        return problem("NAME_SIGN_ALONE", about, seen=text[:60])
    if _MARKS_IN_A_ROW.search(text):
        return problem("NAME_REPEATS_A_MARK", about, seen=text[:60])
    words = [word.casefold() for word in _WORDS.findall(text)]
    if len(key(text)) < _SHORTEST or all(len(word) < 2 for word in words):
        return problem("NAME_TOO_SHORT", about, seen=text)
    if is_no_name(text) or all(len(set(word)) < 2 for word in words):
        return problem("NAME_SAYS_NOTHING", about, seen=text[:60])
    if any(len(word) > LONGEST_WORD for word in words):
        return problem("NAME_WITHOUT_SPACES", about, seen=text[:60], longest=LONGEST_WORD)
    return None


def is_no_name(text: str) -> bool:
    """Whether a text in a name cell is not a name: "N/A", "Vacant", "নাম নেই"."""
    return is_placeholder(text) or key(text) in _NO_NAMES


def may_begin_no_name(word: str) -> bool:
    """Whether a word may be the beginning of a text that is not a name: "Post" of "Post vacant"."""
    return starts_a_placeholder(key(word)) or any(nothing.startswith(key(word)) for nothing in _NO_NAMES)


def _without_needless_joiners(text):
    return re.sub("(?<!্)\u200c|(?<!্)\u200d(?!্)", "", text)


def _without_residue(text):
    """Returns the text with the remainders of Bijoy read as Bijoy: মনির”ল gives মনিরুল."""
    text = _AFTER_RA.sub("ু", text)
    pieces = re.split("([ঀ-৿\\s.]+)", text)
    return "".join(piece if BANGLA_LETTER.search(piece) or not piece.strip() else to_unicode(piece) for piece in pieces)


def _by_script(text, about):
    """Returns (English, Bangla, problem or None)."""
    if not BANGLA_LETTER.search(text):
        return text, None, None
    if not LATIN_LETTER.search(text):
        return None, text, None
    english, bangla = [], []
    for part in _PARTS_IN_BOTH.split(text):
        if not part:
            continue
        if BANGLA_LETTER.search(part) and LATIN_LETTER.search(part):
            return None, None, problem("PARTIAL_BIJOY_RESIDUE", about)
        (bangla if BANGLA_LETTER.search(part) else english).append(part)
    if len(english) != 1 or len(bangla) != 1:
        return None, None, problem("NAMES_DISAGREE", about)
    return english[0], bangla[0], None


def _prefix_notes(text, about):
    short = _SHORT_PREFIX.match(text or "")
    if short:
        return [problem("NAME_PREFIX", about, seen=short.group(1))]
    first = (text or "").split(" ")[0]
    if key(first) in _prefix_variants():
        return [problem("NAME_PREFIX_VARIANT", about, seen=first)]
    return []


@lru_cache(maxsize=1)
def _prefix_variants():
    """Returns the keys of full prefixes that are also written short: মোহাম্মদ for মোঃ."""
    with (_DATA / "prefixes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[:2]
    return {key(word) for row in rows for word in row["variants"].split("|") if len(key(word)) > len("mohd")}


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
