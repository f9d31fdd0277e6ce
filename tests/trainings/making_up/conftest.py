"""`absent` missed the second morning of `session`, whose course lets half-days be made up; `other` taught the same later."""

from datetime import date

import pytest

from tests.factories import EnrolmentFactory, SessionFactory, UserFactory
from tests.trainings.conftest import at, mark_everyone
from trainings.attendance.marking import mark
from trainings.making_up import recording
from trainings.models import Half
from trainings.sessions.half_days import HalfDay

AM, PM = Half.MORNING, Half.AFTERNOON
NOW = at(28, "18:00")


@pytest.fixture
def allowed(session):
    """`session`, whose course lets half-days be made up."""
    session.course.allows_making_up = True
    session.course.save()
    return session


@pytest.fixture
def colleague(db):
    return UserFactory(full_name="Shirin Trainer")


@pytest.fixture
def other(allowed, programme, colleague):
    """Another session of the course, from the 26th on, led by `colleague`, with one officer who was always there."""
    found = SessionFactory(
        programme=programme,
        course=allowed.course,
        led_by=colleague,
        code="TOT-BAR-07",
        starts_on=date(2026, 11, 26),
        state="running",
    )
    officer = EnrolmentFactory(session=found)
    for day in found.days.all():
        for half in Half:
            mark(officer, day, half, "present", by=colleague, now=at(28, "17:00"))
    return found


@pytest.fixture
def absent(allowed, days, trainer):
    """An officer of `session` who missed the second morning and attended the rest."""
    enrolment = EnrolmentFactory(session=allowed)
    mark(enrolment, days[1], AM, "absent", by=trainer, now=at(22))
    mark_everyone(allowed, days, trainer)
    return enrolment


def day_of(session, number):
    return session.days.get(number=number)


def recorded(enrolment, other, by, *, seen_by, missed=(2, AM), visited=(2, AM), now=NOW, reason=""):
    where = HalfDay(day_of(enrolment.session, missed[0]), missed[1])
    there = HalfDay(day_of(other, visited[0]), visited[1])
    return recording.record_visit(enrolment, where, there, seen_by=seen_by, by=by, now=now, reason=reason)
