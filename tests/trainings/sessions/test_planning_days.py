from datetime import date, time, timedelta

import pytest

from accounts.refusal import Refused
from tests.factories import EnrolmentFactory
from tests.trainings.conftest import at
from trainings.attendance.marking import mark, undo
from trainings.models import Half, Slot
from trainings.sessions.lifecycle import plan_days


def dates(session):
    return [(day.number, day.date.day) for day in session.days.order_by("number")]


def move(session, first, last):
    session.starts_on, session.ends_on = date(2026, 11, first), date(2026, 11, last)
    session.save()


@pytest.fixture
def unplanned(session):
    session.days.all().delete()
    return session


def test_a_session_gets_a_day_for_each_date(unplanned):
    planned = plan_days(unplanned)
    assert dates(unplanned) == [(1, 21), (2, 22), (3, 23)]
    assert all(day.has_morning and day.has_afternoon for day in planned)


def test_planning_again_changes_nothing(session):
    before = [day.pk for day in plan_days(session)]
    assert [day.pk for day in plan_days(session)] == before


def test_a_day_without_teaching_between_stays_out(session):
    session.days.filter(number=2).delete()
    plan_days(session)
    assert dates(session) == [(1, 21), (3, 23)]


@pytest.mark.parametrize("shift", [-2, -1, 1, 2, 5])
def test_when_the_dates_move_the_days_move_along_with_their_timetable(session, days, shift):
    Slot.objects.create(day=days[1], starts_at=time(9), ends_at=time(10), title_en="Opening")
    move(session, 21 + shift, 23 + shift)
    plan_days(session)
    assert dates(session) == [(1, 21 + shift), (2, 22 + shift), (3, 23 + shift)]
    assert Slot.objects.get().day.date == date(2026, 11, 22) + timedelta(days=shift)


def test_a_longer_session_gets_days_at_the_end_and_a_shorter_one_loses_them(session):
    move(session, 21, 25)
    plan_days(session)
    assert dates(session) == [(1, 21), (2, 22), (3, 23), (4, 24), (5, 25)]
    move(session, 21, 22)
    plan_days(session)
    assert dates(session) == [(1, 21), (2, 22)]


def test_a_day_with_marks_is_not_moved(session, days, trainer):
    mark(EnrolmentFactory(session=session), days[0], Half.MORNING, "present", by=trainer, now=at(21))
    move(session, 22, 24)
    with pytest.raises(Refused, match="Day 1, 21 November 2026, has marks"):
        plan_days(session)
    assert dates(session) == [(1, 21), (2, 22), (3, 23)]


def test_a_day_with_marks_is_not_removed_even_when_they_were_undone(session, days, trainer):
    marked = mark(EnrolmentFactory(session=session), days[2], Half.MORNING, "present", by=trainer, now=at(23))
    undo(marked.action, by=trainer, now=at(23))
    move(session, 21, 22)
    with pytest.raises(Refused, match="Day 3"):
        plan_days(session)


def test_a_running_session_can_be_made_longer(session, days, trainer):
    mark(EnrolmentFactory(session=session), days[0], Half.MORNING, "present", by=trainer, now=at(21))
    move(session, 21, 24)
    assert len(plan_days(session)) == 4
