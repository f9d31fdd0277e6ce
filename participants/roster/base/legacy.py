"""Detects how a cell was typed: plain English, Bijoy, or English that a converter turned into Bangla.

Neither the letters alone ("bvRgv" is নাজমা) nor the font ("Md. Nurul Islam" in SutonnyMJ) are enough. Two small bigram models
decide: one is trained on our lists of names and places in English, one on the same lists in Bijoy.
"""

import csv
import math
import re
import unicodedata
from collections import Counter
from functools import lru_cache
from pathlib import Path

from participants.roster.base.bijoy import is_bijoy_font, to_bijoy, to_keys
from participants.roster.base.repairing import is_beyond_repair, repaired

_PEOPLE = Path(__file__).parent.parent.parent / "data"
_PLACES = Path(__file__).parent.parent.parent.parent / "programmes" / "data"
_FILES = (
    *(
        _PEOPLE / name
        for name in ("given_male.csv", "given_female.csv", "family.csv", "prefixes.csv", "variant_groups.csv")
    ),
    *(_PEOPLE / name for name in ("units.csv", "ranks.csv", "rank_equivalents.csv", "metro_thanas.csv")),
    *(_PLACES / name for name in ("districts.csv", "upazilas.csv")),
)
_COLUMNS = re.compile(r"name_|title_|alias|roman|bangla|variants|abbr")
_BANGLA_WORD = re.compile("[ঀ-৿\u200c\u200d]+")
_ENGLISH_WORD = re.compile("[A-Za-z]{2,}")
# Other common words of rosters.
_ROSTER_WORDS = (
    "Serial Number Name Rank Designation Mobile Phone Email District Date Joining Remarks Signature Total Participant "
    "Resource Person Trainer Officer Charge Station Office Circle Traffic Training Centre School Cell Section Branch "
    "ক্রমিক নং নাম পদবি পদবী মোবাইল নম্বর ফোন ইমেইল জেলা থানা তারিখ যোগদান মন্তব্য স্বাক্ষর মোট তালিকা প্রশিক্ষণ অংশগ্রহণকারী কর্মস্থল "
    "কার্যালয় সদর অফিস সার্কেল ট্রাফিক শাখা পুরুষ মহিলা নারী লিঙ্গ বর্তমান প্রশিক্ষক"
)
_LATIN = re.compile("[A-Za-z]")
_WORDS = re.compile(r"[^\s\d,.;:/()\-]+")
# The font counts about as much as three letters.
_FONT_HINT = 6.0
_NO_FONT_HINT = -3.0
_KNOWN_WORD = 4.0
_SURE = 2.0


@lru_cache(maxsize=1)
def _models():
    """Returns (English words, Bijoy words, weight of each pair of letters, positive for Bijoy)."""
    english, bangla = set(_ENGLISH_WORD.findall(_ROSTER_WORDS)), set(_BANGLA_WORD.findall(_ROSTER_WORDS))
    for path in _FILES:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for column, text in row.items():
                    if _COLUMNS.search(column) and text:
                        english.update(_ENGLISH_WORD.findall(text))
                        bangla.update(_BANGLA_WORD.findall(unicodedata.normalize("NFC", text)))
    bijoy = {to_bijoy(word) for word in bangla if len(word) > 1}
    forms = [form for word in english for form in (word, word.lower(), word.upper())]
    for_english, for_bijoy = Counter(_pairs(forms)), Counter(_pairs(bijoy))
    size = len(for_english.keys() | for_bijoy.keys())
    all_english, all_bijoy = sum(for_english.values()) + size, sum(for_bijoy.values()) + size

    def weight(pair):
        return math.log((for_bijoy[pair] + 0.5) / all_bijoy) - math.log((for_english[pair] + 0.5) / all_english)

    weights = {pair: weight(pair) for pair in for_english.keys() | for_bijoy.keys()}
    return {word.lower() for word in english}, bijoy, weights


def _pairs(words):
    return (word[at : at + 2] for word in (f"<{word}>" for word in words) for at in range(len(word) - 1))


def bijoy_score(text: str) -> float:
    """Returns a score: above 0 for Bijoy, below 0 for English."""
    english, bijoy, weights = _models()
    total = 0.0
    for word in _WORDS.findall(text):
        if word.lower() in english:
            total -= _KNOWN_WORD
        if word in bijoy:
            total += _KNOWN_WORD
        total += sum(weights.get(pair, 0.0 if pair.isascii() else 3.0) for pair in _pairs([word]))
    return total


def is_bijoy_text(text: str, font: str | None = None) -> bool:
    """Whether a text without Bangla letters is Bijoy. font: the font of its cell, or None. UTF-8 read as ANSI never is."""
    if len(text) < 2 or not any(letter.isalpha() for letter in text):
        return False
    if repaired(text, font) or is_beyond_repair(text):
        return False
    if not is_bijoy_font(font) and all(len(set(word.casefold())) < 2 for word in _WORDS.findall(text)):
        # e.g., xxxx: single letters, and one letter several times, are no word of Bijoy.
        return False
    hint = _FONT_HINT if is_bijoy_font(font) else _NO_FONT_HINT
    return bijoy_score(text) + hint > (0 if is_bijoy_font(font) else _SURE)


def original_english(text: str) -> str | None:
    """Returns the English that a converter turned into this Bangla text, or None where it is real Bangla.

    "ওহংঢ়বপঃড়ৎ" gives "Inspector".
    """
    if _LATIN.search(text) or not _BANGLA_WORD.search(text) or sum(text.count(sign) for sign in "ািীেো্") * 2 > len(text):
        return None
    back = to_keys(text)
    if back is None or not any(letter.isalpha() for letter in back) or bijoy_score(to_bijoy(text)) > 0:
        return None
    # The converter writes y and z in the same way.
    back = _WORDS.sub(lambda word: min(_spellings(word.group()), key=bijoy_score), back)
    return back if bijoy_score(back) < -_SURE else None


def _spellings(word):
    places = [at for at, letter in enumerate(word) if letter == "y"][:3]
    spellings = [word]
    for at in places:
        spellings += [spelling[:at] + "z" + spelling[at + 1 :] for spelling in spellings]
    return spellings
