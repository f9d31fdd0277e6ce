"""Two sessions on one day: the same trainer, venue or officers; of other programmes only that they are not free."""

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.factories import (
    DistrictFactory,
    EnrolmentFactory,
    OfficerFactory,
    ProgrammeFactory,
    SessionFactory,
    UserFactory,
    named_for,
)
from trainings.calendar.clashes import Away, Booking, ClashKind, clashes_of, compare, rivals_of
from trainings.models import Resource, ResourceBooking, SessionDay, SessionGuest, TrainingSession, Venue
from trainings.resources.use import Part
from trainings.trainer_pool import absences, guests
from trainings.trainer_pool.absences import Days

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 26)


def booking(key, *, programme=1, venue="Hall", place=1, dates=(DAY,), trainers=None):
    return Booking(key, f"S-{key}", programme, place, venue, "Khulna", frozenset(dates), trainers or {})


def fresh(*sessions):
    rows = TrainingSession.objects.filter(pk__in=[one.pk for one in sessions])
    return list(rows.select_related("phase", "place").order_by("pk"))


@pytest.fixture
def first_day():
    return timezone.localdate() + timedelta(days=10)


@pytest.fixture
def plan(programme, first_day):
    """A function: makes a scheduled session of `programme` in a venue of its own."""
    made = []

    def make(**more):
        made.append(more)
        facts = {"programme": programme, "starts_on": first_day, "state": "scheduled", "venue_en": f"Hall {len(made)}"}
        return SessionFactory(**{**facts, **more})

    return make


# The comparison


def test_a_trainer_in_two_places_is_told_once():
    one, other = (booking(key, venue=f"Hall {key}", trainers={7: "Tapan"}) for key in (1, 2))
    (clash,) = compare([one, other])
    assert (clash.kind, clash.who, clash.other, clash.dates) == (ClashKind.TRAINER, "Tapan", other, (DAY,))
    assert clash.title == "Tapan is in two sessions on 26 November 2026"
    assert clash.fact == "S-1 in Khulna and S-2 in Khulna."


def test_a_venue_is_the_same_however_it_is_typed_and_only_in_the_same_town():
    (clash,) = compare([booking(1, venue="Police Lines, Hall"), booking(2, venue="police lines  hall")])
    assert clash.kind == ClashKind.VENUE
    assert compare([booking(1), booking(2, place=2)]) == []
    assert compare([booking(1, venue=""), booking(2, venue=" ")]) == []


def test_rooms_on_record_are_compared_instead_of_what_the_venues_are_called():
    def in_room(key, number, half="morning"):
        parts = frozenset({Part(DAY, half)})
        return replace(booking(key), rooms={number: f"Hall {number}"}, parts=parts)

    (clash,) = compare([in_room(1, 7), in_room(2, 7)])
    assert (clash.kind, clash.title) == (ClashKind.ROOM, "Hall 7 is booked twice on 26 November 2026")
    assert compare([in_room(1, 7), in_room(2, 8)]) == compare([in_room(1, 7), in_room(2, 7, "afternoon")]) == []
    assert [one.kind for one in compare([in_room(1, 7), booking(2)])] == [ClashKind.VENUE]


def test_sessions_on_other_days_do_not_clash():
    assert compare([booking(1), booking(2, dates=[DAY + timedelta(days=1)])]) == []


def test_of_another_programme_it_is_only_told_that_somebody_is_not_free():
    (clash,) = compare([booking(1, venue="A", trainers={7: "Tapan"})], [booking(2, programme=2, trainers={7: "Tapan"})])
    assert clash.other is None
    assert clash.title == "Tapan is not free on 26 November 2026"
    assert clash.fact == "S-1 in Khulna needs the same days."


def test_days_that_are_over_are_no_clash():
    assert compare([booking(1), booking(2)], since=DAY + timedelta(days=1)) == []


# On record


def test_a_trainer_of_two_sessions_on_a_day_is_found(plan, first_day):
    one, other = plan(), plan(starts_on=first_day + timedelta(days=2))
    trainer = UserFactory(full_name="Tapan Kumar Biswas")
    for session in (one, other):
        named_for(session, trainer)
    (clash,) = clashes_of(fresh(one))
    assert (clash.kind, clash.who, clash.other.code) == (ClashKind.TRAINER, "Tapan Kumar Biswas", other.code)
    assert clash.dates == (first_day + timedelta(days=2),)
    assert len(clashes_of(fresh(one, other))) == 1


def test_officers_of_two_sessions_are_counted(plan):
    one, other = plan(), plan()
    for _time in range(3):
        officer = OfficerFactory()
        EnrolmentFactory(session=one, officer=officer)
        EnrolmentFactory(session=other, officer=officer)
    EnrolmentFactory(session=one)
    (clash,) = clashes_of(fresh(one, other))
    assert (clash.kind, clash.officers) == (ClashKind.OFFICERS, 3)
    assert clash.title.startswith(f"3 officers are enrolled in {one.code} and {other.code}")


