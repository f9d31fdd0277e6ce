import pytest

from tests.factories import EnrolmentFactory
from tests.trainings.conftest import at
from trainings.attendance.marking import mark_column, mark_sheet
from trainings.enrolment.enrolment import withdraw
from trainings.models import Half
from trainings.sessions.completion import Outcome, completion_statuses, decide_by_hand, work_out

HALVES = (Half.MORNING, Half.AFTERNOON)


def mark_all(session, days, trainer, *, but=()):
    """Marks everyone present in every half-day, except what `but` says: {(enrolment, day number, half): mark}."""
    but = dict(but)
    for day in days:
        for half in HALVES:
            here = {row.pk: mark for (row, *where), mark in but.items() if where == [day.number, half]}
            mark_sheet(session, day, half, here, by=trainer, now=at(23, "14:10"))
            mark_column(session, day, half, "present", by=trainer, now=at(23, "14:10"))


def test_attendance_decides_who_completes(session, days, trainer):
    steady, absent = EnrolmentFactory(session=session), EnrolmentFactory(session=session)
    missed = {(absent, 1, half): "absent" for half in HALVES}
    mark_all(session, days, trainer, but=missed)
    assert work_out(session) == {steady.pk: Outcome(6, 6, True), absent.pk: Outcome(4, 6, False)}


def test_an_excused_half_day_was_held_but_not_attended(session, days, trainer):
    enrolment = EnrolmentFactory(session=session)
    mark_all(session, days, trainer, but={(enrolment, 1, Half.MORNING): "excused"})
    assert work_out(session)[enrolment.pk] == Outcome(5, 6, True)


def test_a_half_that_is_not_taught_is_neither_held_nor_attended(session, days, trainer):
    enrolment = EnrolmentFactory(session=session)
    mark_all(session, days, trainer)
    session.days.filter(number=3).update(has_afternoon=False)
    assert work_out(session)[enrolment.pk] == Outcome(5, 5, True)


def test_late_counts_by_the_rule_of_the_course(session, days, trainer):
    enrolment = EnrolmentFactory(session=session)
    late = {(enrolment, number, Half.MORNING): "late" for number in (1, 2)}
    mark_all(session, days, trainer, but=late)
    assert work_out(session)[enrolment.pk].attended == 6
    session.course.late_counts = False
    session.course.save()
    assert work_out(session)[enrolment.pk] == Outcome(4, 6, False)


def test_officers_who_were_withdrawn_are_left_out(session, trainer):
    enrolment = EnrolmentFactory(session=session)
    withdraw(enrolment, by=None, reason="Posted abroad.")
    assert work_out(session) == {}


def test_a_decision_by_hand_stands_above_attendance(session, trainer):
    enrolment = EnrolmentFactory(session=session)
    decide_by_hand(enrolment, completes=True, by=trainer, reason="Taught the afternoon himself.")
    assert work_out(session)[enrolment.pk] == Outcome(0, 6, True)


def test_a_result_is_open_while_marks_to_come_can_change_it(session, days, trainer):
    enrolment = EnrolmentFactory(session=session)
    mark_sheet(session, days[0], Half.MORNING, {enrolment.pk: "absent"}, by=trainer, now=at(21, "14:10"))
    assert completion_statuses(session)[enrolment.pk].open
    mark_sheet(session, days[0], Half.AFTERNOON, {enrolment.pk: "absent"}, by=trainer, now=at(21, "14:10"))
    assert not completion_statuses(session)[enrolment.pk].open


@pytest.mark.parametrize("officers", [1, 30])
def test_working_out_takes_one_query_however_many_officers(session, officers, django_assert_num_queries):
    for _number in range(officers):
        EnrolmentFactory(session=session)
    with django_assert_num_queries(1):
        assert len(work_out(session)) == officers
