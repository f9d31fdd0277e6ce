"""Recognises texts in name cells that name no person: "N/A", "Vacant", "To be nominated", "Officer in Charge", "Khulna Thana"."""

import re
from functools import lru_cache

from participants.roster.base.text import is_placeholder, key
from participants.roster.cells.name_parts import begins_with_rank, is_post, says_rank
from participants.roster.cells.name_words import is_in_names, is_rank_word, kind_of, station_names, unit_abbreviations

_WORDS = re.compile(r"[^\s.,;:/|()\[\]\-–—…*]+")
_BEGINNINGS = re.compile(
    r"^(?:to be|will be|shall be|not|as per|same as|yet to|no name|list of|name of|names of|see|refer|awaiting|"
    r"pending|loading|n\.? ?a)(?![A-Za-z])",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"(?<=[A-Za-z]{3})s\b")
_LONGEST_INITIALS = 2
_VERB_AT_END = frozenset(
    map(key, ("হবে", "হয়নি", "হয়েছে", "নেই", "নাই", "আসবেন", "আসেননি", "প্রক্রিয়াধীন", "অনুযায়ী", "মোতাবেক"))
)


@lru_cache(maxsize=20_000)
def why_no_name(text: str) -> str:
    """Returns why a text names no person, as a code of a problem: "N/A", "Vacant", "নাম নেই". "" for a text that may name one."""
    words = _WORDS.findall(text)
    if not words or is_placeholder(text) or all(_is_one_letter(word) for word in words):
        return "NAME_SAYS_NOTHING"
    if says_rank(text) or says_rank(_PLURAL.sub("", text)) or _is_post_of_a_place(words):
        return "NAME_IS_A_RANK"
    if len(words) == 1 and words[0].isupper() and key(words[0]) in unit_abbreviations():
        return "NAME_IS_A_UNIT"
    kinds = [kind_of(word) for word in words]
    if all(
        kind or is_rank_word(word) or is_rank_word(_PLURAL.sub("", word))
        for kind, word in zip(kinds, words, strict=True)
    ):
        return _why_all_known(text, set(kinds))
    is_known = any(is_in_names(word) and not is_rank_word(word) for word in words)
    if _BEGINNINGS.match(text) and len(words) > 1 and kinds[0]:
        return "NAME_SAYS_NOTHING"
    return "" if is_known else _why_unknown(words, kinds)


def _is_one_letter(word):
    """Whether a word is nothing but one letter several times: xxxx."""
    return len(word) > _LONGEST_INITIALS and len(set(word.casefold())) == 1


def _is_post_of_a_place(words):
    """Whether words are a post and the place of it: OC Kotwali Model Thana."""
    end = next((at for at, word in enumerate(words) if not is_rank_word(word)), len(words))
    place = words[end:]
    if not end or not place or not is_post(" ".join(words[:end])):
        return False
    return all(kind_of(word) in ("place", "organisation") or key(word) in station_names() for word in place)


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
