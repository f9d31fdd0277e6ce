"""The days of `session` are 21, 22 and 23 November 2026; the clock of these tests stands where a test puts it."""

from datetime import datetime

import pytest
from django.utils import timezone


def at(day, clock="10:04"):
    """Returns the moment in November 2026: at(22, "14:30"), by the clock of Dhaka."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 11, day, hour, minute, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def clock(monkeypatch):
    """A function: `clock(22, "14:30")` puts the clock of the whole product there."""

    def put(day, time="10:04"):
        monkeypatch.setattr(timezone, "now", lambda: at(day, time))

    return put


@pytest.fixture
def days(session):
    """The three days of `session`, in order."""
    return list(session.days.order_by("number"))
