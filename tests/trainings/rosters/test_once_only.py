"""However often it is asked for, and wherever it dies: nothing is lost, nothing is done twice."""

import pytest

from accounts.models import AuditEntry
from accounts.refusal import Refused
from jobs.execution import running
from jobs.models import Job, State
from jobs.requesting import cancel, resume, run_now
from participants.models import Officer, Posting, RosterImportState
from participants.roster_import import applying, stored_rows
from tests.trainings.rosters.building import Killed, applied, outcomes, previewed, row, the_worker_is_gone
from trainings.enrolment import enrolment
from trainings.models import Enrolment
from trainings.rosters import importing, session_facts
from trainings.rosters.importing import request_apply

pytestmark = pytest.mark.django_db


def test_a_second_click_leads_to_the_same_work(session, coordinator):
    roster = previewed(session, 1, by=coordinator)
    first, second = (request_apply(roster, by=coordinator) for _click in range(2))
    assert first == second
    assert Job.objects.filter(kind=importing.APPLY).count() == 1
    assert AuditEntry.objects.filter(verb="roster.apply_requested").count() == 1


def test_a_click_after_all_was_applied_does_nothing(session, coordinator):
    roster = applied(session, 1, by=coordinator)
    with pytest.raises(Refused, match="Nothing was done twice"):
        request_apply(roster, by=coordinator)
    assert Enrolment.objects.count() == 1


def test_work_that_is_delivered_again_changes_nothing(session, coordinator):
    roster = applied(session, 1, 2, by=coordinator)
    entries, rows = AuditEntry.objects.count(), list(roster.rows.values())
    Job.objects.update(state=State.QUEUED, token=None, lease_until=None)
    for job in (roster.reading, roster.applying):
        assert run_now(job).state == State.DONE
    assert (Officer.objects.count(), Enrolment.objects.count(), Posting.objects.count()) == (2, 2, 2)
    assert (AuditEntry.objects.count(), list(roster.rows.values())) == (entries, rows)


@pytest.mark.parametrize(
    ("place", "function", "call"),
    [
        (applying, "record_postings", 1),
        (applying, "record_postings", 2),
        (enrolment, "enrol", 2),
        (stored_rows, "save_outcomes", 1),
        (stored_rows, "save_outcomes", 3),
        (stored_rows, "workbook_of_returned", 1),
        (importing, "_finish", 1),
    ],
)
def test_a_worker_killed_anywhere_is_followed_by_one_that_finishes(
    session, coordinator, small_chunks, monkeypatch, place, function, call
):
    roster = previewed(session, 1, 2, row(3, number=""), 4, 5, 6, by=coordinator)
    job = request_apply(roster, by=coordinator)
    with monkeypatch.context() as patch:
        patch.setattr(place, function, dying(getattr(place, function), at=call))
        with pytest.raises(Killed):
            run_now(job)
    the_worker_is_gone(job)
    # Committed together or not at all.
    applied_rows = roster.rows.filter(applied=True).count()
    assert applied_rows == Officer.objects.count() == Enrolment.objects.count() == Posting.objects.count()

    job = run_now(job)
    roster.refresh_from_db()
    assert (job.state, job.done, job.total, job.result) == ("done", 5, 5, {"taken": 5, "set_aside": 0})
    assert (roster.state, roster.counts["taken"]) == (RosterImportState.APPLIED, 5)
    assert outcomes(roster) == ["new", "new", "rejected", "new", "new", "new"]
    assert (Officer.objects.count(), Enrolment.objects.count(), Posting.objects.count()) == (5, 5, 5)
    assert Officer.history.count() == 5
    recorded = AuditEntry.objects.filter(verb="officers.recorded").values_list("details", flat=True)
    assert sorted(pk for details in recorded for pk in details["created"]) == sorted(
        Officer.objects.values_list("pk", flat=True)
    )
    assert AuditEntry.objects.filter(verb="roster.applied").count() == 1


def test_rows_set_aside_before_the_worker_died_are_counted_once(session, coordinator, small_chunks, monkeypatch):
    session.capacity = 1
    session.save()
    roster = previewed(session, 1, row(2, role="Trainer"), row(3, role="Trainer"), by=coordinator)
    job = request_apply(roster, by=coordinator)
    session.capacity = 50
    session.save()
    # Row 2 lost its seat between preview and apply.
    monkeypatch.setattr(session_facts, "seats_left", lambda session: 0)
    with monkeypatch.context() as patch:
        patch.setattr(stored_rows, "save_outcomes", dying(stored_rows.save_outcomes, at=2))
        with pytest.raises(Killed):
            run_now(job)
    the_worker_is_gone(job)
    job = run_now(job)
    assert (job.done, job.total, job.set_aside) == (3, 3, 1)


def test_a_worker_that_lost_its_lease_writes_nothing(session, coordinator, monkeypatch):
    roster = previewed(session, 1, 2, by=coordinator)
    job = request_apply(roster, by=coordinator)
    save, overtaken = stored_rows.save_outcomes, []

    def slow(rows):
        save(rows)
        if not overtaken:
            overtaken.append(True)
            # Meanwhile its lease ran out and somebody else took the job over.
            Job.objects.filter(pk=job.pk).update(token=None, lease_until=None, state=State.QUEUED)

    monkeypatch.setattr(stored_rows, "save_outcomes", slow)
    running.run(job.pk)
    assert not Officer.objects.exists()
    the_worker_is_gone(job)
    assert run_now(job).state == State.DONE
    assert (Officer.objects.count(), Enrolment.objects.count(), Officer.history.count()) == (2, 2, 2)


def test_work_that_was_stopped_goes_on_where_it_was(session, coordinator, small_chunks, monkeypatch):
    roster = previewed(session, 1, 2, 3, 4, by=coordinator)
    job = request_apply(roster, by=coordinator)
    take, calls = applying.take, []

    def stopped_in_the_first(*args, **facts):
        if not calls:
            calls.append(cancel(job, by=coordinator))
        return take(*args, **facts)

    monkeypatch.setattr(applying, "take", stopped_in_the_first)
    assert run_now(job).state == State.CANCELLED
    assert Enrolment.objects.count() == 2
    job = run_now(resume(job, by=coordinator))
    assert (job.state, job.done) == (State.DONE, 4)
    assert Enrolment.objects.count() == 4


def dying(function, *, at):
    """Returns a function that does the same and then, at the call with this number, is killed before the commit."""
    calls = []

    def wrapped(*args, **facts):
        result = function(*args, **facts)
        calls.append(True)
        if len(calls) == at:
            raise Killed
        return result

    return wrapped
