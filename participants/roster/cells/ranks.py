"""Parses a rank: names, abbreviations with and without dots, short forms in both scripts, posts instead of ranks.

A text may hold more than the rank: the number of a constable, the branch, the place of a post. The rank is the longest run of
words that is known; what is left over must be of a known kind, else a person decides.
"""

import re
from typing import NamedTuple

from participants.roster.base.legacy import original_english
from participants.roster.base.problems import Problem, problem
from participants.roster.base.rank_spellings import RankTitle
from participants.roster.base.reference import Reference
from participants.roster.base.spellings import nearest
from participants.roster.base.text import key
from participants.roster.cells.rank_words import OTHER_PEOPLE, longest_run, others_than_qualifiers, words_of

_BRACKETS = re.compile(r"\(([^)]*)\)?|\[([^\]]*)\]?")
_PARTS = re.compile(r"[,;/|()\n]+| [-–—] ")
# Of shorter texts every second one resembles some abbreviation.
_SHORTEST_TO_GUESS = 5


class _Found(NamedTuple):
    titles: frozenset[RankTitle] = frozenset()
    is_short: bool = False
    is_respelled: bool = False
    # Words of no known kind.
    left: tuple[str, ...] = ()


def rank(text: str, reference: Reference, *, unit: str | None = None) -> tuple[str | None, list[Problem]]:
    """Returns (code or None, problems) for a clean text of the rank column.

    `unit` is the code of the officer's unit where it is known: "Commissioner" is another rank in Dhaka than elsewhere.
    """
    if not text:
        return None, []
    found = _read(text, reference)
    if found.titles and all(_is_a_place(words, reference) for words in found.left):
        return _decide(text, found, reference, unit=unit)
    english = original_english(text)
    if english:
        meant, _problems = rank(english, reference, unit=unit)
        if meant:
            return None, [_with_suggestion("REVERSE_MOJIBAKE", text, meant, reference)]
    return None, [_with_suggestion("RANK_UNKNOWN", text, _suggestion(text, found, reference), reference)]


def is_rank(text: str, reference: Reference) -> bool:
    """Tells whether a text is nothing but a rank or a post."""
    found = _read(text, reference) if text else _Found()
    return bool(found.titles) and not found.left


def _read(text, reference):
    """Returns the _Found of a whole text."""
    exact = reference.rank_titles.get(key(text))
    if exact:
        return _Found(frozenset(exact))
    found = [_in_part(part, reference) for part in _PARTS.split(_BRACKETS.sub(" ", text))]
    outside = [one for one in found if one.titles]
    # Brackets hold the branch, the place, or the rank behind a post; what else is in them does not matter.
    for in_brackets in _BRACKETS.findall(text):
        inside = _in_part(" ".join(in_brackets), reference)
        if inside.titles and not any(OTHER_PEOPLE & set(left.split()) for left in inside.left):
            outside.append(inside)
    if not outside:
        return _Found()
    left = tuple(left for one in found for left in one.left)
    return _Found(
        _in_common([one.titles for one in outside]),
        any(one.is_short for one in outside),
        any(one.is_respelled for one in outside),
        left,
    )


def _in_part(part, reference):
    words = words_of(part)
    run = longest_run(words, reference.rank_titles, reference.rank_folds)
    if run is None:
        left = " ".join(others_than_qualifiers(words))
        return _Found(left=(left,) if left else ())
    before, behind = words[: run.start], words[run.end :]
    # A post and its rank in a row: Inspector OC.
    second = longest_run(behind, reference.rank_titles)
    titles = run.titles
    if second:
        titles = _in_common([titles, second.titles])
        behind = [*behind[: second.start], *behind[second.end :]]
    left = tuple(" ".join(words) for words in map(others_than_qualifiers, (before, behind)) if words)
    return _Found(titles, run.is_short, run.is_respelled, left)


def _in_common(found):
    """Returns the titles on which all sets of titles agree; ranks count before posts. All titles where they do not agree."""
    ranks = [titles for titles in found if not all(title.is_post for title in titles)] or found
    codes = set.intersection(*({title.code for title in titles} for titles in ranks))
    every = frozenset().union(*ranks)
    return frozenset(title for title in every if title.code in codes) or every


def _is_a_place(words, reference):
    word = words.replace(" ", "")
    return (
        word in reference.upazila_districts
        or word in reference.district_codes
        or word in reference.thana_units
        or word in reference.unit_codes
        or word in reference.division_codes
    )


def _suggestion(text, found, reference):
    if any(OTHER_PEOPLE & set(left.split()) for left in found.left):
        return None
    word = key(text)
    near = nearest(word, tuple(reference.rank_titles), cutoff=0.75) if len(word) >= _SHORTEST_TO_GUESS else None
    codes = {title.code for title in (reference.rank_titles[near] if near else found.titles)}
    return codes.pop() if len(codes) == 1 else None


def _with_suggestion(code, seen, suggestion, reference):
    if suggestion is None:
        return problem(code, "rank", seen=seen)
    return problem(code, "rank", suggestion=suggestion, seen=seen, meant=reference.ranks[suggestion].name_en)


def _decide(text, found, reference, *, unit):
    titles = found.titles
    if len({title.code for title in titles}) > 1:
        titles = {title for title in titles if unit and _is_at(title.where, unit)}
        if len({title.code for title in titles}) != 1:
            return None, [problem("RANK_AMBIGUOUS", "rank", seen=text)]
    code = next(iter(titles)).code
    after = reference.ranks[code].name_en
    if all(title.is_post for title in titles):
        return code, [problem("RANK_FROM_POST", "rank", seen=text, after=after)]
    if found.is_respelled:
        return code, [problem("RANK_RESPELLED", "rank", seen=text, after=after)]
    if found.is_short:
        return code, [problem("RANK_ABBREV", "rank", after=after)]
    return code, []


def _is_at(where, unit):
    return unit in where.split(",") or (where == "smaller metros" and unit.endswith("MP") and unit != "DMP")
