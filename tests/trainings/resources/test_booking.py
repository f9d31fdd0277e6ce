"""Booking for a session: what is taken is refused with who has it; bookings follow the days of their session."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry
from accounts.refusal import NotAllowed, Refused
from accounts.text.localised_text import date_text
from tests.factories import SessionFactory
from tests.trainings.resources.conftest import move
from trainings.models import Half, Resource, ResourceBooking
from trainings.resources import availability, booking
from trainings.resources.booking import PromisedTooMuch
from trainings.resources.use import Part, Use, lack_of
from trainings.sessions import lifecycle

pytestmark = pytest.mark.django_db


def problems(*sessions):
    return {pk: list(found.values()) for pk, found in availability.problems_of(sessions).items()}


# Rooms


def test_a_room_is_booked_and_becomes_the_venue_only_where_that_is_asked(ahead, hall, small_room, book, coordinator):
    booked = book(ahead, small_room)
    ahead.refresh_from_db()
    assert (booked.booked_by, ahead.venue_en) == (coordinator, "Police Lines Auditorium")
    book(ahead, hall, writes_venue=True)
    ahead.refresh_from_db()
    assert (ahead.venue_en, ahead.venue_bn) == ("Hall 1, Police Academy", "হল ১, পুলিশ একাডেমি")
    entry = AuditEntry.objects.filter(verb="bookable.booked").first()
    assert (entry.programme_id, entry.details) == (ahead.phase.programme_id, {"session": ahead.pk, "quantity": 1})


def test_a_taken_room_is_refused_with_day_session_and_what_is_free(ahead, plan, hall, small_room, book):
    book(ahead, hall)
    late = plan(12)  # meets the last day of the other session
    with pytest.raises(Refused) as no:
        book(late, hall)
    day = date_text(ahead.ends_on, "en")
    assert str(no.value) == (
        f"Hall 1, Police Academy is taken on {day} by TOT-ONE. Free on all days: Room 7, Police Academy."
    )
    book(plan(13), hall)
    book(late, small_room)
    with pytest.raises(Refused, match="No room on record is free then"):
        book(plan(), hall)
    assert ResourceBooking.objects.count() == 3


def test_a_morning_and_an_afternoon_share_a_room_of_one_day(plan, hall, book):
    early, late = plan(length=1), plan(length=1)
    early.days.update(has_afternoon=False)
    late.days.update(has_morning=False)
    book(early, hall)
    book(late, hall)
    late.days.update(has_morning=True)
    assert set(problems(early, late)) == {early.pk, late.pk}


def test_a_day_that_was_taken_out_leaves_the_room_free(ahead, plan, hall, book):
    book(ahead, hall)
    ahead.days.filter(number=2).delete()
    between = plan(11, length=1)
    assert book(between, hall).pk
    assert [one.resource for one in availability.offers_of(between, "room") if one.is_free] == [hall]


# Kits


def test_no_more_of_a_kit_than_there_is_on_any_day(ahead, other, plan, projectors, book):
    book(ahead, projectors, 2)
    with pytest.raises(Refused) as no:
        book(other, projectors, 2)
    day = date_text(ahead.starts_on, "en")
    assert str(no.value) == f"Projector: 1 of 3 is free on {day}; the others are booked for TOT-ONE."
    book(other, projectors, 1)
    # A booking is changed, not added to: its own pieces are free for it.
    assert book(ahead, projectors, 2).pk == ResourceBooking.objects.get(session=ahead).pk
    with pytest.raises(Refused, match="there are 3 in all"):
        book(plan(40), projectors, 4)
    assert AuditEntry.objects.filter(verb="bookable.booking_changed").count() == 1


def test_a_kit_is_away_on_its_way_and_on_days_off(ahead, plan, projectors, book):
    ahead.days.filter(number=2).delete()
    book(ahead, projectors, 3, before=2, after=1)
    for begins_in, free in ((7, True), (8, False), (11, False), (13, False), (14, True)):
        one = plan(begins_in, length=1)
        assert availability.offers_of(one, "kit")[0].free == (3 if free else 0)
        if not free:
            with pytest.raises(Refused, match="TOT-ONE"):
                book(one, projectors)
    with pytest.raises(Refused, match="7 days at most"):
        book(ahead, projectors, before=8)


def test_the_comparison_adds_up_what_is_taken_at_the_same_time(today):
    def use(session, quantity, *days):
        parts = frozenset(Part(today + timedelta(days=day), Half.MORNING) for day in days)
        return Use(1, session, f"S-{session}", quantity, parts)

    others = [use(1, 2, 0), use(2, 1, 1), use(3, 1, 1, 2)]
    assert lack_of(use(9, 1, 0, 1, 2), others, 3) is None
    lack = lack_of(use(9, 2, 0, 1, 2), others, 3)
    assert (lack.part.day, lack.free, [one.code for one in lack.uses]) == (today, 1, ["S-1"])
    assert lack_of(use(1, 3, 0), others[:1], 3) is None


# Stock


def test_more_than_is_left_is_promised_only_with_a_reason(ahead, other, booklets, book):
    book(ahead, booklets, 60)
    with pytest.raises(PromisedTooMuch) as no:
        book(other, booklets, 41, reason="  ")
    assert str(no.value).startswith("Booklet: 100 are in stock, and 60 are promised to TOT-ONE.")
    assert book(other, booklets, 41, reason="50 more are at the printer.").reason == "50 more are at the printer."
    # Whoever is first in the calendar is served first.
    assert list(problems(ahead, other)) == [other.pk]
    assert book(other, booklets, 40, reason="No longer needed.").reason == ""
    assert problems(ahead, other) == {}


def test_what_was_handed_out_is_no_longer_promised(ahead, other, booklets, book, enter):
    book(ahead, booklets, 60)
    enter(booklets, "handed_out", 50, ahead)
    figures = availability.stock_figures([booklets.pk])[booklets.pk]
    assert (figures.left, figures.promised, figures.free) == (50, 10, 40)
    book(other, booklets, 40)
    with pytest.raises(PromisedTooMuch):
        book(other, booklets, 41)


# Days that move, sessions that end


def test_bookings_move_with_their_session_and_say_what_clashes_then(ahead, plan, hall, projectors, book):
    later = plan(20, code="TOT-LATER")
    for session in (ahead, later):
        book(session, hall)
        book(session, projectors, 2)
    move(ahead, 8)  # its last day is now the first of the other
    found = problems(ahead, later)
    assert [one.split(".")[0] for one in found[ahead.pk]] == [
        f"Hall 1, Police Academy is taken on {date_text(later.starts_on, 'en')} by TOT-LATER",
        f"Projector: 1 of 3 is free on {date_text(later.starts_on, 'en')}; the others are booked for TOT-LATER",
    ]
    assert len(found[later.pk]) == 2
    move(ahead, -1)
    assert problems(ahead, later) == {}


def test_a_cancelled_session_has_released_everything(ahead, other, hall, projectors, booklets, book, coordinator):
    book(ahead, hall)
    book(ahead, projectors, 3)
    book(ahead, booklets, 100)
    lifecycle.cancel(ahead, by=coordinator, reason="Flood.")
    book(other, hall)
    book(other, projectors, 3)
    book(other, booklets, 100)
    assert problems(other) == {}
    assert availability.problems_of_bookings(list(ahead.bookings.select_related("session", "resource"))) == {}


@pytest.mark.parametrize("state", ["held", "closed", "cancelled"])
def test_a_session_that_is_over_books_and_releases_nothing(ahead, hall, small_room, book, coordinator, state):
    booked = book(ahead, hall)
    facts = {"state": state, "state_reason": "Flood.", "closed_at": "2026-01-01T00:00Z" if state == "closed" else None}
    type(ahead).objects.filter(pk=ahead.pk).update(**facts)
    for act in (lambda: book(ahead, small_room), lambda: booking.release(booked, by=coordinator)):
        with pytest.raises(Refused, match="over or cancelled"):
            act()


def test_what_is_released_is_free_again_unless_it_was_handed_out(
    ahead, other, hall, booklets, book, enter, coordinator
):
    room, pieces = book(ahead, hall), book(ahead, booklets, 10)
    for _time in range(2):
        booking.release(room, by=coordinator)
    book(other, hall)
    assert AuditEntry.objects.filter(verb="bookable.released").count() == 1
    enter(booklets, "handed_out", 4, ahead)
    with pytest.raises(Refused, match="handed out"):
        booking.release(pieces, by=coordinator)
    enter(booklets, "given_back", 4, ahead)
    booking.release(pieces, by=coordinator)
    assert not ahead.bookings.exists()


# Who, and what the rule refuses


@pytest.mark.parametrize("who", ["observer", "officer_user", "outsider", "trainer"])
def test_nobody_else_books_or_releases(request, session, hall, book, coordinator, who):
    booked, by = book(session, hall), request.getfixturevalue(who)
    for act in (lambda: book(session, hall, by=by), lambda: booking.release(booked, by=by)):
        with pytest.raises(NotAllowed):
            act()
    assert ResourceBooking.objects.filter(booked_by=coordinator).count() == 1


def test_others_neither_book_nor_read_it(ahead, hall, projectors, book, elsewhere, trainer, session):
    by, programme = elsewhere
    with pytest.raises(NotAllowed):
        book(ahead, hall, by=by)
    with pytest.raises(Refused, match="another programme"):
        book(SessionFactory(programme=programme, state="scheduled"), hall, by=by)
    book(ahead, hall)
    own = book(session, projectors)
    for model in (ResourceBooking, Resource):
        assert not model.objects.coordinated_by(by).exists()
    assert list(ResourceBooking.objects.visible_to(trainer)) == [own]


def test_what_does_not_exist_is_not_booked(ahead, plan, hall, projectors, booklets, book, monkeypatch):
    for resource, wanted in (
        (hall, {"quantity": 2}),
        (projectors, {"quantity": 0}),
        (booklets, {"quantity": 100_001}),
        (hall, {"before": 1}),
    ):
        with pytest.raises(Refused, match=r"Give a number|Only a kit"):
            book(ahead, resource, **wanted)
    Resource.objects.filter(pk=hall.pk).update(is_retired=True)
    with pytest.raises(Refused, match="out of use"):
        book(ahead, hall)
    book(ahead, projectors)
    monkeypatch.setattr(booking, "MOST_PER_SESSION", 1)
    with pytest.raises(Refused, match="1 rooms, kits and stocks are booked"):
        book(ahead, booklets)
    with pytest.raises(IntegrityError), transaction.atomic():
        ResourceBooking.objects.update(quantity=0)


@pytest.mark.parametrize("sessions", [1, 3])
def test_the_number_of_queries_does_not_grow(
    plan, programme, projectors, booklets, academy, book, takes_queries, sessions
):
    rows = [plan(30 * number, length=1) for number in range(1, sessions + 1)]
    for number, one in enumerate(rows):
        room = Resource.objects.create(programme=programme, kind="room", name_en=f"R {number}", venue=academy, seats=9)
        for resource in (room, projectors, booklets):
            book(one, resource)
    with takes_queries(7):
        assert availability.problems_of(rows) == {}
