"""`closed`: closed on 23 November 2026, so that objections are taken until the end of the 30th. Six half-days, five complete it."""

import uuid

import pytest

from tests.factories import EnrolmentFactory
from tests.trainings.conftest import at
from trainings.models import AttendanceMark, Half
from trainings.objections import filing
from trainings.objections.filing import Filing
from trainings.sessions.lifecycle import close

TEXT = "I signed both sheets of the first day."


@pytest.fixture
def mine(session, officer, days, trainer):
    """The enrolment of `officer`, who has an account: absent on the first day, so not completed."""
    return attended(EnrolmentFactory(session=session, officer=officer), days, trainer, absent=days[:1])


@pytest.fixture
def other(session, days, trainer):
    """The enrolment of an officer without an account, who was always there."""
    return attended(EnrolmentFactory(session=session), days, trainer)


@pytest.fixture
def closed(session, mine, other, trainer):
    """`session` with both, closed."""
    session = close(session, by=trainer, now=at(23, "18:00"), today=at(23).date())
    for enrolment in (mine, other):
        enrolment.refresh_from_db()
    return session


def attended(enrolment, days, trainer, *, absent=()):
    """Marks the officer present in all half-days but those of the days `absent`. Returns the enrolment."""
    AttendanceMark.objects.bulk_create(
        AttendanceMark(
            enrolment=enrolment,
            day=day,
            half=half,
            mark="absent" if day in absent else "present",
            marked_by=trainer,
            marked_at=at(23),
        )
        for day in days
        for half in Half
    )
    return enrolment


def objects(enrolment, *half_days, by, now=None, text=TEXT, **more):
    """Files an objection to (SessionDay, half) and returns it."""
    keys = {(day.pk, half) for day, half in half_days}
    told = Filing(more.pop("form", uuid.uuid4()), keys, text, **more)
    return filing.file(enrolment, told, by=by, now=now or at(24))
