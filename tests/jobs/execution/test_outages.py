"""A database that drops is nobody's fault: the job goes back, later each time, and no attempt is used up."""

import logging
import sqlite3

import psycopg
import pytest
from django.db import DataError, InterfaceError, OperationalError
from django.utils import timezone

from jobs.execution import outages
from jobs.execution.leases import Lease, claim
from jobs.execution.outages import is_outage, requeue_after_outage
from jobs.execution.running import run
from jobs.models import Job, State
from jobs.processes.sweeper import sweep
from jobs.requesting import resume
from tests.jobs.conftest import let_the_lease_run_out, one_row_per_chunk, rows, write_row


def caused_by(driver, kind=OperationalError):
    error = kind("away")
    error.__cause__ = driver
    return error


def sqlite_says(name):
    error = sqlite3.OperationalError(name)
    error.sqlite_errorname = name
    return caused_by(error)


def postgresql_says(error):
    return caused_by(error)


@pytest.fixture
def no_pauses(monkeypatch):
    monkeypatch.setattr(outages.time, "sleep", lambda seconds: None)


def drops(times, then, error=None):
    """Work during which the database drops so many times, each time after one more row."""
    left = [times]

    def perform(job, lease):
        if left[0]:
            left[0] -= 1
            with lease.chunk(done=rows() + 1, total=20):
                write_row()
            raise error or OperationalError("server closed the connection unexpectedly")
        return then(job, lease)

    return perform


@pytest.mark.parametrize("times", [1, 9, 23])
def test_however_often_the_database_drops_the_work_is_done_in_the_end(job, performed_by, settings, times):
    performed_by(drops(times, one_row_per_chunk(times + 2)))
    for n in range(times):
        ended = run(job.pk)
        assert (ended.state, ended.attempts, ended.interruptions) == (State.QUEUED, 0, n + 1)
    assert run(job.pk).state == State.DONE
    assert times > settings.JOB_MAX_ATTEMPTS or times == 1


def test_each_time_it_waits_longer_up_to_a_limit(job, performed_by, settings):
    performed_by(drops(10, one_row_per_chunk(1)))
    waits = []
    for _n in range(10):
        ended = run(job.pk)
        waits.append((ended.next_bell_at - ended.due_at) / settings.JOB_BELL_GRACE)
    assert [round(wait) for wait in waits] == [1, 2, 3, 4, 5, 6, 6, 6, 6, 6]


def test_a_fault_in_the_data_still_ends_the_work(job, performed_by):
    def perform(job, lease):
        raise DataError("value too long for type character varying(3)")

    performed_by(perform)
    ended = run(job.pk)
    assert (ended.state, ended.attempts) == (State.FAILED, 1)


@pytest.mark.parametrize(
    "error",
    [
        postgresql_says(psycopg.errors.DeadlockDetected("deadlock detected")),
        postgresql_says(psycopg.errors.QueryCanceled("statement timeout")),
        postgresql_says(psycopg.errors.DiskFull("could not extend file")),
        sqlite_says("SQLITE_FULL"),
    ],
)
def test_what_the_database_refuses_to_do_is_tried_again_and_counts(job, performed_by, error):
    performed_by(drops(1, one_row_per_chunk(1), error))
    ended = run(job.pk)
    assert (ended.state, ended.attempts, ended.interruptions) == (State.QUEUED, 1, 0)


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("the connection is closed"),
        InterfaceError("connection already closed"),
        postgresql_says(psycopg.OperationalError("consuming input failed: server closed the connection")),
        postgresql_says(psycopg.errors.AdminShutdown("terminating connection due to administrator command")),
        postgresql_says(psycopg.errors.CannotConnectNow("the database system is starting up")),
        postgresql_says(psycopg.errors.TooManyConnections("sorry, too many clients already")),
        postgresql_says(psycopg.errors.ConnectionFailure("gone")),
        sqlite_says("SQLITE_BUSY"),
        sqlite_says("SQLITE_CANTOPEN"),
        sqlite_says("SQLITE_IOERR_WRITE"),
    ],
)
def test_these_are_outages(error):
    assert is_outage(error)


def test_what_followed_from_an_outage_is_one_too():
    followed = KeyError("row")
    followed.__context__ = OperationalError("the connection is closed")
    assert is_outage(followed)
    assert not is_outage(KeyError("row"))


def test_a_database_that_is_still_away_is_waited_for(job, performed_by, monkeypatch, no_pauses):
    performed_by(drops(1, one_row_per_chunk(1)))
    put_back, refusals = outages._requeue, [OperationalError("connection refused")] * 4

    def away_for_a_while(*args):
        if refusals:
            raise refusals.pop()
        put_back(*args)

    monkeypatch.setattr(outages, "_requeue", away_for_a_while)
    ended = run(job.pk)
    assert refusals == []
    assert (ended.state, ended.attempts) == (State.QUEUED, 0)


def test_a_worker_that_is_asked_to_stop_waits_no_longer(job, monkeypatch, caplog, no_pauses):
    held = claim(job.pk)

    def away(*args):
        raise OperationalError("connection refused")

    monkeypatch.setattr(outages, "_requeue", away)
    with caplog.at_level(logging.WARNING):
        requeue_after_outage(held, held.token, lambda: True)
    assert "its lease will expire" in caplog.text


def test_a_job_that_was_taken_back_while_its_worker_waited_gets_its_attempt_back(job, notified_jobs, performed_by):
    held = claim(job.pk)
    let_the_lease_run_out(job)
    sweep()
    second = claim(job.pk)
    assert second.attempts == 2
    requeue_after_outage(held, held.token, lambda: False)
    second.refresh_from_db()
    # The second claim goes on undisturbed.
    assert (second.state, second.attempts) == (State.RUNNING, 1)
    assert Lease(second).renew()


def test_a_job_that_ended_meanwhile_is_left_alone(job, performed_by):
    held = claim(job.pk)
    Job.objects.filter(pk=job.pk).update(state=State.CANCELLED, finished_at=timezone.now())
    requeue_after_outage(held, held.token, lambda: False)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.CANCELLED, 1)


def test_a_claim_whose_answer_was_lost_uses_up_nothing(job, performed_by, monkeypatch):
    performed_by(one_row_per_chunk(1))
    real = Job.objects.select_related

    def lost(*args):
        monkeypatch.setattr(Job.objects, "select_related", real)
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(Job.objects, "select_related", lost)
    assert run(job.pk) is None
    job.refresh_from_db()
    assert (job.state, job.attempts, job.lease_until) == (State.QUEUED, 0, None)
    assert run(job.pk).state == State.DONE


def test_an_end_that_could_not_be_written_uses_up_nothing(job, performed_by, monkeypatch):
    def perform(job, lease):
        raise DataError("value too long")

    performed_by(perform)
    real = Lease.finish

    def lost(self, *args, **facts):
        monkeypatch.setattr(Lease, "finish", real)
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(Lease, "finish", lost)
    ended = run(job.pk)
    assert (ended.state, ended.attempts) == (State.QUEUED, 0)


def test_resuming_forgets_the_interruptions(job, coordinator, performed_by, notified_jobs):
    Job.objects.filter(pk=job.pk).update(interruptions=4, state=State.FAILED, reason="x")
    assert resume(Job.objects.get(pk=job.pk), by=coordinator).interruptions == 0
