"""`session` runs on 21, 22 and 23 November 2026; whoever walks in does so on the 22nd."""

import uuid

import pytest

from tests.factories import ForceFactory, RankFactory, UnitFactory
from tests.trainings.conftest import at
from trainings.models import Half
from trainings.sessions.half_days import HalfDay
from trainings.walk_ins.adding import Entry, NewPerson

NOW = at(22, "10:04")
NUMBER = "9900777001"


@pytest.fixture
def force(db):
    """The force that numbers belong to."""
    return ForceFactory()


@pytest.fixture
def entry(force, days):
    """A function: `entry(number, person=None, reason="", day=1, half="morning", form=None)` returns an Entry."""

    def make(number=NUMBER, *, person=None, reason="", day=1, half=Half.MORNING, form=None):
        return Entry(form or uuid.uuid4(), number, HalfDay(days[day], half), person, reason)

    return make


@pytest.fixture
def person(force):
    """A function: `person(**values)` returns a NewPerson."""

    def make(**values):
        return NewPerson(**{"name_en": "Nazmul Huda", "rank": RankFactory(), "unit": UnitFactory(), **values})

    return make
