"""Officers who are perhaps one person: whom a row of a roster resembles, and which records resemble each other.

The search goes by the keys that `participants.duplicates.search_keys` keeps; what is found is weighed by `participants.identity`.
Nothing compares all with all: the work grows with the officers asked about, not with their square. A key that more than
SHARED_BY_MOST officers have says too little and is passed over; every officer has narrower ones besides.
"""

from collections import defaultdict
from typing import NamedTuple

from django.db.models import Count

from participants.duplicates.search_keys import OFFICERS_PER_STEP, descriptions
from participants.identity import LIKELY, description_of, keys_of, weigh
from participants.models import DistinctPair, OfficerKey

SHARED_BY_MOST = 80
KEYS_PER_QUERY = 900


class Pair(NamedTuple):
    """Two officers who are perhaps one person.

    `a_id` < `b_id`. `score` is how probable it is, 0 to 1. `evidence` is a tuple of `participants.identity.Evidence`, the
    strongest first: `str(one)` is a phrase in the active language ("the same phone"), `one.speaks_for` tells for or
    against, `one.as_json()` is what to store and `evidence_from_json` the way back.
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


def candidates_for(values_list, *, leave_out=None, least=LIKELY):
    """Returns, for each row of a roster, the Candidate it resembles most, or None.

    values_list: the values of rows (`roster.checking`, names of `COMPARED_FIELDS` and "service_number"). leave_out: takes the ids of
    officers, up to OFFICERS_PER_STEP, and returns the set of those who are not meant. Memory and the number of queries grow
    with the rows, not with the officers on record.
    """
    found = []
    for start in range(0, len(values_list), OFFICERS_PER_STEP):
        found += _best(values_list[start : start + OFFICERS_PER_STEP], leave_out, least)
    return found


def _best(values_list, leave_out, least):
    rows = [description_of(values) for values in values_list]
    sharing = _sharing([keys_of(row) for row in rows])
    ids = sorted({pk for officers in sharing for pk in officers})
    on_record = _described(ids)
    for start in range(0, len(ids), OFFICERS_PER_STEP) if leave_out else ():
        for pk in leave_out(ids[start : start + OFFICERS_PER_STEP]):
            on_record.pop(pk, None)
    best = []
    for row, officers in zip(rows, sharing, strict=True):
        weighed = (Candidate(pk, *weigh(row, on_record[pk], least=least)) for pk in sorted(officers) if pk in on_record)
        best.append(max((one for one in weighed if one.score >= least), key=lambda one: one.score, default=None))
    return best


def pairs_of(officer_ids, *, least=LIKELY):
    """Returns every Pair of one of these officers with any other on record that scores at least `least`, best first.

    For work in steps: hand it OFFICERS_PER_STEP ids at a time, in order of id; the number of queries does not grow with what
    is on record. A pair is returned once within a step, and again when its other officer's turn comes, with the same
    score. Pairs that a person declared distinct are left out. Officers must have been indexed (`identity_keys.index`).
    """
    described = _described(officer_ids)
    ids = sorted(described)
    sharing = _sharing([keys_of(described[pk]) for pk in ids])
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


def likely_pairs(queryset, *, limit, after=None):
    """Returns the `limit` best Pairs whose two officers are both in `queryset` (of Officer), best first.

    Pairs declared distinct are left out. `after`: the last Pair of the page before, or None. Searches through the whole
    queryset each time, in bounded memory: pages show what a Job stored with `pairs_of`.
    """
    best, last = [], 0
    while step := list(queryset.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:OFFICERS_PER_STEP]):
        last, here = step[-1], set(step)
        pairs = [pair for pair in pairs_of(step) if pair.a_id in here]
        there = set()
        others = sorted({pair.b_id for pair in pairs} - here)
        for start in range(0, len(others), OFFICERS_PER_STEP):
            part = queryset.filter(pk__in=others[start : start + OFFICERS_PER_STEP])
            there.update(part.values_list("pk", flat=True))
        best += [
            pair
            for pair in pairs
            if pair.b_id in here | there and (after is None or _best_first(pair) > _best_first(after))
        ]
        best = sorted(best, key=_best_first)[:limit]
    return best


def _best_first(pair):
    return -pair.score, pair.a_id, pair.b_id


def _sharing(keys_by_row):
    """Returns, for each set of keys, the set of ids of the officers who share one that is not too common."""
    rows = defaultdict(list)
    for at, keys in enumerate(keys_by_row):
        for key in keys:
            rows[key].append(at)
    found = [set() for _keys in keys_by_row]
    keys = sorted(rows)
    for start in range(0, len(keys), KEYS_PER_QUERY):
        counted = OfficerKey.objects.filter(key__in=keys[start : start + KEYS_PER_QUERY]).values_list("key")
        telling = counted.annotate(shared_by=Count("officer")).filter(shared_by__lte=SHARED_BY_MOST).order_by("key")
        part = [key for key, _shared_by in telling]
        for key, pk in OfficerKey.objects.filter(key__in=part).values_list("key", "officer") if part else ():
            for at in rows[key]:
                found[at].add(pk)
    return found


def _described(officer_ids):
    ids, found = sorted(officer_ids), {}
    for start in range(0, len(ids), OFFICERS_PER_STEP):
        found |= descriptions(ids[start : start + OFFICERS_PER_STEP])
    return found


def _distinct(officer_ids):
    """Returns the pairs, as (low, high), that people declared distinct and that have one of these officers."""
    said = DistinctPair.objects.filter(officer_low__in=officer_ids) | DistinctPair.objects.filter(
        officer_high__in=officer_ids
    )
    return set(said.values_list("officer_low", "officer_high"))
