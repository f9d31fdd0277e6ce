import threading
from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from jobs.execution.leases import claim
from jobs.execution.running import run
from jobs.models import Job, State
from jobs.requesting import request
from tests.jobs.conftest import KIND, let_the_lease_run_out, one_row_per_chunk, rows


def test_a_claim_takes_the_job_with_a_lease_and_a_token(job, settings):
    claimed = claim(job.pk)
    assert claimed.state == State.RUNNING
    assert claimed.attempts == 1
    assert claimed.token is not None
    assert abs(claimed.lease_until - claimed.claimed_at - settings.JOB_LEASE) < timedelta(seconds=1)


def test_a_job_under_a_live_lease_cannot_be_claimed_again(job):
    first = claim(job.pk)
    assert claim(job.pk) is None
    assert Job.objects.get().token == first.token


def test_a_lease_that_ran_out_is_there_for_the_taking(job):
    first = claim(job.pk)
    let_the_lease_run_out(job)
    second = claim(job.pk)
    assert second.token != first.token
    assert second.attempts == 2
    assert second.started_at == first.started_at


def test_a_finished_job_cannot_be_claimed(job, performed_by):
    performed_by(one_row_per_chunk(1))
    run(job.pk)
    assert claim(job.pk) is None


def test_delivering_a_job_twice_changes_nothing(job, performed_by):
    performed_by(one_row_per_chunk(3))
    ended = run(job.pk)
    assert run(job.pk) is None
    assert rows() == 3
    again = Job.objects.get()
    assert (again.state, again.attempts, again.finished_at) == (State.DONE, 1, ended.finished_at)


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_at_the_same_moment_one_gets_the_job(notified_jobs):
    job = request(KIND, by=None)
    start, claimed = threading.Barrier(4), []

    def work():
        start.wait()
        try:
            while True:
                try:
                    claimed.append(claim(job.pk))
                    return
                except OperationalError:
                    # The in-memory SQLite of tests says "locked" where a file would wait.
                    continue
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [type(one) for one in claimed if one] == [Job]
    assert Job.objects.get().attempts == 1
