"""Two people at the same moment, on two real connections."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection, connections

from accounts.refusal import Refused
from tests.factories import EnrolmentFactory, OfficerFactory, SessionFactory
from tests.trainings.conftest import at, mark_everyone
from trainings.attendance import device_acts
from trainings.attendance.device_acts import MARK, Act, receive
from trainings.attendance.device_time import Moment
from trainings.attendance.marking import mark, mark_column
from trainings.enrolment.enrolment import enrol
from trainings.models import AttendanceChange, AttendanceMark, DeviceAct, Enrolment, Half
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


def test_an_act_that_arrives_twice_at_the_same_moment_is_done_once(session, days, trainer):
    enrolment = EnrolmentFactory(session=session)
    moment = Moment(at(21), certain=True)
    act = Act(
        id=uuid4(), kind=MARK, moment=moment, waited=True, day=1, half="morning", officers=(enrolment.pk,), mark="late"
    )
    answers = at_once(*[lambda: receive(session, act, by=trainer, now=at(21, "11:00"))] * 2)
    assert [answer.outcome for answer in answers] == ["saved", "saved"]
    assert AttendanceChange.objects.count() == 1


@pytest.mark.parametrize("by_two", [False, True])
def test_one_id_sent_for_two_sessions_at_the_same_moment_is_taken_in_once(
    session, days, trainer, coordinator, monkeypatch, by_two
):
    other = SessionFactory(
        programme=session.phase.programme, led_by=trainer, starts_on=session.starts_on, ends_on=session.ends_on
    )
    officers = {one: EnrolmentFactory(session=one) for one in (session, other)}
    # SQLite lets in one after the other, so that each meets nobody.
    both, does = Barrier(1 if connection.vendor == "sqlite" else 2), dict(device_acts._DOES)

    def together(*facts):
        # Past the question whether the act is known. Whoever does it once more, alone, is refused before.
        both.wait()
        return does[MARK](*facts)

    monkeypatch.setitem(device_acts._DOES, MARK, together)
    facts = {"id": uuid4(), "kind": MARK, "moment": Moment(at(21), certain=True), "waited": True, "day": 1}
    acts = {one: Act(**facts, half="morning", officers=(officers[one].pk,), mark="late") for one in officers}
    people = {session: trainer, other: coordinator if by_two else trainer}
    answers = at_once(
        *[lambda one=one: receive(one, acts[one], by=people[one], now=at(21, "11:00")) for one in officers]
    )
    [sentence] = [answer for answer in answers if isinstance(answer, str)]
    assert sentence == f"This was sent before, {'by somebody else' if by_two else 'for another session'}."
    assert AttendanceMark.objects.count() == AttendanceChange.objects.count() == DeviceAct.objects.count() == 1
    assert AttendanceMark.objects.get().enrolment.session_id == DeviceAct.objects.get().session_id


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
