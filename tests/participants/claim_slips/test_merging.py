"""Merged, taken back, transferred, withdrawn: slips and accounts follow the person."""

from datetime import date

import pytest

from participants.claim_slips import claiming
from participants.merging.merges import merge, take_back
from participants.models import Officer
from participants.officers.postings import record_posting
from tests.factories import OfficerFactory, UnitFactory
from tests.participants.claim_slips.conftest import PASSWORD, printed, slip_of

pytestmark = pytest.mark.django_db
NUMBER, OTHER_NUMBER = "9900112233", "9900778899"


@pytest.fixture
def double(programme):
    """Another record of the same person."""
    return OfficerFactory(service_number=OTHER_NUMBER, name_en="Ferdausi Mondol", programme=programme)


def states(officer):
    return list(officer.claim_slips.order_by("made_at").values_list("state", "end_reason"))


def test_a_slip_of_the_absorbed_record_leads_to_the_person_with_either_number(graduate, code, double, coordinator):
    merge(double, graduate, by=coordinator)
    for number in (NUMBER, OTHER_NUMBER):
        slip = claiming.check(code, number)
        assert slip.officer == double
    user = claiming.claim(slip.pk, password=PASSWORD, language="bn").user
    assert Officer.objects.get().user == user
    assert user.service_number == OTHER_NUMBER


def test_where_both_have_a_slip_the_later_one_stays(graduate, code, double, coordinator):
    later = printed(double, coordinator)
    made = merge(graduate, double, by=coordinator)
    assert states(graduate) == [("ended", "merged"), ("printed", "")]
    assert claiming.check(code, NUMBER) is None
    assert claiming.check(later, NUMBER).officer == graduate
    take_back(made, by=coordinator)
    double = Officer.objects.get(service_number=OTHER_NUMBER)
    assert claiming.check(code, NUMBER).officer == graduate
    assert claiming.check(later, OTHER_NUMBER).officer == double
    assert claiming.check(later, NUMBER) is None


def test_a_printed_slip_does_not_open_the_account_that_the_person_has(graduate, code, double, coordinator):
    printed(double, coordinator)
    account = claiming.claim(slip_of(double).pk, password=PASSWORD, language="en").user
    made = merge(graduate, double, by=coordinator, choices={"field.user": "absorbed"})
    assert Officer.objects.get().user == account
    assert claiming.check(code, NUMBER) is None
    take_back(made, by=coordinator)
    assert claiming.check(code, NUMBER).officer == graduate


def test_an_account_opened_after_the_merge_stays_and_that_is_said(graduate, code, double, coordinator):
    made = merge(double, graduate, by=coordinator)
    user = claiming.claim(slip_of(double).pk, password=PASSWORD, language="bn").user
    made = take_back(made, by=coordinator)
    assert Officer.objects.get(service_number=OTHER_NUMBER).user == user
    assert any("An account was opened meanwhile" in sentence for sentence in made.left)


def test_two_accounts_become_one_and_two_again(graduate, code, double, coordinator):
    printed(double, coordinator)
    users = [claiming.claim(slip_of(one).pk, password=PASSWORD, language="bn").user for one in (graduate, double)]
    made = merge(graduate, Officer.objects.get(pk=double.pk), by=coordinator)
    for user in users:
        user.refresh_from_db()
    assert [user.is_active for user in users] == [True, False]
    take_back(made, by=coordinator)
    for user, number in zip(users, (NUMBER, OTHER_NUMBER), strict=True):
        user.refresh_from_db()
        assert (user.is_active, Officer.objects.get(service_number=number).user) == (True, user)


def test_a_transfer_changes_nothing_about_the_slip_or_the_account(graduate, code, coordinator):
    away = UnitFactory(code="DP-1", name_en="Barisal District Police")
    record_posting(graduate, since=date(2026, 1, 1), rank=graduate.rank, unit=away, by=coordinator)
    user = claiming.claim(claiming.check(code, NUMBER).pk, password=PASSWORD, language="bn").user
    record_posting(
        Officer.objects.get(pk=graduate.pk),
        since=date(2026, 2, 1),
        rank=graduate.rank,
        unit=graduate.unit,
        by=coordinator,
    )
    assert Officer.objects.get(pk=graduate.pk).user == user


def test_who_was_withdrawn_keeps_the_account_and_the_pages(client, graduate, code):
    user = claiming.claim(claiming.check(code, NUMBER).pk, password=PASSWORD, language="bn").user
    graduate.enrolments.update(state="withdrawn")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/me/").status_code == 200
    assert client.get("/claim/done/").status_code == 200
