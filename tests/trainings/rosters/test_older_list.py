"""A list that is older than what is on record tells of the past and leaves the present alone."""

from datetime import date

import pytest
from django.utils import timezone

from participants.models import Officer, Posting
from participants.models.posting import officers_out_of_sync
from tests.factories import DistrictFactory, SessionFactory, UnitFactory
from tests.trainings.rosters.building import applied, codes, on_record, outcomes, previewed, row
from trainings.enrolment import enrolment
from trainings.models import Enrolment

pytestmark = pytest.mark.django_db

NAME = "Officer Number Belal"
IN_JASHORE = {"name": NAME, "unit": "Jashore District Police"}


@pytest.fixture
def jashore(db):
    return UnitFactory(
        code="DP-4041",
        name_en="Jashore District Police",
        place=DistrictFactory(code="4041", name_en="Jashore", name_bn="যশোর"),
    )


@pytest.fixture
def officer(programme):
    """On record in Khulna since 1 July 2026."""
    officer = on_record(service_number="9900600001", name_en=NAME, sex="female", mobile="+8801700000001")
    Posting.objects.create(officer=officer, rank=officer.rank, unit=officer.unit, since=date(2026, 7, 1))
    return officer


def session_on(programme, day):
    return SessionFactory(programme=programme, starts_on=day, state="running")


def units(officer):
    return list(officer.postings.order_by("since").values_list("since", "unit__code"))


def test_an_older_list_gives_a_past_posting_and_keeps_the_present_one(programme, coordinator, officer, jashore):
    Posting.objects.create(officer=officer, rank=officer.rank, unit=officer.unit, since=date(2024, 1, 1))
    versions = officer.history.count()
    old = session_on(programme, date(2026, 3, 1))
    roster = applied(old, row(1, **IN_JASHORE), by=coordinator)
    assert outcomes(roster) == ["change"]
    assert "POSTED_LATER" in codes(roster, 2)
    officer.refresh_from_db()
    assert officer.unit.code == "DP-4047"
    assert officer.history.count() == versions
    assert units(officer) == [
        (date(2024, 1, 1), "DP-4047"),
        (date(2026, 3, 1), "DP-4041"),
        (date(2026, 7, 1), "DP-4047"),
    ]
    assert not officers_out_of_sync().exists()


def test_the_session_keeps_the_unit_of_its_time(programme, coordinator, officer, jashore):
    applied(session_on(programme, date(2026, 3, 1)), row(1, **IN_JASHORE), by=coordinator)
    assert Enrolment.objects.get().unit.code == "DP-4041"


def test_other_values_of_an_older_list_are_taken(programme, coordinator, officer, jashore):
    Officer.objects.update(mobile="")
    applied(session_on(programme, date(2026, 3, 1)), row(1, **IN_JASHORE), by=coordinator)
    officer.refresh_from_db()
    assert (officer.mobile, officer.unit.code) == ("+8801700000001", "DP-4047")


def test_an_older_list_that_says_what_is_known_changes_nothing(programme, coordinator, officer):
    roster = applied(session_on(programme, date(2026, 3, 1)), row(1, name=NAME), by=coordinator)
    assert outcomes(roster) == ["match"]
    assert units(officer) == [(date(2026, 7, 1), "DP-4047")]


def test_a_list_of_a_later_session_is_a_transfer_from_the_day_of_the_session(programme, coordinator, officer, jashore):
    roster = applied(session_on(programme, date(2026, 9, 1)), row(1, **IN_JASHORE), by=coordinator)
    officer.refresh_from_db()
    assert (outcomes(roster), officer.unit.code) == (["change"], "DP-4041")
    assert "POSTED_LATER" not in codes(roster, 2)
    assert units(officer) == [(date(2026, 7, 1), "DP-4047"), (date(2026, 9, 1), "DP-4041")]
    assert Enrolment.objects.get().unit.code == "DP-4041"


def test_a_list_of_a_session_to_come_counts_from_today(programme, coordinator, officer, jashore):
    ahead = SessionFactory(programme=programme, starts_on=date(2999, 1, 1), state="scheduled")
    applied(ahead, row(1, **IN_JASHORE), by=coordinator)
    assert units(officer)[-1] == (timezone.localdate(), "DP-4041")


def test_lists_in_any_order_end_in_the_same_present(programme, coordinator, officer, jashore):
    late, early = (session_on(programme, date(2026, month, 1)) for month in (9, 8))
    applied(late, row(1, name=NAME), by=coordinator)
    assert units(officer) == [(date(2026, 7, 1), "DP-4047")]
    applied(early, row(1, **IN_JASHORE), by=coordinator)
    officer.refresh_from_db()
    assert officer.unit.code == "DP-4041"


def test_the_same_older_list_twice_changes_nothing_the_second_time(programme, coordinator, officer, jashore):
    for number in (1, 2):
        session = SessionFactory(programme=programme, starts_on=date(2026, 3, 1), code=f"TOT-OLD-0{number}")
        roster = applied(session, row(1, **IN_JASHORE), by=coordinator)
    assert outcomes(roster) == ["match"]
    assert len(units(officer)) == 2


def test_the_preview_of_an_older_list_writes_no_posting(programme, coordinator, officer, jashore):
    roster = previewed(session_on(programme, date(2026, 3, 1)), row(1, **IN_JASHORE), by=coordinator)
    [change] = roster.rows.get().changes
    assert (change["field"], change["old"], change["new"]) == ("unit", "DP-4047", "DP-4041")
    assert len(units(officer)) == 1


def test_a_withdrawn_officer_who_comes_back_to_an_old_session_has_the_rank_and_unit_of_then(
    programme, coordinator, officer, jashore
):
    Posting.objects.create(officer=officer, rank=officer.rank, unit=jashore, since=date(2025, 1, 1))
    old = session_on(programme, date(2026, 3, 1))
    Enrolment.objects.create(session=old, officer=officer, unit=officer.unit, state="withdrawn", state_reason="Ill")
    enrolment.enrol(old, [officer], by=coordinator)
    assert Enrolment.objects.get().unit.code == "DP-4041"
