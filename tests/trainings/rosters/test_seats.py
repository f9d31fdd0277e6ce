"""A session has only so many seats; whoever finds none comes back with the reason."""

import pytest

from participants.models import Officer
from tests.factories import EnrolmentFactory
from tests.trainings.rosters.building import applied, apply, codes, outcomes, previewed, row
from trainings.models import Enrolment
from trainings.rosters import session_facts

pytestmark = pytest.mark.django_db


def give_seats(session, seats):
    session.capacity = seats
    session.save()


def test_the_preview_gives_the_seats_in_the_order_of_the_file(session, coordinator):
    give_seats(session, 2)
    roster = previewed(session, 1, 2, 3, by=coordinator)
    assert outcomes(roster) == ["new", "new", "rejected"]
    assert codes(roster, 4) == {"SESSION_FULL"}


def test_who_is_in_already_and_who_only_helps_need_no_seat(session, coordinator):
    give_seats(session, 2)
    EnrolmentFactory(session=session, officer__service_number="9900600001", officer__name_en="Officer Number Belal")
    roster = previewed(session, row(1, mobile="", sex=""), row(2, role="Resource person"), 3, 4, by=coordinator)
    assert outcomes(roster) == ["enrolled", "new", "new", "rejected"]


def test_seats_that_went_to_others_since_the_preview_are_gone(session, coordinator, small_chunks):
    give_seats(session, 3)
    roster = previewed(session, 1, 2, 3, by=coordinator)
    assert outcomes(roster) == ["new", "new", "new"]
    EnrolmentFactory(session=session)
    apply(roster, by=coordinator)
    assert outcomes(roster) == ["new", "new", "rejected"]
    assert codes(roster, 4) == {"SESSION_FULL"}
    assert (roster.counts["taken"], roster.applying.done, roster.applying.set_aside) == (2, 3, 1)
    assert Enrolment.objects.filter(session=session).count() == 3
    # Who has no seat is not recorded either.
    assert not Officer.objects.filter(service_number="9900600003").exists()


def test_the_chunks_of_one_roster_share_the_seats(session, coordinator, small_chunks):
    give_seats(session, 5)
    roster = applied(session, 1, 2, 3, 4, 5, 6, 7, by=coordinator)
    assert outcomes(roster) == ["new"] * 5 + ["rejected"] * 2
    assert Enrolment.objects.count() == 5


def test_whoever_finds_no_seat_after_all_is_not_marked_as_taken(session, coordinator, monkeypatch):
    roster = previewed(session, 1, 2, by=coordinator)
    give_seats(session, 1)
    monkeypatch.setattr(session_facts, "seats_left", lambda session: 2)
    apply(roster, by=coordinator)
    assert outcomes(roster) == ["new", "rejected"]
    assert codes(roster, 3) == {"SESSION_FULL"}
    assert list(roster.rows.order_by("number").values_list("applied", flat=True)) == [True, False]
    assert (roster.counts["taken"], Enrolment.objects.count()) == (1, 1)
