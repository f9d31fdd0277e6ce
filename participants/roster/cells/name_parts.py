"""Takes one piece of a name cell apart: what comes before the name, the name, and what comes behind it."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from participants.roster.base.reference import shipped_rank_titles
from participants.roster.base.text import BANGLA_LETTER, key
from participants.roster.cells.name_words import (
    ends_a_name,
    is_in_names,
    is_letter,
    is_rank_word,
    kind_of,
    name_words,
    rank_words,
    unit_abbreviations,
    word_key,
)
from participants.roster.cells.rank_words import (
    is_abbreviation,
    is_qualifier,
    longest_run,
    others_than_qualifiers,
    run_at,
    words_of,
)

_TITLE_OF_TWO_WORDS = ("বেগম", "সাহেবা")
# These are ranks and also family names: behind a name without a comma they belong to it.
_ALSO_SURNAMES = frozenset(map(key, ("Nayek", "Naik", "Nayak", "নায়েক", "নায়ক")))
# Without a comma or brackets, shorter forms than these are more often initials of a name: PC, AC, SS.
_SURE_CODES = "si asi atsi tsi psi sp asp dig igp aig oc এসআই এএসআই এটিএসআই টিএসআই পিএসআই এসপি এএসপি ডিআইজি আইজিপি এআইজি ওসি আরআই টিআই কং"
_SURE_SHORT = frozenset(map(key, _SURE_CODES.split()))
_LONG = 4
# Spellings of ranks that are common words or parts of names when they are alone.
_NEVER_ALONE = frozenset({"c", "co", "nk", "না", "কন", "আরও"})
# Words that follow a rank and belong to it.
_BEHIND_RANKS = (
    "of police no armed unarmed investigation traffic operation operations ops crime admin পুলিশ নং নিঃ সঃ নিরস্ত্র সশস্ত্র তদন্ত ট্রাফিক অপারেশন "
    "অপারেশন্স ক্রাইম অপরাধ প্রশাসন"
)
_BELONGS_TO_A_RANK = frozenset(map(key, _BEHIND_RANKS.split()))
_OF_NUMBERS = frozenset(map(key, ("bp", "id", "nid", "mob", "cell", "ph", "tel", "no", "বিপি", "মোবা", "নং")))
_MODIFIERS = frozenset(
    map(key, ("head", "chief", "trainee", "ex", "former", "retd", "retired", "হেড", "সাবেক", "প্রাক্তন", "অবসরপ্রাপ্ত"))
)
_LETTER_NAMES = frozenset(("এ", "এস", "আই", "পি", "ডি", "জি", "ও", "সি", "টি", "আর", "বি", "এম"))
_MOST_RANK_WORDS = 8
_PLACE_WITHIN = 3
_SERIAL_DIGITS = 4
_SHORTEST_CODE = 2
_WORDS = re.compile(r"[^\s.,;:/|()\[\]\-–—]+")
_FIRST = re.compile(r"[^./\-–()]+")
_DIGIT = re.compile("[0-9০-৯]")


@dataclass
class Parts:
    """What one piece holds. `doubtful`: letters that may be a rank or the initials of the name; `unsure`: a rank of an army."""

    name: str = ""
    title: str = ""
    ranks: list[str] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    behind: list[str] = field(default_factory=list)
    is_absence: bool = False


class _Rank(NamedTuple):
    end: int
    is_sure: bool


def take_apart(text: str, *, is_separate: bool = False) -> Parts:
    """Returns the Parts of a piece. is_separate: it comes behind a comma, in brackets or on a line of its own."""
    parts = Parts()
    words = text.split(" ")
    at = _read_front(words, parts, is_separate=is_separate)
    end = _end_of_name(words, at, is_separate=is_separate)
    if end < len(words) and not any(map(is_in_names, words[at:end])):
        # "Khulna SI Karim Uddin": the name is behind the rank.
        rank = _rank_at(words, end, is_separate=is_separate)
        if rank and rank.is_sure and any(map(is_in_names, words[rank.end :])):
            parts.before.append(" ".join(words[at:end]))
            at = _read_front(words, parts, is_separate=is_separate, at=end)
            end = _end_of_name(words, at, is_separate=is_separate)
    parts.name = " ".join(words[at:end]).strip(" -–,")
    _read_behind(words, end, parts)
    return parts


@lru_cache(maxsize=20_000)
def says_rank(text: str) -> bool:
    """Whether a text is a rank or a post with nothing else but qualifiers: "Inspector (Investigation)"."""
    if not any(is_rank_word(word) or is_letter(word) for word in _WORDS.findall(text)):
        return False
    words = words_of(text)
    run = longest_run(words, shipped_rank_titles().by_key)
    if run is None:
        return False
    around = (words[: run.start], words[run.end :])
    return not any(others_than_qualifiers(part) or not name_words().isdisjoint(part) for part in around)


def is_post(text: str) -> bool:
    """Whether a text names a post and no rank."""
    run = longest_run(words_of(text), shipped_rank_titles().by_key)
    return run is not None and all(title.is_post for title in run.titles)


def begins_with_rank(text: str) -> bool:
    """Whether a text begins with a rank or a post: "OC Kotwali"."""
    words = text.split(" ")
    return _rank_at(words, 0, is_separate=True) is not None


def _read_front(words, parts, *, is_separate, at=0):
    """Reads what comes before the name, from `at` on, into parts; returns the index of the first word of the name."""
    while at < len(words):
        word, is_last = words[at], at == len(words) - 1
        kind = kind_of(word)
        if kind == "title" and not is_last and not parts.title:
            parts.title, at = word.rstrip("."), at + 1
        elif tuple(words[at : at + 2]) == _TITLE_OF_TWO_WORDS and at + 2 < len(words):
            parts.title, at = " ".join(words[at : at + 2]), at + 2
        elif rank := _rank_at(words, at, is_separate=is_separate):
            (parts.ranks if rank.is_sure else parts.doubtful).append(" ".join(words[at : rank.end]))
            at = rank.end
        elif kind in ("number", "mark"):
            if kind == "number" and len(_DIGIT.findall(word)) > _SERIAL_DIGITS:
                parts.before.append(word)
            at += 1
        elif kind == "function" or (ends_a_name(kind) and is_last):
            # "to be nominated", "Absent": there is no name behind it.
            parts.is_absence |= any(kind_of(other) == "absence" for other in words[at:])
            parts.behind.append(" ".join(words[at:]))
            return len(words)
        elif kind == "other_force" and not is_last:
            parts.unsure.append(word)
            at += 1
        elif ends_a_name(kind):
            parts.is_absence |= kind == "absence"
            parts.before.append(word)
            at += 1
        else:
            break
    return at


def _end_of_name(words, at, *, is_separate):
    """Returns the index behind the last word of the name that begins at `at`."""
    last = len(words) - 1
    for end in range(at + 1, len(words)):
        kind = kind_of(words[end])
        if kind in ("number", "mark") and any(map(is_in_names, words[end + 1 :])):
            # A sign inside of the name: nobody knows what it is there for.
            continue
        if kind == "organisation" or _is_unit(words, end):
            return _before_place(words, at, end)
        if ends_a_name(kind) or (kind == "place" and end == last and end - at > 1):
            return _before_number(words, at, end) if kind == "number" else end
        rank = _rank_at(words, end, is_separate=is_separate)
        if rank and (rank.is_sure or rank.end == len(words)) and not _is_surname(words, end, rank):
            return end
    return len(words)


def _before_number(words, at, end):
    """Returns the index of what a number at `end` is a number of: BP 9900000001, Mobile 01700000001."""
    while end - 1 > at and word_key(words[end - 1]) in _OF_NUMBERS:
        end -= 1
    return end


def _is_unit(words, at):
    word = words[at]
    return word.isupper() and word_key(word) in unit_abbreviations() and not all(other.isupper() for other in words)


def _is_surname(words, at, rank):
    return key("".join(words[at : rank.end])) in _ALSO_SURNAMES


def _before_place(words, at, end):
    """Returns the index of the place that an organisation at `end` is in: "Khulna District Police", "Kotwali Thana"."""
    while end - 1 > at and kind_of(words[end - 1]) == "place":
        end -= 1
    is_name_left = end - 1 - at > 1
    if is_name_left and not is_in_names(words[end - 1]) and kind_of(words[end]) == "organisation":
        end -= 1
    return end


def _read_behind(words, at, parts):
    """Reads the words behind the name, from `at` on, into parts: ranks, and texts that are no part of the name."""
    text = []
    while at < len(words):
        rank = _rank_at(words, at, is_separate=False)
        if rank is None:
            parts.is_absence |= kind_of(words[at]) == "absence"
            text.append(words[at])
            at += 1
            continue
        # The place of a post belongs to it: OC Kotwali.
        end = rank.end + len(list(takewhile(_is_of_place, words[rank.end :])))
        (parts.ranks if rank.is_sure else parts.doubtful).append(" ".join(words[at:end]))
        at = end
    if behind := " ".join(text).strip(" -–,"):
        parts.behind.append(behind)


def _is_of_place(word):
    return kind_of(word) in ("", "place", "organisation") and not is_rank_word(word)


def _rank_at(words, at, *, is_separate):
    """Returns the _Rank that begins at a word, or None."""
    first = _FIRST.match(words[at])
    if first is None or not any(
        (
            is_rank_word(first.group()),
            is_rank_word(words[at]),
            is_letter(first.group()),
            word_key(words[at]) in _MODIFIERS,
        )
    ):
        return None
    keys, ends = [], []
    for index in range(at, min(at + _MOST_RANK_WORDS, len(words))):
        found = words_of(words[index])
        if not found and index == at:
            return None
        keys += found
        ends += [index + 1] * len(found)
    start = 0
    while start < len(keys) and start <= 2:
        found = _longest_from(keys, ends, start)
        if found:
            end = _with_its_words(words, ends[found - 1])
            run = words[ends[start] - 1 : end]
            return _Rank(end, _is_sure(keys[start:found], run, words[:at] + words[end:], is_separate=is_separate))
        if not _may_begin(keys[start]):
            return None
        start += 1
    return None


def _may_begin(word):
    """Whether a word, as a key, may be the first of a rank that is not known as a whole: Head Constable, Dy. SP."""
    is_of_rank = is_qualifier(word) or is_abbreviation(word) or word in rank_words() or word in _MODIFIERS
    return is_of_rank and word not in name_words()


def _longest_from(keys, ends, start):
    """Returns the end of the longest run of keys that spells a rank and ends with a whole word; 0 where none does."""
    titles = shipped_rank_titles().by_key
    for end in range(len(keys), start, -1):
        if end < len(keys) and ends[end] == ends[end - 1]:
            continue
        run = run_at(keys, start, end, titles)
        if run is None or "".join(keys[start:end]) in _NEVER_ALONE:
            continue
        if run.is_short and keys[start] in name_words():
            # Sen is also short for senior: Amit Sen.
            continue
        if len(keys[start]) == 1 and end - start > 1 and "".join(keys[start:end]) not in _SURE_SHORT:
            # A.C. Roy
            continue
        return end
    return 0


def _with_its_words(words, end):
    """Returns the end of a rank with its number, its qualifiers and the place of a post: OC Kotwali Thana."""
    while end < len(words) and (word_key(words[end]) in _BELONGS_TO_A_RANK or kind_of(words[end]) == "number"):
        end += 1
    for index in range(end, min(end + _PLACE_WITHIN, len(words))):
        if is_in_names(words[index]):
            break
        if kind_of(words[index]) == "organisation":
            return index + 1
    return end


def _is_sure(keys, run, others, *, is_separate):
    """Whether letters are a rank, and not the initials of a name."""
    is_alone = is_separate and not any(map(_may_be_name, others))
    if is_alone or _DIGIT.search("".join(run)) or any(map(_is_full_word, keys)):
        return True
    if len(keys) > 1 and any(is_abbreviation(word) and word not in name_words() for word in keys):
        # Sr. ASP
        return True
    short = "".join(keys)
    if short not in _SURE_SHORT or (len(keys) > 1 and any(len(word) == 1 or word in _LETTER_NAMES for word in keys)):
        # AC; S.I., এস আই
        return False
    return bool(BANGLA_LETTER.search(run[0])) or _is_latin_code(short, run[0], others)


def _is_latin_code(short, typed, others):
    is_beside_a_name = any(map(is_in_names, others))
    if typed.isupper():
        return is_beside_a_name or not all(word.isupper() for word in others)
    # "Si" is also a name of the Marma.
    return is_beside_a_name and (len(short) > _SHORTEST_CODE or typed.islower())


def _is_full_word(word):
    """Whether a key of a rank is a word or the short form of one, and not a row of first letters: inspector, insp, addl."""
    if is_abbreviation(word):
        return len(word) > _SHORTEST_CODE and word not in name_words()
    is_code = word in _SURE_SHORT or (word.isascii() and not set("aeiou") & set(word[1:]))
    return len(word) >= _LONG and not is_code


def _may_be_name(word):
    return not kind_of(word) and not is_rank_word(word)
