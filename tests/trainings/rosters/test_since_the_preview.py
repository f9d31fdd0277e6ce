"""What changed between the preview and the apply: the rows are checked again, and the reason is kept."""

import pytest

from accounts.refusal import Refused
from jobs.models import State
from jobs.requesting import run_now
from participants.models import Officer, RosterImportState
from tests.factories import EnrolmentFactory, SessionFactory
from tests.trainings.rosters.building import apply, codes, on_record, outcomes, previewed, row
from trainings.enrolment.enrolment import withdraw
from trainings.models import Enrolment, EnrolmentState, SessionState
from trainings.rosters.decisions import decide
from trainings.rosters.importing import request_apply

pytestmark = pytest.mark.django_db


def test_an_officer_whom_somebody_else_recorded_meanwhile_is_not_recorded_twice(session, coordinator):
    roster = previewed(session, 1, by=coordinator)
    on_record(service_number="9900600001", name_en="Officer Number Belal", mobile="+8801700000001", sex="female")
    apply(roster, by=coordinator)
    assert outcomes(roster) == ["match"]
    assert Officer.objects.count() == 1
    assert Enrolment.objects.count() == 1


def test_a_number_that_now_belongs_to_somebody_else_waits_for_a_decision(session, coordinator):
    roster = previewed(session, 1, 2, by=coordinator)
    stranger = on_record(service_number="9900600001", name_en="Rokeya Khatun", name_bn="")
    apply(roster, by=coordinator)
    assert outcomes(roster) == ["review", "new"]
    assert "OTHER_NAME" in codes(roster, 2)
    stranger.refresh_from_db()
    assert stranger.name_en == "Rokeya Khatun"
    assert not stranger.enrolments.exists()
    assert (roster.applying.done, roster.applying.set_aside) == (2, 1)


def test_an_officer_changed_meanwhile_keeps_what_the_row_does_not_say(session, coordinator):
    officer = on_record(service_number="9900600001", name_en="Officer Number Belal", sex="female", mobile="")
    roster = previewed(session, 1, by=coordinator)
    Officer.objects.update(email="new@example.org", mobile="+8801700000001")
    apply(roster, by=coordinator)
    officer.refresh_from_db()
    assert (officer.email, officer.mobile) == ("new@example.org", "+8801700000001")
    assert outcomes(roster) == ["match"]


def test_who_was_enrolled_meanwhile_is_enrolled_once(session, coordinator):
    officer = on_record(
        service_number="9900600001", name_en="Officer Number Belal", sex="female", mobile="+8801700000001"
    )
    roster = previewed(session, 1, 2, by=coordinator)
    EnrolmentFactory(session=session, officer=officer)
    apply(roster, by=coordinator)
    assert outcomes(roster) == ["enrolled", "new"]
    assert roster.counts["taken"] == 1
    assert Enrolment.objects.count() == 2


def test_who_was_withdrawn_meanwhile_comes_back(session, coordinator):
    enrolment = EnrolmentFactory(
        session=session, officer__service_number="9900600001", officer__name_en="Officer Number Belal"
    )
    roster = previewed(session, 1, by=coordinator)
    withdraw(enrolment, by=coordinator, reason="Ill")
    apply(roster, by=coordinator)
    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.CONFIRMED


@pytest.mark.parametrize("state", [SessionState.HELD, SessionState.CANCELLED])
def test_a_session_that_takes_nobody_any_more_refuses_at_once(session, coordinator, state):
    roster = previewed(session, 1, by=coordinator)
    move(session, state)
    with pytest.raises(Refused, match=r"officers can be added until|nobody can be added"):
        request_apply(roster, by=coordinator)
    roster.refresh_from_db()
    assert roster.state == RosterImportState.READY


def test_a_session_that_ends_before_the_worker_comes_stops_the_work_and_writes_nothing(session, coordinator):
    roster = previewed(session, 1, by=coordinator)
    job = request_apply(roster, by=coordinator)
    move(session, SessionState.HELD)
    assert apply_stops(roster, job) == "TOT-KHU-03 is over; officers can be added until the last day, 23 November 2026."
    assert not Officer.objects.exists()


def test_a_row_that_was_decided_on_keeps_what_people_saw_of_it(session, coordinator, small_chunks):
    # The other row with this number comes in another chunk, which the second check does not see.
    roster = previewed(session, row(1, mobile="01700000099"), 2, 3, row(4, mobile="01700000099"), by=coordinator)
    decide(roster, 5, "take", by=coordinator)
    assert codes(roster, 5) == {"POSSIBLE_DUPLICATE_OF_ROW_2"}
    apply(roster, by=coordinator)
    assert roster.rows.get(number=5).applied
    assert codes(roster, 5) == {"POSSIBLE_DUPLICATE_OF_ROW_2"}


def test_the_same_new_officer_in_two_rosters_is_one_officer_in_two_sessions(session, programme, coordinator):
    other = SessionFactory(programme=programme)
    first, second = (previewed(one, 1, by=coordinator) for one in (session, other))
    for roster in (first, second):
        apply(roster, by=coordinator)
    assert Officer.objects.get().enrolments.count() == 2
    assert (outcomes(first), outcomes(second)) == (["new"], ["match"])


def move(session, state):
    session.state, session.state_reason = state, "Flood"
    session.save()


def apply_stops(roster, job):
    job = run_now(job)
    roster.refresh_from_db()
    assert (job.state, roster.state) == (State.FAILED, RosterImportState.APPLYING)
    return job.reason
