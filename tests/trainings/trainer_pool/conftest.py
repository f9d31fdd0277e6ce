"""The days of these tests follow today, whatever today is."""

import uuid
from datetime import time, timedelta

import pytest
from django.utils import timezone

from tests.factories import ProgrammeFactory, SessionFactory, UserFactory
from trainings.models import CourseModule, Slot
from trainings.trainer_pool import guests
from trainings.trainer_pool.absences import Days


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def joins(programme):
    """A function: makes a trainer of `programme`, or of another one."""

    def make(name, of=None, **more):
        user = UserFactory(full_name=name, **more)
        (of or programme).team.create(user=user, role="trainer")
        user.forget_roles()
        return user

    return make


@pytest.fixture
def colleague(joins):
    return joins("Sharmin Trainer")


@pytest.fixture
def elsewhere():
    """(a coordinator of another programme, that programme)."""
    user = UserFactory(full_name="Other Coordinator")
    return user, ProgrammeFactory(code="OTHER", coordinators=[user])


@pytest.fixture
def plan(programme, today):
    """A function: makes a session of three days that begins so many days from today."""

    def make(begins_in=10, **more):
        facts = {"programme": programme, "state": "scheduled", "starts_on": today + timedelta(days=begins_in)}
        return SessionFactory(**{**facts, **more})

    return make


@pytest.fixture
def ahead(plan):
    """A scheduled session of `programme` in ten days."""
    return plan(10, code="TOT-AHEAD")


@pytest.fixture
def days(today):
    """A function: days away from today on, in so many days."""

    def make(first=10, last=None, reason="leave", **more):
        last = first if last is None else last
        return Days(
            more.pop("form", None) or uuid.uuid4(), today + timedelta(days=first), today + timedelta(days=last), reason
        )

    return make


@pytest.fixture
def teaches():
    """A function: puts a module into the timetable of a session, for so many hours, and into its course."""

    def make(session, module, hours=2, day=0, starts=9):
        CourseModule.objects.get_or_create(
            course=session.course, module=module, defaults={"order": session.course.course_modules.count() + 1}
        )
        return Slot.objects.create(
            day=session.days.order_by("number")[day],
            starts_at=time(starts),
            ends_at=time(starts + hours),
            module=module,
            kind="module",
            title_en=module.title_en,
        )

    return make


@pytest.fixture
def guest(programme, coordinator):
    facts = {"name_en": "Dr. Amina Rahman", "name_bn": "ড. আমিনা রহমান", "email": "amina@example.org", "phone": "01700-1"}
    return guests.add(programme, uuid.uuid4(), facts, ["bn", "en"], by=coordinator)
