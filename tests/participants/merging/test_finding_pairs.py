"""The search through all officers keeps what it finds for the desk; telling two people apart is remembered."""

import pytest
from django.utils import timezone

from accounts.refusal import Refused
from jobs.requesting import run_now
from participants.duplicates.distinct_pairs import declare_distinct, withdraw
from participants.duplicates.scan import request_scan, store_pairs
from participants.duplicates.search_keys import index
from participants.merging.merges import merge
from participants.models import DistinctPair, DuplicatePair, Officer, in_pair
from participants.roster_import.known_officers import known_officers
from tests.factories import ProgrammeFactory, UserFactory
from tests.participants.merging.conftest import recorded


class Found:
    """A pair as the search of participants/duplicates/candidates.py returns it."""

    def __init__(self, one, other, score=0.9):
        pair = in_pair(one, other)
        self.a_id, self.b_id, self.score, self.evidence = *pair.values(), score, ()


@pytest.fixture
def twins(programme):
    """Two records of one person, under one phone and nearly one name."""
    facts = {"name_en": "Shamsunnahar Begum Chowdhury", "name_bn": "", "mobile": "+8801711000001", "sex": "female"}
    return [
        recorded(programme, **facts),
        recorded(programme, **facts | {"name_en": "Shamsun Nahar Begum Chowdhury"}),
    ]


def stored():
    return set(DuplicatePair.objects.values_list("officer_low", "officer_high"))


def test_a_search_finds_who_was_recorded_twice(twins, kept):
    job = run_now(request_scan())
    assert (job.state, job.result) == ("done", {"pairs": 1})
    pair = DuplicatePair.objects.get()
    assert (pair.officer_low, pair.officer_high) == (twins[0], twins[1])
    assert pair.evidence


def test_a_search_run_twice_finds_the_same_once(twins, coordinator):
    run_now(request_scan())
    first = DuplicatePair.objects.get()
    assert run_now(request_scan(by=coordinator)).result == {"pairs": 1}
    assert DuplicatePair.objects.get().pk == first.pk


def test_a_search_counts_only_officers_of_who_asked(twins, coordinator):
    own = run_now(request_scan(by=coordinator))
    assert (own.done, own.total) == (Officer.objects.coordinated_by(coordinator).count(),) * 2
    for nobodys in (UserFactory(), None):
        job = run_now(request_scan(by=nobodys))
        assert (job.state, job.done, job.total) == ("done", 0, 0)


def test_who_no_longer_resembles_anybody_leaves_the_desk(twins):
    run_now(request_scan())
    twins[1].name_en, twins[1].mobile, twins[1].sex = "Krishna Chandra Das", "+8801711999999", "male"
    twins[1].save()
    index([twins[1]])
    run_now(request_scan())
    assert stored() == set()


def test_while_a_search_waits_nobody_asks_for_another(coordinator):
    assert request_scan(by=coordinator) == request_scan()


def test_a_record_merged_since_the_search_is_left_out(kept, absorbed, coordinator, programme):
    third = recorded(programme)
    pairs = [Found(kept, third), Found(absorbed, third)]
    merge(kept, absorbed, by=coordinator)
    store_pairs(pairs, officers=[kept.pk, third.pk])
    assert stored() == {(kept.pk, third.pk)}


# Two people


@pytest.fixture
def pair(kept, absorbed):
    return DuplicatePair.objects.create(**in_pair(kept, absorbed), score=0.8, found_at=timezone.now())


def test_whoever_was_told_apart_is_not_asked_about(kept, absorbed, coordinator, pair):
    said = declare_distinct(absorbed, kept, by=coordinator, reason=" Two\u2028brothers\x00 ")
    assert (said.officer_low, said.officer_high, said.reason, said.said_by) == (
        kept,
        absorbed,
        "Two brothers",
        coordinator,
    )
    assert not DuplicatePair.objects.open().exists()


def test_a_search_keeps_the_pair_that_was_told_apart_for_the_day_it_is_taken_back(kept, absorbed, coordinator, pair):
    said = declare_distinct(kept, absorbed, by=coordinator)
    store_pairs([], officers=[kept.pk, absorbed.pk])
    withdraw(said, by=coordinator)
    assert DuplicatePair.objects.open().get() == pair


def test_said_twice_it_stands_once(kept, absorbed, coordinator):
    assert declare_distinct(kept, absorbed, by=coordinator) == declare_distinct(absorbed, kept, by=coordinator)


def test_it_is_taken_back_once(kept, absorbed, coordinator):
    said = declare_distinct(kept, absorbed, by=coordinator)
    withdraw(said, by=coordinator)
    with pytest.raises(Refused, match="taken back already"):
        withdraw(said, by=coordinator)


@pytest.mark.parametrize("who", ["trainer", "outsider", "observer"])
def test_only_coordinators_tell_apart(kept, absorbed, session, request, who):
    with pytest.raises(Refused, match="not there any more"):
        declare_distinct(kept, absorbed, by=request.getfixturevalue(who))
    assert not DistinctPair.objects.exists()


def test_pairs_are_seen_by_those_who_coordinate_both(kept, absorbed, coordinator, pair):
    DuplicatePair.objects.create(**in_pair(kept, recorded(ProgrammeFactory())), score=0.9, found_at=timezone.now())
    assert list(DuplicatePair.objects.visible_to(coordinator)) == [pair]


# Former numbers


def test_a_roster_that_still_has_the_old_number_finds_the_person(kept, absorbed, coordinator):
    merge(kept, absorbed, by=coordinator)
    known = known_officers(["9977700001", "9977700002", "9977700003"], lock=True)
    assert {number: officer.id for number, officer in known.items()} == {
        "9977700001": kept.pk,
        "9977700002": kept.pk,
    }
