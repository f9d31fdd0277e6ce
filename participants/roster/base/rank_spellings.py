"""All spellings of ranks and of posts that tell a rank, computed once from their names."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from participants.roster.base.text import key

_BRACKETS = re.compile(r"\(([^)]*)\)")
_OF_POLICE = " of Police"


class RankTitle(NamedTuple):
    """A rank that a spelling may mean. `is_post`: the spelling names a post; `where`: only in this kind of unit."""

    code: str
    is_post: bool = False
    where: str = ""


class Titles(NamedTuple):
    """What spellings may mean: {key: set of RankTitle}, and all words that the spellings are made of, as keys."""

    by_key: dict[str, set[RankTitle]]
    words: frozenset[str]


# Spellings that the list of ranks does not have.
_MORE_RANKS = {
    "CONST": ("Constable", "Police Constable", "কনস্টবল", "কনষ্টেবল", "পুলিশ কনস্টেবল", "কনঃ", "কন্সটঃ"),
    "NAYEK": ("Nayak", "নায়ক"),
    "ASI": ("ATSI", "Asst Sub Inspector", "সহকারী উপপরিদর্শক", "এএস আই", "এ এসআই", "সহকারী সাব ইন্সপেক্টর"),
    "SI": (
        "Sub-Inspr",
        "Sergeant",
        "TSI",
        "PSI",
        "উপপরিদর্শক",
        "সাব ইন্সপেক্টর",
        "সাব ইন্সঃ",
        "পিএসআই",
        "পুলিশ উপ-পরিদর্শক",
        "উপ-পুলিশ পরিদর্শক",
    ),
    "INSP": ("Inspr", "Police Inspector", "Inspector of Police", "ইন্সপেক্টার", "ইন্সঃ", "ইন্সপেক্টর", "ইনস্পেক্টর"),
    "ASP": ("এ এস পি", "Assistant Police Super", "Assistant SP", "সহকারী এসপি"),
    "ADDL_SP": ("অতিরিক্ত এসপি", "Addl S.P", "এডিঃ এসপি", "Additional Police Super"),
    "SR_ASP": ("সিনিয়র এ এস পি", "Senior Assistant Police Super"),
    "SP": ("Police Super", "Police Superintendent", "এস পি"),
    "ADDL_DIG": ("Additional DIG",),
    "ADDL_IGP": ("Additional IGP", "Additional IG", "অতিরিক্ত আইজি"),
}
# Posts of a metropolitan police that are written short.
_METRO_POSTS = {
    "SP": ("DC", "ডিসি"),
    "ADDL_SP": ("ADC", "এডিসি"),
    "SR_ASP": ("SAC",),
    "ASP": ("AC",),
    "ADDL_DIG": ("JC",),
}


def of_ranks(
    ranks: Iterable[Any],
    titles: Iterable[tuple[str, str, str, str]],
    posts: Iterable[tuple[Sequence[str], Sequence[str]]] = (),
) -> Titles:
    """Returns the Titles of RankFacts, of metropolitan titles (code, where, English, Bangla) and of posts (codes, names)."""
    found: dict[str, set[RankTitle]] = {}
    words: set[str] = set()

    def add(name, *meant):
        if word := key(name):
            found.setdefault(word, set()).update(meant)
            words.update(map(key, re.split(r"[\s\-–().,/]+", name)), (word,))

    codes = {rank.code: rank for rank in ranks}
    for rank in codes.values():
        _add_rank(rank, add)
    names: Sequence[str]
    for code, where, *names in titles:
        for name in names if code in codes else ():
            for text in (name, _BRACKETS.sub("", name), *_BRACKETS.findall(name)):
                add(text, RankTitle(code, where=where))
    for code, names in _METRO_POSTS.items():
        for name in names if code in codes else ():
            add(name, RankTitle(code, where="all metros"))
    for all_codes, names in posts:
        meant = [RankTitle(code, is_post=True) for code in all_codes if code in codes]
        for name in names if meant else ():
            # A spelling that the list of ranks has as well is that of a post.
            found.pop(key(name), None)
            add(name, *meant)
    return Titles(found, frozenset(words - {""}))


def _add_rank(rank, add):
    here = RankTitle(rank.code)
    short = rank.name_en.removesuffix(_OF_POLICE)
    # "Superintendent" alone is also an officer of other services.
    unshortened = (short,) if " " in short else ()
    for alias in (
        rank.name_en,
        *unshortened,
        short + _OF_POLICE,
        rank.name_bn,
        *rank.aliases,
        *_MORE_RANKS.get(rank.code, ()),
    ):
        add(alias, here)
        hint = _BRACKETS.search(alias)
        if hint:
            is_post = hint.group(1) in ("post", "পদ")
            where = hint.group(1) if hint.group(1).isascii() and not is_post else ""
            add(_BRACKETS.sub("", alias), RankTitle(rank.code, is_post, where))


def folds_of(titles: Mapping[str, set[RankTitle]], fold: Any, *, least: int) -> dict[str, str]:
    """Returns {fold: key} for spellings of at least so many letters whose fold means the same ranks only."""
    found: dict[str, str] = {}
    doubtful = set()
    for word in titles:
        if len(word) < least:
            continue
        folded = fold(word)
        if folded in found and titles[found[folded]] != titles[word]:
            doubtful.add(folded)
        found.setdefault(folded, word)
    return {folded: word for folded, word in found.items() if folded not in doubtful}