@pytest.mark.parametrize("state", ["withdrawn", "waiting"])
def test_who_was_withdrawn_or_waits_takes_no_seat(plan, state):
    one, other, officer = plan(), plan(), OfficerFactory()
    EnrolmentFactory(session=one, officer=officer)
    facts = (
        {"state": "withdrawn"}
        if state == "withdrawn"
        else {"state": "nominated", "place_in_line": 1, "was_confirmed": False}
    )
    EnrolmentFactory(session=other, officer=officer, **facts)
    assert clashes_of(fresh(one, other)) == []


def test_a_cancelled_session_takes_nothing(plan):
    one = plan(venue_en="Hall")
    plan(venue_en="Hall", state="cancelled", state_reason="Flood")
    assert clashes_of(fresh(one)) == []


def test_a_day_taken_out_between_others_is_free(plan, first_day):
    one = plan(venue_en="Hall")
    SessionDay.objects.get(session=one, number=2).delete()
    plan(venue_en="Hall", starts_on=first_day + timedelta(days=1), length=1)
    assert clashes_of(fresh(one)) == []


def test_another_programme_is_not_named(plan, first_day):
    one = plan(venue_en="Hall")
    SessionFactory(
        programme=ProgrammeFactory(), code="SECRET-01", starts_on=first_day, state="scheduled", venue_en="Hall"
    )
    (clash,) = clashes_of(fresh(one))
    assert clash.other is None
    assert "SECRET" not in clash.title + clash.fact


def test_a_room_booked_twice_since_a_session_moved_is_told_also_from_another_place(plan, programme, coordinator):
    venue = Venue.objects.create(programme=programme, name_en="Academy", place=DistrictFactory())
    room = Resource.objects.create(programme=programme, kind="room", name_en="Hall 1", venue=venue, seats=9)
    one, other = plan(), plan(place=DistrictFactory(code="3026", name_en="Dhaka"))
    for session in (one, other):
        ResourceBooking.objects.create(session=session, resource=room, booked_by=coordinator, booked_at=timezone.now())
    (clash,) = clashes_of(fresh(one))
    assert (clash.kind, clash.who, clash.other.code) == (ClashKind.ROOM, "Hall 1, Academy", other.code)


@pytest.mark.parametrize("sessions", [1, 3])
def test_the_number_of_queries_does_not_grow(plan, takes_queries, sessions):
    trainer = UserFactory()
    made = [plan(venue_en="Hall") for _time in range(sessions + 1)]
    for one in made:
        named_for(one, trainer)
    rows = fresh(*made[1:])
    with takes_queries(7):
        assert clashes_of(rows)


def test_what_is_only_planned_is_compared_with_what_is_on_record(plan, first_day):
    one = plan(venue_en="Hall")
    planned = Booking(-1, "NEW", one.phase.programme_id, one.place_id, "hall", "Khulna", frozenset({first_day}), {})
    (clash,) = compare([planned], rivals_of([planned]))
    assert clash.other.code == one.code
    assert rivals_of([]) == []


def test_another_town_has_a_hall_of_the_same_name(plan):
    one = plan(venue_en="Hall")
    plan(venue_en="Hall", place=DistrictFactory(code="4041", name_en="Jashore"))
    assert clashes_of(fresh(one)) == []


# Trainers who are away, and guests


def test_a_trainer_who_is_away_is_told_of_and_another_programme_learns_that_the_person_is_not_free():
    one = booking(1, dates=[DAY, DAY + timedelta(days=1)], trainers={7: "Tapan", 8: "Mitali"})
    spells = {7: [Away(DAY - timedelta(days=3), DAY, 1)], 8: [Away(DAY, DAY + timedelta(days=9), 2)]}
    away, not_free = compare([one], away=spells)
    assert (away.kind, away.dates, away.title) == (ClashKind.AWAY, (DAY,), "Tapan is away on 26 November 2026")
    assert away.fact == "S-1 in Khulna needs another trainer on these days."
    assert not_free.title == "Mitali is not free on 26–27 November 2026"
    assert compare([one], away={7: [Away(DAY, DAY, None)]}, since=DAY + timedelta(days=1)) == []
    assert compare([booking(2, dates=[DAY + timedelta(days=9)], trainers={7: "Tapan"})], away=spells) == []


def test_days_away_and_guests_on_record_are_found(plan, programme, first_day, coordinator):
    trainer, one, other = UserFactory(full_name="Tapan"), plan(), plan()
    named_for(one, trainer)
    days = Days(uuid.uuid4(), first_day + timedelta(days=1), first_day + timedelta(days=5), "Leave")
    absences.note(trainer, programme, days, by=coordinator, now=timezone.now())
    guest = guests.add(programme, uuid.uuid4(), {"name_en": "Amina"}, [], by=coordinator)
    for session in (one, other):
        SessionGuest.objects.create(session=session, guest=guest)
    found = clashes_of(fresh(one))
    assert [(clash.kind.value, clash.who, clash.other and clash.other.code) for clash in found] == [
        ("guest", "Amina", other.code),
        ("away", "Tapan", None),
    ]
    assert "Leave" not in found[1].title + found[1].fact
    planned = Booking(-1, "NEW", programme.pk, 0, "", "", frozenset([first_day]), {}, {guest.pk: "Amina"})
    assert {rival.code for rival in rivals_of([planned])} == {one.code, other.code}
