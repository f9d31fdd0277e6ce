"""Two coordinators want the last one at the same moment, on two real connections: one wins."""

import uuid

import pytest
from django.utils import timezone

from accounts.models import User
from tests.at_once import at_once
from trainings.models import ResourceBooking, StockEntry
from trainings.resources import booking, stock
from trainings.resources.booking import Wanted
from trainings.resources.stock import Line

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_last_kit_and_the_last_pieces_go_to_one(ahead, other, projectors, booklets, coordinator):
    def book(session):
        by = User.objects.get(pk=coordinator.pk)
        booking.book(session, projectors, Wanted(2), by=by, now=timezone.now())

    (refused,) = at_once(lambda: book(ahead), lambda: book(other))
    assert refused.startswith("Projector: 1 of 3 is free")
    assert ResourceBooking.objects.count() == 1

    for one in (ahead, other):
        booking.book(one, booklets, Wanted(30), by=coordinator, now=timezone.now())

    def hand_out(session):
        by = User.objects.get(pk=coordinator.pk)
        stock.enter(booklets, Line(uuid.uuid4(), "handed_out", 60, session=session), by=by, now=timezone.now())

    (refused,) = at_once(lambda: hand_out(ahead), lambda: hand_out(other))
    assert refused.startswith("Booklet: only 40 are left")
    assert list(StockEntry.objects.order_by("number").values_list("left", flat=True)) == [100, 40]


def test_what_is_handed_out_while_its_booking_is_released_stays_booked(ahead, booklets, coordinator):
    booked = booking.book(ahead, booklets, Wanted(30), by=coordinator, now=timezone.now())

    def by():
        return User.objects.get(pk=coordinator.pk)

    def hand_out():
        stock.enter(booklets, Line(uuid.uuid4(), "handed_out", 30, session=ahead), by=by(), now=timezone.now())

    (refused,) = at_once(hand_out, lambda: booking.release(booked, by=by()))
    assert refused.startswith(("Some of it was handed out", "Booklet is not booked for TOT-ONE"))
    is_handed_out = StockEntry.objects.filter(kind="handed_out").exists()
    assert ResourceBooking.objects.exists() == is_handed_out
