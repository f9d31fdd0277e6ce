"""What has to be there before a session begins: a pure rule, its facts for many sessions at once, and what the page says."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from django.utils import timezone

from programmes.models import LibraryVersion
from reports.calendar.readiness import ReadinessFacts, checks_of, open_checks, open_sentence
from reports.calendar.readiness_facts import designs_in_use, facts_of, with_readiness
from tests.factories import (
    DesignFactory,
    DistrictFactory,
    EnrolmentFactory,
    ProgrammeFactory,
    SessionFactory,
    UnitFactory,
    UserFactory,
    named_for,
)
from tests.programmes.factories import ResourceFactory
from trainings.models import Resource, ResourceBooking, SessionQuota, Slot, TrainingSession, Venue
from trainings.resources.session_facts import BookedFacts, booked_for

pytestmark = pytest.mark.django_db

READY = ReadinessFacts(
    code="TOT-KHU-03",
    pk=1,
    venue="Hall",
    capacity=50,
    has_lead=True,
    trainers=2,
    quotas=1,
    nominated=0,
    due_on=None,
    officers=25,
    days=3,
    bare_halves=0,
    modules=2,
    bare_modules=0,
    has_design=True,
)


def open_of(**other):
    return {check.key: check.fact for check in checks_of(READY.__class__(**(READY.__dict__ | other))) if not check.done}


def counted(session):
    rows = with_readiness(TrainingSession.objects.filter(pk=session.pk)).select_related("course", "phase")
    (found,) = rows
    return facts_of(found, designs_in_use([found]))


@pytest.fixture
def draft(programme):
    first = timezone.localdate() + timedelta(days=20)
    return SessionFactory(
        programme=programme, state="draft", starts_on=first, venue_en="", venue_bn="", course__with_modules=2, length=2
    )


def test_a_session_with_everything_is_ready():
    assert open_checks(READY) == 0
    assert open_sentence(0) == "Ready"
    assert all(check.url for check in checks_of(READY))


@pytest.mark.parametrize(
    ("facts", "key", "said"),
    [
        ({"venue": " "}, "venue", "No venue is named yet."),
        ({"trainers": 0, "has_lead": False}, "trainers", "Nobody is named yet."),
        ({"has_lead": False}, "trainers", "No lead trainer is named yet."),
        ({"officers": 24}, "roster", "24 of 50 seats are filled. Half of them are needed."),
        ({"days": 0}, "timetable", "The days are not planned yet."),
        ({"bare_halves": 2}, "timetable", "2 half-days have no timetable."),
        ({"modules": 0}, "materials", "The course has no modules yet."),
        ({"bare_modules": 1}, "materials", "1 module of the course has no document."),
        ({"has_design": False}, "design", "No design is in use for this course yet."),
    ],
)
def test_what_is_missing_is_said(facts, key, said):
    assert open_of(**facts) == {key: said}


def test_units_need_not_be_asked_once_the_officers_are_there():
    assert open_of(quotas=0) == {}
    assert set(open_of(quotas=0, officers=10)) == {"roster", "nominations"}
    assert set(open_of(quotas=0, nominated=3, officers=10)) == {"roster"}


def test_a_new_draft_has_everything_open(draft):
    facts = counted(draft)
    assert open_checks(facts) == 7
    assert (facts.days, facts.bare_halves, facts.modules, facts.bare_modules) == (2, 4, 2, 2)


def test_each_fact_is_counted(draft, trainer, unit_quota, make_document):
    named_for(draft, trainer, "lead")
    named_for(draft, UserFactory())
    EnrolmentFactory(session=draft)
    EnrolmentFactory(session=draft, state="nominated", was_confirmed=False)
    day = draft.days.first()
    Slot.objects.create(day=day, starts_at=time(9), ends_at=time(12), title_en="Opening")
    Slot.objects.create(day=day, starts_at=time(13), ends_at=time(16), title_en="Groups")
    make_document(draft.course.modules.first())
    DesignFactory(programme=draft.phase.programme)
    facts = counted(draft)
    assert (facts.has_lead, facts.trainers, facts.quotas, facts.officers, facts.nominated) == (True, 2, 1, 1, 1)
    assert (facts.bare_halves, facts.bare_modules, facts.has_design) == (2, 1, True)


def test_a_document_of_another_programme_or_withdrawn_is_none(draft, make_document):
    make_document(draft.course.modules.first(), programme=ProgrammeFactory())
    make_document(draft.course.modules.last(), is_withdrawn=True)
    assert counted(draft).bare_modules == 2


@pytest.fixture
def unit_quota(draft):
    return SessionQuota.objects.create(session=draft, unit=UnitFactory(), seats=5)


@pytest.fixture
def make_document(draft, coordinator):
    """A function: gives a module a document with one version, of the programme of `draft` unless another is named."""

    def make(module, **more):
        resource = ResourceFactory(**{"programme": draft.phase.programme, **more})
        LibraryVersion.objects.create(resource=resource, number=1, link="https://example.org/a", added_by=coordinator)
        module.resources.add(resource)
        return resource

    return make


# Rooms and booklets on record


def test_a_venue_with_rooms_on_record_needs_one_of_them_and_a_text_does_not():
    rooms = BookedFacts(has_rooms_on_record=True)
    assert open_of(booked=rooms) == {}
    known = replace(rooms, is_in_known_venue=True)
    assert open_of(booked=known) == {"venue": "Hall: none of its rooms is booked yet."}
    assert open_of(booked=replace(known, rooms=["Hall 1, Academy"])) == {}
    taken = replace(known, rooms=["Hall 1, Academy"], room_problem="Taken.", kit_problem="None left.")
    assert open_of(booked=taken) == {"venue": "Taken.", "kits": "None left."}
    assert "resources" in checks_of(replace(READY, venue="", booked=rooms))[0].url


@pytest.mark.parametrize(
    ("booked", "officers", "fact"),
    [
        ({}, 25, "No booklets are promised yet."),
        ({"pieces": [24]}, 25, "24 for 25 officers"),
        ({"pieces": [3, 25]}, 25, None),
        ({"pieces": [25]}, 0, "25 for 50 officers"),
        ({"pieces": [25], "stock_problem": "Too few."}, 25, "Too few."),
    ],
)
def test_booklets_are_enough_for_the_officers_or_for_the_seats_while_the_roster_is_empty(booked, officers, fact):
    found = open_of(booked=BookedFacts(has_stock_on_record=True, **booked), officers=officers)
    assert found.get("stock") == fact
    assert "stock" not in {check.key for check in checks_of(READY)}


def test_what_is_booked_is_gathered_for_many_sessions(programme, draft, coordinator, today_and_room):
    today, room = today_and_room
    other = SessionFactory(programme=programme, state="draft", starts_on=draft.starts_on, venue_en="hall 1, ACADEMY")
    rows = list(TrainingSession.objects.select_related("phase"))
    assert booked_for(rows, today=today)[other.pk].is_in_known_venue
    for session in (draft, other):
        ResourceBooking.objects.create(session=session, resource=room, booked_by=coordinator, booked_at=timezone.now())
    found = booked_for(rows, today=today)
    assert (found[draft.pk].rooms, found[draft.pk].has_stock_on_record) == (["Hall 1, Academy"], False)
    assert f"by {other.code}" in found[draft.pk].room_problem
    assert booked_for(rows, today=draft.ends_on + timedelta(days=9)) == {}


@pytest.fixture
def today_and_room(programme):
    """(today, a room on record)."""
    venue = Venue.objects.create(programme=programme, name_en="Academy", place=DistrictFactory())
    room = Resource.objects.create(programme=programme, kind="room", name_en="Hall 1", venue=venue, seats=9)
    return timezone.localdate(), room
