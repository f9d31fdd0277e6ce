import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry
from tests.factories import EnrolmentFactory, OfficerFactory, SessionFactory
from tests.trainings.conftest import at
from trainings.attendance.marking import mark, mark_column, mark_sheet
from trainings.enrolment.enrolment import enrol, withdraw
from trainings.models import AttendanceChange, AttendanceMark, Half

AM = Half.MORNING


def test_the_column_marks_only_the_officers_without_a_mark(session, days, trainer):
    marked, *others = [EnrolmentFactory(session=session) for _number in range(3)]
    mark(marked, days[0], AM, "absent", by=trainer, now=at(21))
    column = mark_column(session, days[0], AM, "present", by=trainer, now=at(21))
    assert column.count == 2
    assert dict(AttendanceMark.objects.values_list("enrolment", "mark")) == {
        marked.pk: "absent",
        **{other.pk: "present" for other in others},
    }


def test_the_column_is_one_action_and_one_line_in_the_audit_trail(session, days, trainer):
    for _number in range(3):
        EnrolmentFactory(session=session)
    column = mark_column(session, days[0], AM, "present", by=trainer, now=at(21))
    assert AttendanceChange.objects.filter(action=column.action).count() == 3
    assert AuditEntry.objects.filter(verb="attendance.marked").count() == 1


def test_the_column_leaves_out_who_was_withdrawn(session, days, trainer):
    withdraw(EnrolmentFactory(session=session), by=None, reason="Ill.")
    assert mark_column(session, days[0], AM, "present", by=trainer, now=at(21)).count == 0


def test_a_full_column_changes_nothing(session, days, trainer):
    EnrolmentFactory(session=session)
    mark_column(session, days[0], AM, "present", by=trainer, now=at(21))
    again = mark_column(session, days[0], AM, "absent", by=trainer, now=at(21))
    assert (again.action, again.count) == (None, 0)


def test_a_sheet_saves_different_marks_as_one_action(session, days, trainer):
    one, two = EnrolmentFactory(session=session), EnrolmentFactory(session=session)
    saved = mark_sheet(session, days[0], AM, {one.pk: "present", two.pk: "late"}, by=trainer, now=at(21))
    assert saved.count == AttendanceChange.objects.filter(action=saved.action).count() == 2


def test_a_sheet_passes_over_who_left_meanwhile_and_says_how_many(session, days, trainer):
    here, gone = EnrolmentFactory(session=session), EnrolmentFactory(session=session)
    withdraw(gone, by=None, reason="Ill.")
    foreign = EnrolmentFactory()
    sheet = dict.fromkeys((here.pk, gone.pk, foreign.pk), "present")
    saved = mark_sheet(session, days[0], AM, sheet, by=trainer, now=at(21))
    assert (saved.count, saved.left_out) == (1, 2)
    assert AttendanceMark.objects.get().enrolment == here


@pytest.mark.parametrize("officers", [1, 60])
def test_a_column_costs_the_same_for_one_and_for_sixty(session, days, trainer, officers, takes_queries):
    for _number in range(officers):
        EnrolmentFactory(session=session)
    with takes_queries(11):
        mark_column(session, days[0], AM, "present", by=trainer, now=at(21))


def test_a_hall_of_two_hundred_takes_a_few_statements(programme, trainer):
    hall = SessionFactory(programme=programme, led_by=trainer, capacity=200)
    enrol(hall, [OfficerFactory() for _number in range(200)], by=None)
    with CaptureQueriesContext(connection) as queries:
        assert mark_column(hall, hall.days.first(), AM, "present", by=trainer, now=at(21)).count == 200
    assert len(queries) <= 18
