"""A session on the evening of its last day, and what officers are due in it."""

from decimal import Decimal

import pytest
from django.utils import timezone

from tests.factories import EnrolmentFactory, OfficerFactory
from tests.trainings.conftest import at
from trainings.allowances import lists, paying
from trainings.attendance.marking import mark
from trainings.models import Half


@pytest.fixture(autouse=True)
def later(clock):
    """The evening of the last day."""
    clock(23, "18:00")


@pytest.fixture
def abul(session):
    return EnrolmentFactory(session=session, officer=OfficerFactory(name_en="Abul Hashem"))


@pytest.fixture
def rated(session, coordinator):
    paying.set_rate(session, per_half_day=Decimal(300), travel=Decimal("150.50"), by=coordinator)
    return session


def came(enrolment, day, trainer, *marks):
    for half, given in zip(Half, marks, strict=False):
        if given:
            mark(enrolment, day, half, given, by=trainer, now=at(23), reason="Sheet found")


def line(session, enrolment):
    rows = [one for one in lists.attended_on(session) if one.pk == enrolment.pk]
    (found,) = lists.lines_of(session, rows, lists.rate_of(session))
    return found


def pay(session, by, *enrolments, **more):
    facts = {"paid_on": timezone.localdate(), "is_signed": True} | more
    return paying.pay(session, [one.pk for one in enrolments], by=by, **facts)
