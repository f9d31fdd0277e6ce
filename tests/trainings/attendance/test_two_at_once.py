"""Two people at the same moment, on two real connections."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from accounts.refusal import Refused
from tests.factories import EnrolmentFactory, OfficerFactory
from tests.trainings.conftest import at, mark_everyone
from trainings.attendance.marking import mark, mark_column
from trainings.enrolment.enrolment import enrol
from trainings.models import AttendanceChange, AttendanceMark, Enrolment, Half
from trainings.sessions.lifecycle import close

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Runs the acts together, each on its own connection; returns their results, a refusal as its sentence."""
    start = Barrier(len(acts))

    def run(act):
        start.wait()
        try:
            return act()
        except Refused as no:
            return str(no)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def test_two_marks_leave_one_mark_and_an_unbroken_history(session, days, trainer, coordinator):
    enrolment = EnrolmentFactory(session=session)
    at_once(
        lambda: mark(enrolment, days[0], Half.MORNING, "present", by=trainer, now=at(21)),
        lambda: mark(enrolment, days[0], Half.MORNING, "absent", by=coordinator, now=at(21)),
    )
    first, second = AttendanceChange.objects.order_by("pk")
    assert (first.before, second.before) == ("", first.after)
    assert AttendanceMark.objects.get().mark == second.after


def test_two_columns_mark_each_officer_once(session, two, days, trainer, coordinator):
    columns = at_once(
        lambda: mark_column(session, days[0], Half.MORNING, "present", by=trainer, now=at(21)),
        lambda: mark_column(session, days[0], Half.MORNING, "absent", by=coordinator, now=at(21)),
    )
    assert sorted(column.count for column in columns) == [0, 2]


def test_two_who_close_close_once(session, two, days, trainer, coordinator):
    mark_everyone(session, days, trainer)
    results = at_once(
        lambda: close(session, by=trainer, today=at(23).date()).state,
        lambda: close(session, by=coordinator, today=at(23).date()).state,
    )
    assert sorted(results) == ["This session is closed already.", "closed"]


def test_two_rosters_never_overfill_a_session(session, coordinator, trainer):
    session.capacity = 3
    session.save()
    ones, others = ([OfficerFactory() for _number in range(2)] for _roster in range(2))
    results = at_once(lambda: enrol(session, ones, by=coordinator), lambda: enrol(session, others, by=coordinator))
    assert sorted((result.count, len(result.without_seat)) for result in results) == [(1, 1), (2, 0)]
    assert Enrolment.objects.count() == 3
