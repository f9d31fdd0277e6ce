"""A session whose first morning is planned: an opening, a module, tea and the module again, from nine to one."""

from datetime import time

import pytest

from tests.reports.threads import course as course_of
from tests.reports.threads import module
from trainings.models import Slot
from trainings.timetable.editing import SlotFacts


def clock(text):
    """Returns the time of "09:30"."""
    return time(*map(int, text.split(":")))


def facts(starts, minutes, kind="other", title="Talk", **more):
    """Returns the SlotFacts of a line with an English title."""
    return SlotFacts(kind=kind, starts_at=clock(starts), minutes=minutes, title_en=title, **more)


def line(day, starts, ends, title, **more):
    """A line as it stands in the database."""
    kind = more.pop("kind", "module" if "module" in more else "other")
    return Slot.objects.create(day=day, kind=kind, starts_at=clock(starts), ends_at=clock(ends), title_en=title, **more)


def shown(day):
    """Returns the lines of a day in words: ["09:00-09:30 Opening", …]."""
    slots = Slot.objects.filter(day=day).order_by("starts_at", "pk")
    return [f"{slot.starts_at:%H:%M}-{slot.ends_at:%H:%M} {slot.title_en}" for slot in slots]


@pytest.fixture
def trust():
    return module(code="TRUST", title_en="Building trust", title_bn="আস্থা গড়া", minutes=150)


@pytest.fixture
def planned(session, programme, trust):
    """`session`, whose course has one module."""
    session.course = course_of(programme, trust)
    session.save()
    return session


@pytest.fixture
def morning(planned, days, trust):
    """The lines of the first morning, and one of its afternoon, by their titles."""
    day = days[0]
    slots = [
        line(day, "09:00", "09:30", "Opening"),
        line(day, "09:30", "11:00", "Trust", module=trust),
        line(day, "11:00", "11:15", "Tea", kind="break"),
        line(day, "11:15", "12:15", "Practice", module=trust),
        line(day, "14:00", "15:00", "Cases"),
    ]
    return {slot.title_en: slot for slot in slots}
