"""Finds officers by words of their names: as they are written, or as they sound."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from django.db.models import Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Replace, StrIndex, Upper

from participants.identity.finding_keys import (
    code_of,
    key_of_word,
    keys_by_sound,
    plain,
    range_of_beginning,
    words_in,
)
from participants.identity.keys import pair_keys
from participants.identity.names import compare, words_missing, words_of
from participants.models import Officer, OfficerKey
from participants.roster.base.text import BANGLA_LETTER

# Nobody reads more; the page asks to write more of the name.
MOST_WRITTEN, MOST_BY_SOUND = 200, 50
# How many names are compared with what was asked, at most, in each step.
MOST_COMPARED = 1_500
# In a name of so many words one may be wrong altogether.
_WORDS_WITH_ONE_WRONG = 3
# Of a word that others write as two.
_SHORTEST_HALF = 3
# What `plain` does, for names on record.
_SAME_LETTERS = (
    ("\u09a4\u09cd\u200d", "ৎ"), ("\u200c", ""), ("\u200d", ""),
    ("\u09df", "\u09af\u09bc"), ("\u09dc", "\u09a1\u09bc"), ("\u09dd", "\u09a2\u09bc"),
)  # fmt: skip


def written(officers: QuerySet[Officer], words: Sequence[str], without_keys: Iterable[Officer]) -> list[int]:
    """Returns the ids of the officers in whose name every one of these words (`plain`) begins a word, in either script.

    Those first who have the words whole, then in the order of names; at most MOST_WRITTEN. One query. without_keys: officers whose
    names are compared one by one.
    """
    rows = [(one.pk, one.name_en, one.name_bn) for one in without_keys]
    ranges = [(word, within) for word in words if (within := range_of_beginning(word))]
    if ranges:
        rows += _with_all_words(officers, words, ranges)
    ranked = sorted({(rank, *names, pk) for pk, *names in rows if (rank := _rank_as_written(names, words)) is not None})
    return [pk for *_rank, pk in ranked]


def _with_all_words(officers, words, ranges):
    for at, word in enumerate(words):
        officers = officers.alias(**{f"place_{at}": _place_of(word)}).filter(**{f"place_{at}__gt": 0})
    _word, rarest = max(ranges, key=lambda one: _rarity(one[0]))
    # In the order of the index, so that a common word is read until there are enough, and never sorted.
    keys = OfficerKey.objects.filter(Exists(officers.order_by().filter(pk=OuterRef("officer"))), key__range=rarest)
    names = keys.order_by("key", "officer").values_list("officer", "officer__name_en", "officer__name_bn")
    return names[:MOST_WRITTEN]


def _rarity(word):
    return max((one.bits for one in words_of(word)), default=0.0), len(code_of(word))


def _with_key_in(within):
    return OfficerKey.objects.filter(key__range=within).values("officer")


def _place_of(word):
    """Returns where the word stands in the name, in the database.

    As a number, because PostgreSQL takes it for true of many rows; a pattern it takes for true of very few, and then reads all
    officers with a common word.
    """
    if BANGLA_LETTER.search(word):
        return StrIndex(_plain_in_database("name_bn"), Value(word))
    return StrIndex(Upper("name_en"), Value(word.upper()))


def _plain_in_database(field):
    found = F(field)
    for written_so, meant in _SAME_LETTERS:
        found = Replace(found, Value(written_so), Value(meant))
    return found


def _rank_as_written(names, words):
    """Returns how many of the words are only beginnings of words in the names; None where one of them is not even that."""
    theirs = [word.casefold() for word in words_in(plain(" ".join(names)))]
    begun = [word.casefold() for word in words]
    if not all(any(their.startswith(word) for their in theirs) for word in begun):
        return None
    return sum(word not in theirs for word in begun)


def sounding_alike(officers: QuerySet[Officer], words: Sequence[str], without_keys: Iterable[Officer]) -> list[int]:
    """Returns the ids of at most MOST_BY_SOUND officers whose names sound like the words, the most alike first.

    At most five queries, of MOST_COMPARED names each.
    """
    name = " ".join(words)
    allowed = 1 if len(words) >= _WORDS_WITH_ONE_WRONG else 0
    others = [(one.pk, one.name_en, one.name_bn) for one in without_keys]
    for step in (_begin_alike, _sound_alike, _share_two, _one_word_or_two):
        candidates = step(officers, words)
        rows = (
            candidates.order_by().values_list("pk", "name_en", "name_bn")[:MOST_COMPARED]
            if candidates is not None
            else ()
        )
        if ranked := sorted(_ranked(name, [*others, *rows], allowed)):
            return [pk for *_rank, pk in ranked[:MOST_BY_SOUND]]
    return []


def _ranked(name, rows, allowed):
    """Yields (words missing, unlikeness, id) of the names that are like enough."""
    for pk, *theirs in rows:
        best = min((words_missing(name, their), -compare(name, their).share) for their in theirs if their)
        if best[0] <= allowed:
            yield *best, pk


def _begin_alike(officers, words):
    """Returns the officers with a word that begins like each of the words, by its consonants."""
    ranges = [within for word in words if (within := range_of_beginning(word))]
    for within in ranges:
        officers = officers.filter(pk__in=_with_key_in(within))
    return officers if ranges else None


def _sound_alike(officers, words):
    """Returns the officers with a word that sounds like each of the words, with one consonant heard or typed wrongly."""
    # The two rarest words are enough for the database; the names that it finds are compared word by word.
    telling = sorted(words, key=_rarity, reverse=True)[:2]
    sounds = [keys for word in telling if (keys := keys_by_sound(word))]
    for keys in sounds:
        officers = _with_keys(officers, keys)
    return officers if sounds else None


def _share_two(officers, words):
    """Returns the officers with two of the words: of three or more, one may be quite another."""
    return _with_keys(officers, pair_keys(" ".join(words))) if len(words) >= _WORDS_WITH_ONE_WRONG else None


def _one_word_or_two(officers, words):
    """Returns the officers who write two of the words as one, or one as two: Shah Alam, Shahalam."""
    keys = {key_of_word(one + other) for one, other in pairwise(words)}
    for word in words:
        for at in range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF + 1):
            keys |= pair_keys(f"{word[:at]} {word[at:]}")
    return _with_keys(officers, keys) if keys else None


def _with_keys(officers, keys):
    return officers.filter(pk__in=OfficerKey.objects.filter(key__in=keys).values("officer"))
