"""Whom a row resembles, and which records resemble each other."""

import pytest

from accounts.models import User
from participants.duplicates import candidates, search_keys
from participants.duplicates.candidates import candidates_for, pairs_of
from participants.models import DistinctPair
from tests.factories import OfficerFactory

pytestmark = pytest.mark.django_db


def officer(number, name, **facts):
    facts = {"name_en": name, "name_bn": "", "mobile": "", **facts}
    made = OfficerFactory(service_number=number, **facts)
    search_keys.index([made])
    return made


@pytest.fixture
def rezaul():
    return officer("9900512345", "Md. Rezaul Talukder", mobile="+8801712345678")


@pytest.fixture
def again(rezaul):
    """The same man, recorded a second time."""
    return officer("9900572345", "Mohammad Rejaul Talukdar", mobile="+8801712345678", unit=rezaul.unit)


def test_a_row_finds_the_officer_by_phone_and_name_in_the_other_script(rezaul):
    officer("9900600001", "Shirin Akter", mobile="+8801812345678")
    row = {"name_bn": "মোঃ রেজাউল তালুকদার", "mobile": "+8801712345678"}
    nobody = {"name_en": "Bimal Chandra Sutradhar", "service_number": "9711000000"}
    found, none = candidates_for([row, nobody])
    assert (found.officer_id, none) == (rezaul.pk, None)
    assert found.score > 0.9
    assert {one.code for one in found.evidence} >= {"phone_same", "name_same_across"}


def test_the_best_of_several_is_found(rezaul):
    officer("9900600001", "Rezaul Talukder")
    row = {"name_en": "Rezaul Talukder", "mobile": rezaul.mobile, "service_number": "9905012345"}
    assert candidates_for([row])[0].officer_id == rezaul.pk


def test_those_who_are_not_meant_are_left_out(rezaul):
    row = {"name_en": "Rezaul Talukder", "mobile": rezaul.mobile}
    assert candidates_for([row], leave_out=lambda ids: {rezaul.pk}) == [None]


def test_nobody_is_found_without_keys(rezaul):
    search_keys.delete_keys([rezaul.pk])
    assert candidates_for([{"name_en": "Rezaul Talukder", "mobile": rezaul.mobile}]) == [None]


def test_a_key_that_too_many_share_is_passed_over(rezaul, monkeypatch):
    monkeypatch.setattr(candidates, "SHARED_BY_MOST", 2)
    for at in range(2):
        officer(f"971140030{at}", f"Office clerk {'AB'[at]}", mobile=rezaul.mobile)
    assert candidates_for([{"name_en": "R. T.", "mobile": rezaul.mobile}]) == [None]
    assert candidates_for([{"name_en": "Rezaul Talukder", "mobile": rezaul.mobile}])[0].officer_id == rezaul.pk


@pytest.mark.parametrize("count", [1, 3])
def test_a_search_costs_the_same_with_one_and_three_rows(rezaul, count, django_assert_num_queries):
    rows = [
        {"name_en": "Rezaul Talukder", "mobile": rezaul.mobile, "service_number": f"99005723{at}5"}
        for at in range(count)
    ]
    with django_assert_num_queries(3):
        assert all(candidates_for(rows))


def test_more_rows_than_a_step_keep_their_order(rezaul, monkeypatch):
    monkeypatch.setattr(candidates, "OFFICERS_PER_STEP", 2)
    rows = [{"name_en": "Nobody Likethis"}] * 4 + [{"name_en": "Rezaul Talukder", "mobile": rezaul.mobile}]
    assert [bool(one) for one in candidates_for(rows)] == [False] * 4 + [True]


def test_two_records_of_one_person_are_a_pair(rezaul, again):
    officer("9711400321", "Shirin Akter")
    (pair,) = pairs_of([rezaul.pk])
    assert (pair.a_id, pair.b_id) == (rezaul.pk, again.pk)
    assert pairs_of([again.pk]) == [pair]
    assert {one.code for one in pair.evidence} >= {"phone_same", "number_one_digit"}


def test_a_pair_that_was_told_apart_is_not_shown_again(rezaul, again):
    said_by = User.objects.create_user("someone@example.org", full_name="Someone")
    DistinctPair.objects.create(officer_low=rezaul, officer_high=again, said_by=said_by)
    assert pairs_of([rezaul.pk]) == pairs_of([again.pk]) == []
