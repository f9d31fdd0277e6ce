"""The traceability matrix: which module answers which finding, and what the training on it reached."""

import pytest

from programmes.models import Workstream
from reports.counting.turnout import BySex
from reports.matrix.matrix import matrix
from tests.factories import OfficerFactory, ProgrammeFactory
from tests.reports.threads import answers, consultation, course, finding, module, session


def row_of(programme, found):
    return next(row for row in matrix(programme).rows if row.finding == found)


def test_a_mark_stands_where_the_module_answers(programme):
    trust, signs = module("A"), module("B")
    course(programme, trust, signs)
    found = finding(programme)
    answers(found, signs, "also")
    cells = row_of(programme, found).cells
    assert cells[0] is None
    assert (cells[1].module, cells[1].is_main) == (signs, False)


def test_numbers_follow_the_modules_that_answer(programme):
    trust, signs = module("A"), module("B")
    woman, man = OfficerFactory(sex="female"), OfficerFactory(sex="male")
    session(course(programme, trust), woman, man)
    session(course(programme, signs), woman)
    found = finding(programme)
    answers(found, trust)
    answers(found, signs, "also")
    reach = row_of(programme, found).reach
    assert reach.sessions == 2
    assert reach.participations == BySex(women=2, men=1, not_recorded=0)
    assert reach.officers == BySex(women=1, men=1, not_recorded=0)


def test_two_modules_of_one_course_count_its_sessions_once(programme):
    trust, signs = module("A"), module("B")
    session(course(programme, trust, signs), OfficerFactory())
    found = finding(programme)
    answers(found, trust)
    answers(found, signs)
    assert row_of(programme, found).reach.participations.total == 1


def test_gaps_come_first(programme):
    trust = module()
    answered, gap = finding(programme, "answered"), finding(programme, "gap")
    answers(answered, trust)
    rows = matrix(programme).rows
    assert [row.finding for row in rows] == [gap, answered]
    assert [row.is_gap for row in rows] == [True, False]


@pytest.mark.parametrize(
    "state",
    [
        {"state": "done", "closed_at": "2026-01-01T00:00Z"},
        {"state": "declined", "closed_at": "2026-01-01T00:00Z", "reason": "Not ours."},
    ],
)
def test_a_settled_finding_without_a_module_is_no_gap(programme, state):
    assert not row_of(programme, finding(programme, **state)).is_gap


def test_a_merged_finding_is_not_a_row_of_its_own(programme):
    kept = finding(programme)
    answers(finding(programme, merged_into=kept), module())
    whole = matrix(programme)
    assert [row.finding for row in whole.rows] == [kept]
    assert whole.columns == ()


def test_columns_are_the_modules_taught_or_answering(programme):
    taught, answering = module("A"), module("C")
    course(programme, taught)
    course(ProgrammeFactory(), module("B"))
    answers(finding(programme), answering)
    columns = matrix(programme).columns
    assert [(column.number, column.module, column.main) for column in columns] == [(1, taught, 0), (2, answering, 1)]
    assert [column.module for column in matrix(programme).idle] == [taught]


def test_findings_of_another_programme_stay_there(programme):
    finding(ProgrammeFactory())
    assert matrix(programme).rows == ()


def test_a_row_knows_its_consultations_and_what_follows(programme):
    workshop = consultation(programme)
    found = finding(programme, at=workshop)
    work = Workstream.objects.create(programme=programme, kind="strategy", title_en="Strategy")
    work.findings.add(found)
    row = row_of(programme, found)
    assert row.consultations == {workshop.pk}
    assert row.follow_ups == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_twelve_questions_whatever_there_is(programme, django_assert_num_queries, rows):
    for number in range(rows):
        taught = module(f"M{number}")
        session(course(programme, taught), OfficerFactory())
        answers(finding(programme, at=consultation(programme)), taught)
    with django_assert_num_queries(12):
        matrix(programme)
