"""What training reached: sessions and participations add up over courses, unique officers do not."""

import pytest

from reports.counting.reach import Reached, reached
from reports.counting.turnout import BySex
from tests.factories import EnrolmentFactory, OfficerFactory, ProgrammeFactory
from tests.reports.threads import course, module, session
from tests.rows_loaded import rows_loaded

A, B, C = (1, None), (2, None), (2, 77)


@pytest.fixture
def two_courses():
    """Officer 1 sat in both courses, officer 2 in the first, twice; officer 3 in the second; nobody in C."""
    return Reached(
        [(A, 3), (B, 1)],
        [(A, "female", 1), (A, "male", 2), (B, "female", 1), (B, "", 1)],
        [(frozenset([A, B]), "female", 1), (frozenset([A]), "male", 1), (frozenset([B]), "", 1)],
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
    reach = reached(programme.pk).by([(taught.pk, None)])
    assert reach.sessions == 1
    assert reach.participations == reach.officers == BySex(women=1, men=0, not_recorded=0)


def test_sessions_of_another_programme_are_not_counted(programme):
    taught = course(programme, module())
    session(course(ProgrammeFactory(), module("OTHER")), OfficerFactory())
    assert reached(programme.pk).by([(taught.pk, None)]).sessions == 0


def test_it_asks_three_questions(programme, django_assert_num_queries):
    session(course(programme, module()), OfficerFactory())
    with django_assert_num_queries(3):
        reached(programme.pk)


@pytest.mark.parametrize("at_a_time", [1, 60])
def test_the_database_counts_people_by_the_groups_they_sat_in(programme, monkeypatch, at_a_time):
    monkeypatch.setattr("reports.counting.reach.GROUPS_IN_A_NUMBER", at_a_time)
    first, second, third = (course(programme, module(f"M{number}")) for number in range(3))
    both, one = OfficerFactory(sex="female"), OfficerFactory(sex="")
    session(first, both, one)
    session(first, both)
    session(first, both, module_set=77)
    session(third, both)
    session(second)
    found = reached(programme.pk)
    a, b, c = ((taught.pk, None) for taught in (first, second, third))
    fixed = (first.pk, 77)
    assert found.by([a]).participations == BySex(women=2, men=0, not_recorded=1)
    assert found.by([fixed]).participations == BySex(women=1, men=0, not_recorded=0)
    assert found.by([a, fixed, c]).participations == BySex(women=4, men=0, not_recorded=1)
    assert found.by([a, fixed, c]).officers == BySex(women=1, men=0, not_recorded=1)
    assert found.by([fixed]).officers == found.by([c]).officers == BySex(women=1, men=0, not_recorded=0)
    assert found.by([b]).officers.total == 0


def test_more_officers_bring_no_more_rows(programme):
    taught, loaded = course(programme, module()), []
    held = session(taught, OfficerFactory(sex="male"))
    for officers in (1, 5):
        for _n in range(officers):
            EnrolmentFactory(session=held, officer__sex="male", state="completed")
        with rows_loaded() as rows:
            reached(programme.pk)
        loaded.append(rows.loaded)
    assert loaded[0] == loaded[1]
