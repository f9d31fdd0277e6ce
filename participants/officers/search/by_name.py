"""Finds officers by words of their names: as they are written, or as they sound."""

from collections.abc import Iterable
from itertools import pairwise

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Replace

from participants.identity.finding_keys import key_of_word, keys_by_sound, plain, range_of_beginning, words_in
from participants.identity.keys import pair_keys
from participants.identity.names import compare, words_missing
from participants.models import Officer, OfficerKey
from participants.officers.search.asked import Asked
from participants.roster.base.text import BANGLA_LETTER

MOST_BY_SOUND = 50
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


def find(officers: QuerySet[Officer], asked: Asked, without_keys: list[Officer]) -> tuple[QuerySet[Officer], bool]:
    """Returns (the officers with this name, whether only by sound). Those found by sound are in order, best first.

    without_keys: officers whose names are compared one by one.
    """
    ways = dict.fromkeys((asked.words, asked.beginning))
    for words in ways:
        exact = written(officers, words, without_keys)
        if exact.exists():
            return exact, False
    alike = next((found for words in ways if (found := _alike(officers, words, without_keys))), None)
    if not alike:
        return officers.none(), False
    places = [When(pk=pk, then=Value(at)) for at, pk in enumerate(alike)]
    return officers.filter(pk__in=alike).order_by(Case(*places)), True


def written(officers: QuerySet[Officer], words: Iterable[str], without_keys: Iterable[Officer]) -> QuerySet[Officer]:
    """Returns the officers in whose name every one of these words (`plain`) begins a word, in either script."""
    words = tuple(words)
    by_keys = officers.alias(plain_bn=_plain_in_database("name_bn"))
    for word in words:
        by_keys = by_keys.filter(_contains(word))
        if within := range_of_beginning(word):
            by_keys = by_keys.filter(pk__in=OfficerKey.objects.filter(key__range=within).values("officer"))
    others = [one.pk for one in without_keys if _begins_words_of(one, words)]
    if not others:
        return by_keys
    both = by_keys.order_by().values("pk").union(Officer.objects.filter(pk__in=others).order_by().values("pk"))
    return officers.filter(pk__in=both)


def _contains(word):
    if BANGLA_LETTER.search(word):
        return Q(plain_bn__contains=word)
    return Q(name_en__icontains=word)


def _plain_in_database(field):
    found = F(field)
    for written_so, meant in _SAME_LETTERS:
        found = Replace(found, Value(written_so), Value(meant))
    return found


def _begins_words_of(officer, words):
    theirs = [word.casefold() for word in words_in(plain(f"{officer.name_en} {officer.name_bn}"))]
    return all(any(their.startswith(word.casefold()) for their in theirs) for word in words)


def _alike(officers, words, without_keys):
    """Returns the ids of at most MOST_BY_SOUND officers whose names sound like the words, the most alike first."""
    name = " ".join(words)
    allowed = 1 if len(words) >= _WORDS_WITH_ONE_WRONG else 0
    others = [(one.pk, one.name_en, one.name_bn) for one in without_keys]
    steps = (_begin_alike, _sound_alike, _share_two, _one_word_or_two)
    for candidates in (step(officers, words) for step in steps):
        rows = (
            []
            if candidates is None
            else list(candidates.order_by("pk").values_list("pk", "name_en", "name_bn")[:MOST_COMPARED])
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
        officers = officers.filter(pk__in=OfficerKey.objects.filter(key__range=within).values("officer"))
    return officers if ranges else None


def _sound_alike(officers, words):
    """Returns the officers with a word that sounds like each of the words, with one consonant heard or typed wrongly."""
    sounds = [keys for word in words if (keys := keys_by_sound(word))]
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
