"""Recognises texts in name cells that name no person: "N/A", "Vacant", "To be nominated", "Officer in Charge", "Khulna Thana"."""

import re
from functools import lru_cache

from participants.roster.base.text import is_placeholder, key
from participants.roster.cells.name_parts import begins_with_rank, says_rank
from participants.roster.cells.name_words import is_in_names, is_rank_word, kind_of, unit_abbreviations

_WORDS = re.compile(r"[^\s.,;:/|()\[\]\-–—…*]+")
_BEGINNINGS = re.compile(
    r"^(?:to be|will be|shall be|not|as per|same as|yet to|no name|list of|name of|names of|see|refer|awaiting|"
    r"pending|loading|n\.? ?a)(?![A-Za-z])",
    re.IGNORECASE,
)
_VERB_AT_END = frozenset(
    map(key, ("হবে", "হয়নি", "হয়েছে", "নেই", "নাই", "আসবেন", "আসেননি", "প্রক্রিয়াধীন", "অনুযায়ী", "মোতাবেক"))
)


@lru_cache(maxsize=20_000)
def why_no_name(text: str) -> str:
    """Returns why a text names no person, as a code of a problem: "N/A", "Vacant", "নাম নেই". "" for a text that may name one."""
    words = _WORDS.findall(text)
    if not words or is_placeholder(text):
        return "NAME_SAYS_NOTHING"
    if says_rank(text):
        return "NAME_IS_A_RANK"
    if len(words) == 1 and words[0].isupper() and key(words[0]) in unit_abbreviations():
        return "NAME_IS_A_UNIT"
    kinds = [kind_of(word) for word in words]
    if all(kind or is_rank_word(word) for kind, word in zip(kinds, words, strict=True)):
        return _why_all_known(text, set(kinds))
    is_known = any(is_in_names(word) and not is_rank_word(word) for word in words)
    if _BEGINNINGS.match(text) and len(words) > 1 and kinds[0]:
        return "NAME_SAYS_NOTHING"
    return "" if is_known else _why_unknown(words, kinds)


def _why_all_known(text, kinds):
    """Returns why words that are all of a kind name no person."""
    if {"absence", "remark", "nothing"} & kinds:
        return "NAME_SAYS_NOTHING"
    if begins_with_rank(text.replace(",", " ,").split(" ,")[0]):
        return "NAME_IS_A_RANK"
    is_unit = {"organisation", "place"} & kinds and "function" not in kinds
    return "NAME_IS_A_UNIT" if is_unit else "NAME_SAYS_NOTHING"


def _why_unknown(words, kinds):
    """Returns why words of which none is a usual one of names name no person, or ""."""
    # Kotwali Model Thana: the words before it are the name of the place.
    if kinds[-1] == "organisation" and "function" not in kinds:
        return "NAME_IS_A_UNIT"
    others = sum(1 for kind in kinds if not kind)
    is_sentence = "function" in kinds and others <= len(kinds) - others
    return "NAME_SAYS_NOTHING" if is_sentence or key(words[-1]) in _VERB_AT_END else ""
