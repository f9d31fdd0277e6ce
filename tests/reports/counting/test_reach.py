"""What training reached: sessions and participations add up over courses, unique officers do not."""

import pytest

from reports.counting.reach import Reached, reached
from reports.counting.turnout import BySex
from tests.factories import EnrolmentFactory, OfficerFactory, ProgrammeFactory
from tests.reports.threads import course, module, session

A, B, C = 1, 2, 3


@pytest.fixture
def two_courses():
    """Officer 1 sat in both courses, officer 2 in the first, twice; officer 3 in the second; nobody in C."""
    return Reached(
        [(A, 3), (B, 1)],
        [(A, 1, "female", 1), (A, 2, "male", 2), (B, 1, "female", 1), (B, 3, "", 1)],
    )


def test_participations_count_every_session(two_courses):
    assert two_courses.by([A]).participations == BySex(women=1, men=2, not_recorded=0)


def test_an_officer_counts_for_each_course_sat_in(two_courses):
    assert two_courses.by([A]).officers == BySex(women=1, men=1, not_recorded=0)


def test_an_officer_of_two_courses_is_one_officer(two_courses):
    both = two_courses.by([A, B])
    assert both.participations == BySex(women=2, men=2, not_recorded=1)
    assert both.officers == BySex(women=1, men=1, not_recorded=1)
    assert both.sessions == 4


def test_no_course_reaches_nobody(two_courses):
    assert two_courses.by([]).officers.total == 0
    assert two_courses.by([C]).sessions == 0


def test_the_withdrawn_and_the_sessions_ahead_are_not_counted(programme):
    taught = course(programme, module())
    held = session(taught, OfficerFactory(sex="female"))
    EnrolmentFactory(session=held, state="withdrawn")
    session(taught, OfficerFactory(), state="scheduled")
    reach = reached(programme).by([taught.pk])
    assert reach.sessions == 1
    assert reach.participations == reach.officers == BySex(women=1, men=0, not_recorded=0)


def test_sessions_of_another_programme_are_not_counted(programme):
    taught = course(programme, module())
    session(course(ProgrammeFactory(), module("OTHER")), OfficerFactory())
    assert reached(programme).by([taught.pk]).sessions == 0


def test_it_asks_two_questions(programme, django_assert_num_queries):
    with django_assert_num_queries(2):
        reached(programme)
