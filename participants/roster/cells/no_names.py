"""Recognises texts in name cells that name no person: "N/A", "Vacant", "To be nominated", "Officer in Charge", "Khulna Thana"."""

import re
from functools import lru_cache

from participants.roster.base.text import BANGLA_LETTER, is_placeholder, key
from participants.roster.cells.name_parts import says_rank
from participants.roster.cells.name_words import is_rank_word, kind_of, name_words, unit_abbreviations

_WORDS = re.compile(r"[^\s.,;:/|()\[\]\-–—…*]+")
_BEGINNINGS = re.compile(
    r"^(?:to be|will be|shall be|not|as per|same as|yet to|no name|list of|name of|names of|see|refer|awaiting|"
    r"pending|loading|n\.? ?a)(?![A-Za-z])",
    re.IGNORECASE,
)
_VERB_AT_END = frozenset(map(key, ("হবে", "হয়নি", "হয়েছে", "নেই", "নাই", "আসবেন", "আসেননি", "প্রক্রিয়াধীন", "অনুযায়ী", "মোতাবেক")))


@lru_cache(maxsize=20_000)
def why_no_name(text: str) -> str:
    """Returns why a text names no person, as a code of a problem, or "" for a text that may."""
    words = _WORDS.findall(text)
    if not words or is_placeholder(text):
        return "NAME_SAYS_NOTHING"
    if says_rank(text):
        return "NAME_IS_A_RANK"
    kinds = [kind_of(word) for word in words]
    is_known = any(key(word) in name_words() and not is_rank_word(word) for word in words)
    if all(kind or is_rank_word(word) for kind, word in zip(kinds, words, strict=True)):
        is_unit = {"organisation", "place"} & set(kinds) and not {"absence", "remark", "function"} & set(kinds)
        return "NAME_IS_A_UNIT" if is_unit else "NAME_SAYS_NOTHING"
    if len(words) == 1 and text.isupper() and key(text) in unit_abbreviations():
        return "NAME_IS_A_UNIT"
    if _BEGINNINGS.match(text) and len(words) > 1 and kinds[0]:
        return "NAME_SAYS_NOTHING"
    if is_known:
        return ""
    if key(words[-1]) in _VERB_AT_END and BANGLA_LETTER.search(text):
        return "NAME_SAYS_NOTHING"
    # Kotwali Model Thana: the words before it are the name of the place.
    if kinds[-1] == "organisation":
        return "NAME_IS_A_UNIT"
    others = sum(1 for kind in kinds if not kind)
    is_sentence = "function" in kinds and others <= len(kinds) - others
    return "NAME_SAYS_NOTHING" if is_sentence else ""


def is_no_name(text: str) -> bool:
    """Whether a text in a name cell is not a name: "N/A", "Vacant", "নাম নেই"."""
    return bool(why_no_name(text))
