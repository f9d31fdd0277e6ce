"""What was taught stays counted for the versions that a session used, whatever its course teaches now."""

import pytest

from reports.counting import finding_thread
from reports.counting.reach import groups_teaching, reached
from reports.matrix.matrix import matrix
from reports.participations.choice import Choice, rows
from tests.factories import OfficerFactory
from tests.reports.threads import answers, course, finding, module, session
from trainings.models import SessionModule
from trainings.sessions.lifecycle import schedule

pytestmark = pytest.mark.django_db


@pytest.fixture
def old():
    return module(code="TRUST", title_en="Trust")


@pytest.fixture
def new():
    return module(code="TRUST", version=2, title_en="Trust, anew")


@pytest.fixture
def world(programme, coordinator, old, new):
    """A course whose first session used the old version; then the course went over to the new one, with a second session."""
    found = finding(programme)
    answers(found, old)
    answers(found, new)
    taught = course(programme, old)
    first = held(taught, OfficerFactory(sex="female"), coordinator)
    taught.course_modules.update(module=new)
    second = held(taught, OfficerFactory(sex="male"), coordinator)
    return found, first, second


def held(taught, officer, coordinator):
    """A session that was scheduled, and has one officer and been held since."""
    made = session(taught, officer, state="draft")
    schedule(made, by=coordinator)
    made.refresh_from_db()
    made.state = "held"
    made.save()
    return made


def test_the_matrix_counts_each_version_by_its_own_sessions(programme, world, old, new):
    columns = {column.module: column.reach for column in matrix(programme).columns}
    assert (columns[old].sessions, columns[old].participations.women, columns[old].participations.men) == (1, 1, 0)
    assert (columns[new].sessions, columns[new].participations.women, columns[new].participations.men) == (1, 0, 1)
    [row] = matrix(programme).rows
    assert (row.reach.sessions, row.reach.officers.total) == (2, 2)


def test_the_thread_names_the_version_that_each_session_used(world, old, new):
    found, first, second = world
    sessions = {one.session: one.modules for one in finding_thread.of_finding(found, {})["sessions"]}
    assert sessions == {first: (old,), second: (new,)}


def test_the_rows_behind_a_number_are_those_that_were_counted(programme, coordinator, world, old, new):
    _found, first, second = world
    coordinator.forget_roles()
    for one, held_session in ((old, first), (new, second)):
        chosen = rows(Choice(programme=programme.code, modules=(one.pk,)), coordinator)
        assert {row.session for row in chosen} == {held_session}


def test_a_draft_follows_its_course(programme, world, new):
    draft = session(world[1].course, state="draft")
    assert (draft.course_id, None) in groups_teaching(programme)[new.pk]


def test_sessions_with_the_same_modules_are_one_group(programme, coordinator, world, new):
    third = held(world[2].course, OfficerFactory(), coordinator)
    assert third.module_set == world[2].module_set
    assert third.module_set != world[1].module_set
    assert SessionModule.objects.filter(session=third).count() == 1
    assert reached(programme.pk).by(groups_teaching(programme)[new.pk]).sessions == 2
