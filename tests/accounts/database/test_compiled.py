"""Questions whose statement is written once: the answers are those of the QuerySet, each time anew."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db.models import Count
from django.utils import timezone

from accounts.database.compiled import Compiled
from accounts.models import User
from jobs.models import Job
from programmes.models import TeamMember
from tests.factories import SessionFactory, UserFactory
from trainings.models import Half, SessionDay, TrainingSession

pytestmark = pytest.mark.django_db


def test_objects_come_as_from_the_queryset_with_what_was_selected_along(django_assert_num_queries):
    asked = Compiled(
        lambda code: TrainingSession.objects.filter(code=code).select_related("phase").annotate(count=Count("days")),
        str,
    )
    for code in ("TOT-KHU-31", "TOT-KHU-32"):
        session = SessionFactory(code=code)
        with django_assert_num_queries(1):
            found = asked.first(code)
            assert (found, found.phase.programme_id) == (session, session.phase.programme_id)
        assert found.count == session.days.count()
        read = TrainingSession.objects.get(pk=session.pk)
        assert {one.attname: getattr(found, one.attname) for one in TrainingSession._meta.concrete_fields} == {
            one.attname: getattr(read, one.attname) for one in TrainingSession._meta.concrete_fields
        }
    assert asked.first("TOT-KHU-33") is None


def test_an_answer_is_read_anew():
    person = UserFactory(full_name="Before")
    asked = Compiled(lambda pk: User.objects.filter(pk=pk).values_list("full_name", "is_active", "date_joined"), int)
    assert asked.rows(person.pk) == [("Before", True, person.date_joined)]
    User.objects.filter(pk=person.pk).update(full_name="After", is_active=False)
    assert asked.rows(person.pk) == [("After", False, person.date_joined)]


def test_each_value_stands_in_its_place(django_assert_num_queries):
    session = SessionFactory()
    asked = Compiled(lambda session, number: SessionDay.objects.filter(session=session, number=number), int, int)
    for day in session.days.all():
        assert asked.rows(session.pk, day.number) == [day]
        assert asked.rows(day.number + 1000, session.pk + 1000) == []


def test_ids_and_moments_are_values_too():
    asked = Compiled(lambda pk, now: Job.objects.filter(public_id=pk, created_at__lt=now), UUID, datetime)
    job = Job.objects.create(kind="x", params={}, scope="x", due_at=timezone.now(), next_bell_at=timezone.now())
    assert asked.rows(job.public_id, timezone.now() + timedelta(minutes=1)) == [job]
    assert asked.rows(job.public_id, job.created_at - timedelta(minutes=1)) == []
    assert asked.rows(uuid4(), timezone.now()) == []


def test_a_moment_that_was_looked_up_is_refused():
    asked = Compiled(lambda pk: Job.objects.filter(pk=pk, created_at__lt=timezone.now()), int)
    with pytest.raises(ValueError, match="moment"):
        asked.rows(1)


def test_a_value_that_is_not_used_is_refused():
    asked = Compiled(lambda pk: TeamMember.objects.filter(role=Half.MORNING), int)
    with pytest.raises(ValueError, match="no condition"):
        asked.rows(1)
