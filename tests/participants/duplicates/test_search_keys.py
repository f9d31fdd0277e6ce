"""Search keys follow what is on record."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from participants.duplicates import search_keys
from participants.identity import keys_of
from participants.identity.finding_keys import finding_keys
from participants.models import Officer, OfficerKey
from participants.officers.postings import record_posting
from tests.factories import OfficerFactory, UnitFactory

pytestmark = pytest.mark.django_db


def keys(officer):
    return set(OfficerKey.objects.filter(officer=officer).values_list("key", flat=True))


def expected(officer):
    (described,) = search_keys.descriptions([officer.pk]).values()
    return keys_of(described) | finding_keys((described.name_en, described.name_bn), described.mobile)


def test_an_indexed_officer_has_the_keys_of_the_record():
    officer = OfficerFactory(name_en="Rezaul Talukder", mobile="+8801712345678")
    assert search_keys.index([officer]) == 1
    assert keys(officer) == expected(officer) != set()


def test_indexed_again_after_a_change_the_old_keys_are_gone():
    officer = OfficerFactory(mobile="+8801712345678")
    search_keys.index([officer])
    before = keys(officer)
    Officer.objects.filter(pk=officer.pk).update(mobile="+8801912345678")
    search_keys.index([officer.pk])
    assert len(keys(officer) - before) == len(before - keys(officer)) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_indexing_costs_the_same_for_one_and_three(count, django_assert_num_queries):
    officers = OfficerFactory.create_batch(count)
    with django_assert_num_queries(3):
        search_keys.index(officers)


def test_more_officers_than_a_step_are_all_indexed(monkeypatch):
    monkeypatch.setattr(search_keys, "OFFICERS_PER_STEP", 2)
    officers = OfficerFactory.create_batch(5)
    assert search_keys.index(officers) == 5
    assert all(keys(officer) for officer in officers)


def test_only_those_without_keys_are_made_up_for():
    done, forgotten, new = OfficerFactory.create_batch(3)
    search_keys.index([done, forgotten])
    search_keys.delete_keys([forgotten.pk])
    assert search_keys.index_missing(limit=10) == 2
    assert search_keys.index_missing(limit=10) == 0
    assert keys(forgotten)
    assert keys(new)


def test_the_missing_ones_are_found_from_one_end_to_the_other(django_assert_max_num_queries):
    officers = OfficerFactory.create_batch(5)
    search_keys.index(officers[1:2])
    seen, last = [], 0
    while last is not None:
        with django_assert_max_num_queries(1 if seen and seen[-1] == officers[4].pk else 4):
            last = search_keys.index_missing_after(last, limit=2)
        seen.append(last)
    assert seen == [officers[2].pk, officers[4].pk, None]
    assert all(keys(officer) == expected(officer) for officer in officers)


def test_the_command_makes_all_keys_again(monkeypatch):
    monkeypatch.setattr(search_keys, "OFFICERS_PER_STEP", 2)
    officers = OfficerFactory.create_batch(5)
    OfficerKey.objects.create(key=1, officer=officers[0])
    out = StringIO()
    call_command("reindex_officers", stdout=out)
    assert all(keys(officer) == expected(officer) for officer in officers)
    assert out.getvalue() == "5 officers were indexed.\n"


def test_the_command_goes_on_where_it_was_stopped():
    first, second = OfficerFactory.create_batch(2)
    call_command("reindex_officers", after=first.pk, stdout=StringIO())
    assert (keys(first), bool(keys(second))) == (set(), True)


def test_the_command_can_look_only_for_missing_ones():
    first, second = OfficerFactory.create_batch(2)
    OfficerKey.objects.create(key=1, officer=first)
    call_command("reindex_officers", "--missing", stdout=StringIO())
    assert (keys(first), bool(keys(second))) == ({1}, True)


def test_after_a_transfer_an_officer_is_found_in_the_new_unit(db):
    officer = OfficerFactory(name_en="Rezaul Talukder")
    search_keys.index([officer])
    before = keys(officer)
    unit = UnitFactory(code="DP-3061", name_en="Another District Police")
    record_posting(officer, rank=officer.rank, unit=unit, since=date(2024, 5, 1), by=None)
    assert keys(officer) == expected(officer) != before
