"""What a programme lends: two rooms of one venue, three projectors, a hundred booklets. The days follow today, whatever it is."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import DistrictFactory, ProgrammeFactory, SessionFactory, UserFactory
from trainings.models import Resource, ResourceBooking, Venue
from trainings.resources import booking, stock
from trainings.resources.booking import Wanted
from trainings.resources.stock import Line


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def plan(programme, today):
    """A function: makes a scheduled session of three days in Khulna that begins so many days from today."""

    def make(begins_in=10, **more):
        facts = {"programme": programme, "state": "scheduled", "starts_on": today + timedelta(days=begins_in)}
        return SessionFactory(**{**facts, **more})

    return make


@pytest.fixture
def ahead(plan):
    return plan(code="TOT-ONE")


@pytest.fixture
def other(plan):
    """On the same days as `ahead`."""
    return plan(code="TOT-TWO")


@pytest.fixture
def academy(programme):
    return Venue.objects.create(
        programme=programme, name_en="Police Academy", name_bn="পুলিশ একাডেমি", place=DistrictFactory()
    )


@pytest.fixture
def hall(programme, academy):
    return Resource.objects.create(
        programme=programme, kind="room", name_en="Hall 1", name_bn="হল ১", venue=academy, seats=60
    )


@pytest.fixture
def small_room(programme, academy):
    return Resource.objects.create(programme=programme, kind="room", name_en="Room 7", venue=academy, seats=20)


@pytest.fixture
def projectors(programme):
    return Resource.objects.create(programme=programme, kind="kit", name_en="Projector", count=3)


@pytest.fixture
def booklets(programme, coordinator):
    made = Resource.objects.create(programme=programme, kind="stock", name_en="Booklet")
    stock.enter(made, Line(uuid.uuid4(), "received", 100), by=coordinator, now=timezone.now())
    return made


@pytest.fixture
def elsewhere():
    """(a coordinator of another programme, that programme)."""
    user = UserFactory(full_name="Other Coordinator")
    return user, ProgrammeFactory(code="OTHER", coordinators=[user])


@pytest.fixture
def book(coordinator):
    """A function: books as the coordinator."""

    def act(session, resource, quantity=1, *, by=None, **more):
        return booking.book(session, resource, Wanted(quantity, **more), by=by or coordinator, now=timezone.now())

    return act


@pytest.fixture
def enter(coordinator):
    """A function: writes a line of a ledger as the coordinator; what is handed out is booked."""

    def act(resource, kind, pieces, session=None, *, by=None, form=None, note=""):
        if kind == "handed_out" and session:
            facts = {"booked_by": coordinator, "booked_at": timezone.now()}
            ResourceBooking.objects.get_or_create(session=session, resource=resource, defaults=facts)
        line = Line(form or uuid.uuid4(), kind, pieces, session=session, note=note)
        return stock.enter(resource, line, by=by or coordinator, now=timezone.now())

    return act


def move(session, days):
    """Puts a session and its days so many days later, as saving new dates does."""
    shift = timedelta(days=days)
    for day in session.days.order_by("-date" if days > 0 else "date"):
        day.date += shift
        day.save()
    session.starts_on, session.ends_on = session.starts_on + shift, session.ends_on + shift
    session.save()
