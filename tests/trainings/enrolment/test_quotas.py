"""Quotas as coordinators set them, and the live numbers against them."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry
from accounts.refusal import Refused
from programmes.models import Place
from tests.factories import DistrictFactory, EnrolmentFactory, ForceFactory, OfficerFactory, UnitFactory
from tests.trainings.enrolment.conftest import give_quotas, officers, propose
from trainings.enrolment.quotas import Claim, Trees, tally_of
from trainings.models import SessionQuota, TrainingSession

TODAY = date(2026, 11, 1)


def test_quotas_share_deadline_and_address_are_set_together(session, khulna, coordinator):
    give_quotas(
        session,
        (khulna, 2),
        (khulna.place, 1),
        women_share=30,
        due_on=date(2026, 11, 10),
        send_to=" training@police.example ",
        by=coordinator,
        today=TODAY,
    )
    session = TrainingSession.objects.get()
    assert (session.women_share, session.nominations_due_on) == (30, date(2026, 11, 10))
    assert session.nominations_to == "training@police.example"
    assert set(session.quotas.values_list("unit", "region", "seats")) == {
        (khulna.pk, None, 2),
        (None, khulna.place.pk, 1),
    }
    assert session.history.first().history_user == coordinator
    entry = AuditEntry.objects.get(verb="session.quotas_set")
    assert entry.details["before"] == {"quotas": [], "women_share": 0, "due_on": None}
    assert entry.details["after"]["women_share"] == 30


def test_setting_them_again_replaces_what_was(session, khulna, jashore):
    give_quotas(session, (khulna, 2))
    give_quotas(session, (jashore, 1))
    assert SessionQuota.objects.get().unit == jashore


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"women_share": 101}, "The share of women is 0 to 100 per cent."),
        ({"women_share": -1}, "The share of women is 0 to 100 per cent."),
        ({"due_on": date(2026, 10, 31)}, "31 October 2026 is over. Choose a later day."),
        (
            {"due_on": date(2026, 11, 22)},
            "The session begins on 21 November 2026; nominations are due on that day at the latest.",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(session, facts, sentence):
    with pytest.raises(Refused) as no:
        give_quotas(session, today=TODAY, **facts)
    assert str(no.value) == sentence


def test_a_deadline_that_passed_since_may_stay(session):
    give_quotas(session, due_on=date(2026, 11, 10), today=TODAY)
    give_quotas(session, due_on=date(2026, 11, 10), women_share=20, today=date(2026, 11, 12))
    assert TrainingSession.objects.get().women_share == 20


def test_a_unit_has_one_quota_and_none_is_negative(session, khulna):
    with pytest.raises(Refused, match="Khulna District Police is in the list twice"):
        give_quotas(session, (khulna, 1), (khulna, 2))
    with pytest.raises(Refused, match="The quota of Khulna District Police has 0 to 2,000 seats"):
        give_quotas(session, (khulna, -1))
    with pytest.raises(Refused, match="Bangladesh is neither a district nor a division"):
        give_quotas(session, (Place.objects.get(kind="country"), 1))
    assert not SessionQuota.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda unit: {"unit": unit, "region": unit.place, "seats": 1},
        lambda unit: {"seats": 1},
        lambda unit: {"unit": unit, "seats": -1},
        lambda unit: {"unit": unit, "seats": 2001},
    ],
)
def test_the_database_refuses_it_too(session, khulna, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        SessionQuota.objects.create(session=session, **wrong(khulna))
    SessionQuota.objects.create(session=session, unit=khulna, seats=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        SessionQuota.objects.create(session=session, unit=khulna, seats=2)


def test_only_nominations_wait_and_only_the_confirmed_take_part(session):
    enrolment = EnrolmentFactory(session=session)
    for wrong in ({"place_in_line": 1}, {"was_confirmed": False}):
        with pytest.raises(IntegrityError), transaction.atomic():
            session.enrolments.filter(pk=enrolment.pk).update(**wrong)


# The live numbers


def test_the_numbers_of_a_quota(session, khulna, jashore):
    session.capacity = 10
    session.save()
    session = give_quotas(session, (khulna, 4), (jashore, 1), (khulna.place.parent, 5), women_share=30)
    EnrolmentFactory(session=session, officer=OfficerFactory(unit=khulna, sex="female"))
    propose(session, officers(2, khulna) + officers(2, jashore, sex="female"))
    tally = tally_of(session)
    of_jashore, of_khulna = tally.units
    assert (of_khulna.nominated, of_khulna.confirmed, of_khulna.women, of_khulna.open, of_khulna.over) == (
        2,
        1,
        1,
        1,
        0,
    )
    assert (of_khulna.women_wanted, of_khulna.women_missing, of_khulna.is_short) == (2, 1, True)
    assert (of_jashore.nominated, of_jashore.waiting, of_jashore.women_missing, of_jashore.is_short) == (1, 1, 0, False)
    (division,) = tally.regions
    assert (division.held, division.waiting, division.women) == (4, 1, 2)
    assert (tally.nominated, tally.confirmed, tally.waiting, tally.free) == (3, 1, 1, 6)
    assert (tally.women, tally.women_percent, tally.women_missing) == (2, 50, 1)
    assert [line.name for line in tally.short_units] == ["Khulna District Police"]


def test_a_unit_that_lacks_only_women_is_short_too(session, khulna):
    session = give_quotas(session, (khulna, 1), women_share=30)
    propose(session, officers(1, khulna))
    (line,) = tally_of(session).units
    assert (line.open, line.women_missing, line.is_short) == (0, 1, True)


def test_nobody_yet_is_no_share(session):
    tally = tally_of(session)
    assert (tally.women_percent, tally.held, tally.free, tally.units) == (None, 0, 3, ())


def test_officers_over_a_quota_are_counted_as_such(session, khulna):
    propose(session, officers(3, khulna))
    give_quotas(session, (khulna, 1))
    (line,) = tally_of(session).units
    assert (line.open, line.over) == (0, 2)


def test_quotas_that_promise_more_than_the_seats_are_allowed_and_said(session, khulna_range, khulna, jashore):
    give_quotas(session, (khulna_range, 3), (khulna, 3), (jashore, 3), (khulna.place, 2), (jashore.place, 2))
    assert tally_of(session).warnings == ("The regions may fill 4 seats together; the session has 3. Some will wait.",)
    give_quotas(session, (khulna, 2), (jashore, 2))
    assert tally_of(session).warnings == ("The units may fill 4 seats together; the session has 3. Some will wait.",)


def test_a_ring_in_the_tree_of_units_ends(session, khulna_range, khulna):
    khulna_range.parent = khulna
    khulna_range.save()
    give_quotas(session, (khulna_range, 1))
    assert len(propose(session, officers(2, khulna)).waiting) == 1


@pytest.mark.parametrize("number", [1, 3])
def test_the_numbers_cost_the_same_for_one_and_for_three(session, khulna, jashore, khulna_range, number, takes_queries):
    give_quotas(session, *[(unit, 1) for unit in (khulna, jashore, khulna_range)[:number]])
    propose(session, officers(number, khulna))
    session = TrainingSession.objects.get()
    with takes_queries(4):
        tally_of(session)


def test_the_seat_of_the_force_says_nothing_of_where_an_officer_serves(db):
    dhaka = DistrictFactory(code="3026", name_en="Dhaka")
    force = ForceFactory(code="BP-SEATED", place=dhaka)
    special = UnitFactory(code="ATU", kind="special", parent=force, place=None)
    assert Trees().places_from(Claim(None, "", special.pk, None)) == []
    khulna = DistrictFactory()
    assert Trees().places_from(Claim(None, "", special.pk, khulna.pk))[0] == khulna.pk
