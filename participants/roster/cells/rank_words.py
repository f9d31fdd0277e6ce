"""Finds the spellings of ranks and posts among the words of a text: the longest run of words that is one."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from participants.roster.base.rank_spellings import RankTitle
from participants.roster.base.spellings import fold
from participants.roster.base.text import key

# Between the words of a rank; the letters of an abbreviation may be separated by dots.
_BETWEEN = re.compile(r"[\s.,;:/|()\[\]\-–—]+")
_NUMBER_AT_END = re.compile(r"(?<=[^\W\d])[0-9]+$")
_MOST_WORDS = 8
# A text with more words is no rank; only so many of them are looked at.
_MOST_READ = 40
_SHORT = {
    key(short): key(full)
    for full, forms in {
        "অতিরিক্ত": "অতিঃ এডিঃ এডিশনাল অ্যাডিশনাল", "সিনিয়র": "সিনিঃ সিঃ জ্যেষ্ঠ সিনিয়ার", "সহকারী": "সহঃ", "উপ": "উপঃ", "পুলিশ": "পুঃ",
        "সুপার": "সুঃ", "পরিদর্শক": "পরিঃ", "ইন্সপেক্টর": "ইন্সঃ ইন্সপেঃ", "কনস্টেবল": "কনঃ কনস্টঃ", "কমিশনার": "কমিঃ",
        "additional": "add addl adl addi addnl addtl addit", "senior": "sr snr sen", "assistant": "asst asstt assit assitant",
        "deputy": "dy dep", "superintendent": "supt supdt sup superintendant suptd", "joint": "jt",
        "special": "spl", "inspector": "insp ins inspr", "constable": "const cons", "sergeant": "sgt sergt",
        "commissioner": "commr", "general": "gen",
    }.items()
    for short in forms.split()
}  # fmt: skip
# Words around a rank that do not change it, by what they are about.
_AROUND = {
    "the force": "of police bangladesh bd the পুলিশ বাংলাদেশ",
    "the person": "lady woman women female male নারী মহিলা পুরুষ",
    "weapons": "armed unarmed un arms nirastra nirastro niroshtro sashastra sashastro shoshostro নিরস্ত্র সশস্ত্র নিঃ সঃ নি স",
    "the state of the post": "acting in charge incharge officiating probationary probationer ভারপ্রাপ্ত চলতি দায়িত্ব চঃদাঃ চঃ দাঃ শিক্ষানবিশ "
    "শিক্ষানবীশ",
    "a number": "no nos number num নং নম্বর নাম্বার",
    "the work": "investigation operation operations ops traffic crime crimes admin administration finance intelligence court reserve "
    "community policing special general and তদন্ত অপারেশন অপারেশনস অপারেশন্স ট্রাফিক ক্রাইম অপরাধ প্রশাসন অর্থ ইন্টেলিজেন্স গোয়েন্দা কোর্ট আদালত রিজার্ভ "
    "কমিউনিটি পুলিশিং বিশেষ সাধারণ ও এবং এন্ড",
    "the place": "town circle zone range thana ps district sadar headquarters headquarter hq dsb db sb cid branch lines line টাউন সার্কেল জোন "
    "রেঞ্জ থানা জেলা সদর হেডকোয়ার্টার্স হেডকোয়ার্টার সদরদপ্তর ডিএসবি ডিবি সিআইডি শাখা লাইন্স লাইন",
}  # fmt: skip
_QUALIFIERS = frozenset(key(word) for words in _AROUND.values() for word in words.split())
# They come behind the name of a place: সিংড়া সার্কেল, Kotwali Model Thana.
_PLACES_END = "circle zone range thana ps court model সার্কেল জোন রেঞ্জ থানা কোর্ট মডেল"
_BEHIND_A_PLACE = frozenset(map(key, _PLACES_END.split()))
_MOST_WORDS_OF_A_PLACE = 3
# Other people of an office: an SP's driver is no SP.
_OTHER_PEOPLE = (
    "office assistant driver clerk guard gunman bodyguard orderly cook computer operator accountant peon secretary wife husband son "
    "daughter retired ex former অফিস সহায়ক ড্রাইভার চালক গানম্যান দেহরক্ষী বাবুর্চি হিসাবরক্ষক করণিক স্ত্রী স্বামী অবসরপ্রাপ্ত সাবেক প্রাক্তন"
)
OTHER_PEOPLE = frozenset(map(key, _OTHER_PEOPLE.split()))


class Run(NamedTuple):
    """A rank among words: its place, what it may mean, and whether an abbreviation was written out or a spelling mended."""

    start: int
    end: int
    titles: frozenset[RankTitle]
    is_short: bool = False
    is_respelled: bool = False


def words_of(text: str) -> list[str]:
    """Returns the words of a text as keys, without numbers: "S.I. (নিঃ)" gives s, i, নি."""
    keys = map(_word, _BETWEEN.split(text))
    return [word for word in keys if word and not word.isdigit()]


@lru_cache(maxsize=50_000)
def _word(text):
    return _NUMBER_AT_END.sub("", key(text))


def longest_run(
    words: Sequence[str], titles: Mapping[str, set[RankTitle]], folds: Mapping[str, str] | None = None
) -> Run | None:
    """Returns the longest Run of `words` (as `words_of` gives them) that spells a rank or a post, or None.

    A run that leaves only qualifiers comes before a longer one that leaves other words: "sub inspector" of "sub inspector of
    police". folds: {fold: key}; with it spellings that sound the same count too.
    """
    read = min(len(words), _MOST_READ)
    spans = [
        (start, start + length) for length in range(min(read, _MOST_WORDS), 0, -1) for start in range(read - length + 1)
    ]
    first = None
    for find, among in ((run_at, titles), (_folded_run_at, folds)):
        for start, end in spans if among else ():
            run = find(words, start, end, titles, folds)
            if run is None:
                continue
            if not others_than_qualifiers(words[:start]) and not others_than_qualifiers(words[end:]):
                return run
            first = first or run
    return first


def _folded_run_at(words, start, end, titles, folds):
    found = folds.get(fold("".join(_full(words[start:end]))))
    return Run(start, end, frozenset(titles[found]), is_respelled=True) if found else None


def run_at(
    words: Sequence[str], start: int, end: int, titles: Mapping[str, set[RankTitle]], _folds: object = None
) -> Run | None:
    """Returns the Run that words[start:end] are together, or None."""
    if found := titles.get("".join(words[start:end])):
        return Run(start, end, frozenset(found))
    # The written out form of one abbreviation may itself be known only in short: সিনিয়র এএসপি.
    if found := titles.get("".join(_full(words[start:end]))):
        return Run(start, end, frozenset(found), is_short=True)
    return None


def _full(words):
    return [_SHORT.get(word, word) for word in words]


def is_abbreviation(word: str) -> bool:
    """Whether a key is the short form of a word that ranks are made of: addl, সিনি."""
    return word in _SHORT


def is_qualifier(word: str) -> bool:
    """Whether a key is a word that comes with ranks and does not change them: lady, নিরস্ত্র, investigation."""
    return word in _QUALIFIERS


def others_than_qualifiers(words: Sequence[str]) -> list[str]:
    """Returns the words that are neither qualifiers nor the name of a place before "circle", "thana" and the like."""
    left: list[str] = []
    for word in words:
        if word in _BEHIND_A_PLACE and len(left) <= _MOST_WORDS_OF_A_PLACE and not OTHER_PEOPLE & set(left):
            left = []
        elif word not in _QUALIFIERS:
            left.append(word)
    return left
