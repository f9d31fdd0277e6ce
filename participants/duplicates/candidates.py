"""Candidates for duplicates: officers who resemble a row of a roster, or another officer.

Candidates share a search key (`participants.duplicates.search_keys`); `participants.identity` weighs them. The work grows with
the number of officers in question, not with its square, because not all pairs are compared. A key of more than SHARED_BY_MOST
officers is ignored; every officer has rarer keys.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db.models import Count

from participants.duplicates.search_keys import OFFICERS_PER_STEP, descriptions
from participants.identity import LIKELY, description_of, keys_of, keys_of_name, weigh
from participants.identity.names import words_of
from participants.models import DistinctPair, OfficerKey

SHARED_BY_MOST = 80
KEYS_PER_QUERY = 900


class Pair(NamedTuple):
    """Two officers who may be one person.

    `a_id` < `b_id`. score: the probability, 0 to 1. evidence: tuple of `participants.identity.Evidence`, the strongest first;
    `str(one)` is a phrase in the active language ("the same phone"), `one.speaks_for` is whether it is evidence for or against.
    """

    a_id: int
    b_id: int
    score: float
    evidence: tuple


class Candidate(NamedTuple):
    """The officer on record whom a row resembles most; `score` and `evidence` as in `Pair`."""

    officer_id: int
    score: float
    evidence: tuple


class Resemblance(NamedTuple):
    """Whom a row resembles: the best Candidate or None, and the ids of all officers with its name, spelled in any way.

    namesakes is empty for a name that more than SHARED_BY_MOST officers have: it says nothing about anybody.
    """

    best: Candidate | None
    namesakes: tuple[int, ...]


def candidates_for(
    values_list: Sequence[Mapping], *, leave_out: Callable[[list[int]], set[int]] | None = None, least: float = LIKELY
) -> list[Candidate | None]:
    """Returns, for each row of a roster, the Candidate it resembles most, or None.

    values_list: the values of rows (`roster.checking`, names of `COMPARED_FIELDS` and "service_number"). leave_out: a function that takes
    ids of officers, up to OFFICERS_PER_STEP, and returns the set of those to ignore. Memory and the number of queries grow with
    the rows, not with the officers on record.
    """
    return [one.best for one in resemblances_for(values_list, leave_out=leave_out, least=least)]


def resemblances_for(
    values_list: Sequence[Mapping], *, leave_out: Callable[[list[int]], set[int]] | None = None, least: float = LIKELY
) -> list[Resemblance]:
    """Returns the Resemblance of each row of a roster, in the same order. Arguments and costs as of `candidates_for`."""
    found: list[Resemblance] = []
    for start in range(0, len(values_list), OFFICERS_PER_STEP):
        found += _resemblances(values_list[start : start + OFFICERS_PER_STEP], leave_out, least)
    return found


def _resemblances(values_list, leave_out, least):
    rows = [description_of(values) for values in values_list]
    sharing, telling = _sharing([keys_of(row) for row in rows])
    ids = sorted({pk for officers in sharing for pk in officers})
    on_record = _described(ids)
    for start in range(0, len(ids), OFFICERS_PER_STEP) if leave_out else ():
        for pk in leave_out(ids[start : start + OFFICERS_PER_STEP]):
            on_record.pop(pk, None)
    names = {pk: _spellings(person) for pk, person in on_record.items()}
    found = []
    for row, officers in zip(rows, sharing, strict=True):
        near = [pk for pk in sorted(officers) if pk in on_record]
        weighed = (Candidate(pk, *weigh(row, on_record[pk], least=least)) for pk in near)
        best = max((one for one in weighed if one.score >= least), key=lambda one: one.score, default=None)
        # Where too many have the name, those who were found by another key are not all of them.
        mine = _spellings(row) if near and not telling.isdisjoint(keys_of_name(row)) else frozenset()
        namesakes = tuple(pk for pk in near if not mine.isdisjoint(names[pk]))
        found.append(Resemblance(best, namesakes))
    return found


def _spellings(person):
    """Returns the names of a Description as sets of words, without titles and differences of spelling and of order."""
    return frozenset(filter(None, (frozenset(words_of(name)) for name in (person.name_en, person.name_bn) if name)))


def pairs_of(officer_ids: Iterable[int], *, least: float = LIKELY) -> list[Pair]:
    """Returns every Pair of one of these officers with any other on record that scores at least `least`, best first.

    Call it with batches of OFFICERS_PER_STEP ids, in the order of ids; the number of queries does not grow with the number of
    officers on record. A pair is returned once within a batch, and again with the batch of its other officer, with the same
    score. Pairs that a person declared distinct are left out. Officers need search keys (`search_keys.index`).
    """
    described = _described(officer_ids)
    ids = sorted(described)
    sharing, _telling = _sharing([keys_of(described[pk]) for pk in ids])
    both = {
        (min(pk, other), max(pk, other))
        for pk, others in zip(ids, sharing, strict=True)
        for other in others
        if other != pk
    }
    both -= _distinct(ids)
    described |= _described({pk for pair in both for pk in pair} - described.keys())
    found = (
        Pair(low, high, *weigh(described[low], described[high], least=least))
        for low, high in both
        if low in described and high in described
    )
    return sorted((pair for pair in found if pair.score >= least), key=_best_first)


def _best_first(pair):
    return -pair.score, pair.a_id, pair.b_id


def _sharing(keys_by_row):
    """Returns, for each set of keys, the set of ids of the officers who share one that is not too common; and those keys."""
    rows = defaultdict(list)
    for at, keys in enumerate(keys_by_row):
        for key in keys:
            rows[key].append(at)
    found, all_telling = [set() for _keys in keys_by_row], set()
    keys = sorted(rows)
    for start in range(0, len(keys), KEYS_PER_QUERY):
        counted = OfficerKey.objects.filter(key__in=keys[start : start + KEYS_PER_QUERY]).values_list("key")
        telling = counted.annotate(shared_by=Count("officer")).filter(shared_by__lte=SHARED_BY_MOST).order_by("key")
        part = [key for key, _shared_by in telling]
        all_telling.update(part)
        for key, pk in OfficerKey.objects.filter(key__in=part).values_list("key", "officer") if part else ():
            for at in rows[key]:
                found[at].add(pk)
    return found, all_telling


def _described(officer_ids):
    ids, found = sorted(officer_ids), {}
    for start in range(0, len(ids), OFFICERS_PER_STEP):
        found |= descriptions(ids[start : start + OFFICERS_PER_STEP])
    return found


def _distinct(officer_ids):
    """Returns the pairs, as (low, high), that people declared distinct and that have one of these officers."""
    pairs = DistinctPair.objects.filter(officer_low__in=officer_ids) | DistinctPair.objects.filter(
        officer_high__in=officer_ids
    )
    return set(pairs.values_list("officer_low", "officer_high"))
