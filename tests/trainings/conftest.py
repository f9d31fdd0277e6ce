"""The days of `session` are 21, 22 and 23 November 2026; the clock of these tests stands where a test puts it."""

from contextlib import contextmanager
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import EnrolmentFactory
from trainings.attendance.marking import mark, mark_column
from trainings.models import Half


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


@pytest.fixture
def takes_queries():
    """A context manager: the block takes exactly so many queries, not counting PostgreSQL's lock of the audit trail."""

    @contextmanager
    def watch(number):
        with CaptureQueriesContext(connection) as queries:
            yield
        counted = [query["sql"] for query in queries.captured_queries if "pg_advisory" not in query["sql"]]
        assert len(counted) == number, "\n".join(counted)

    return watch


@pytest.fixture
def two(session):
    """Two officers in `session`, without marks."""
    return [EnrolmentFactory(session=session), EnrolmentFactory(session=session)]


def mark_everyone(session, days, trainer, *, but=()):
    """Marks everyone present who has no mark yet, in every half-day except those in `but`: (day number, half)."""
    for day in days:
        for half in Half:
            if (day.number, half) not in but:
                mark_column(session, day, half, "present", by=trainer, now=at(23, "14:10"))


@pytest.fixture
def marked_session(session, two, days, trainer):
    """`session` with every half-day marked: the first of `two` was always there, the second missed the first day."""
    for half in Half:
        mark(two[1], days[0], half, "absent", by=trainer, now=at(21, "14:10"))
    mark_everyone(session, days, trainer)
    return session
