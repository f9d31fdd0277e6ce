"""Two people, or two workers, at the same moment, on two real connections."""

import pytest

from jobs.models import Job
from jobs.requesting import run_now
from participants.models import Officer, RosterImport, RosterRow
from tests.factories import SessionFactory
from tests.trainings.roster.building import previewed, roster_file
from tests.trainings.test_two_at_once import at_once
from trainings.models import Enrolment
from trainings.session_roster import APPLY, decide, request_apply, upload

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_who_upload_the_same_file_share_one_preview(session, coordinator):
    first, second = at_once(*[lambda: upload(session, roster_file(1, 2), by=coordinator)] * 2)
    assert first == second
    assert (RosterImport.objects.count(), Job.objects.count()) == (1, 1)


def test_two_who_apply_share_one_work(session, coordinator):
    roster = previewed(session, 1, 2, by=coordinator)
    first, second = at_once(*[lambda: request_apply(roster, by=coordinator)] * 2)
    assert first == second
    assert Job.objects.filter(kind=APPLY).count() == 1
    run_now(first)
    assert Enrolment.objects.count() == 2


def test_the_same_new_officer_in_two_rosters_is_recorded_once(session, programme, coordinator):
    other = SessionFactory(programme=programme)
    jobs = [
        request_apply(previewed(one, 1, 2, own, by=coordinator), by=coordinator)
        for one, own in ((session, 3), (other, 4))
    ]
    at_once(*[lambda job=job: run_now(job) for job in jobs])
    assert list(Job.objects.filter(kind=APPLY).values_list("state", flat=True)) == ["done", "done"]
    assert Officer.objects.count() == 4
    assert Enrolment.objects.count() == 6


def test_two_rosters_of_one_session_never_overfill_it(session, coordinator):
    session.capacity = 3
    session.save()
    jobs = [request_apply(previewed(session, *numbers, by=coordinator), by=coordinator) for numbers in ((1, 2), (3, 4))]
    at_once(*[lambda job=job: run_now(job) for job in jobs])
    assert Enrolment.objects.count() == 3
    assert sorted(RosterRow.objects.values_list("outcome", flat=True)) == ["new", "new", "new", "rejected"]


def test_a_decision_and_an_apply_leave_no_row_between_them(session, coordinator):
    roster = previewed(
        session, 1, ["Officer Number Champa", "Inspector", "9900600002", "Nowhere at all", "", "", ""], by=coordinator
    )
    _decided, job = at_once(
        lambda: decide(roster, 3, "take", by=coordinator), lambda: request_apply(roster, by=coordinator)
    )
    run_now(job)
    job.refresh_from_db()
    # Either the decision came first and counts, or it was refused.
    assert job.total == job.done == Enrolment.objects.count()
    assert RosterRow.objects.filter(decision="take").count() == Enrolment.objects.count() - 1
