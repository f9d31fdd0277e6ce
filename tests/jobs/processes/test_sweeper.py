from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from jobs import requesting
from jobs.execution.leases import Lease, LeaseLost, claim
from jobs.execution.running import run
from jobs.models import Job, State
from jobs.processes.sweeper import notify_delay, sweep
from tests.jobs.conftest import let_the_lease_run_out, one_row_per_chunk


def let_the_grace_pass():
    Job.objects.update(next_bell_at=timezone.now() - timedelta(seconds=1))


def test_a_bell_that_was_lost_is_rung_again(job, notified_jobs):
    assert sweep() == {"requeued": 0, "notified": 0}
    let_the_grace_pass()
    assert sweep() == {"requeued": 0, "notified": 1}
    assert notified_jobs == [job.pk]


def test_the_next_bell_waits_its_turn(job, notified_jobs):
    let_the_grace_pass()
    sweep()
    assert sweep() == {"requeued": 0, "notified": 0}
    assert notified_jobs == [job.pk]


def test_the_job_of_a_worker_that_died_is_taken_back_and_rung_for_at_once(job, notified_jobs, performed_by):
    dead = Lease(claim(job.pk))
    let_the_lease_run_out(job)
    assert sweep() == {"requeued": 1, "notified": 1}
    assert notified_jobs == [job.pk]
    with pytest.raises(LeaseLost), dead.chunk(done=1):
        pass
    performed_by(one_row_per_chunk(2))
    ended = run(job.pk)
    assert (ended.state, ended.attempts) == (State.DONE, 2)


def test_a_worker_that_is_well_is_left_alone(job, notified_jobs):
    claim(job.pk)
    let_the_grace_pass()
    assert sweep() == {"requeued": 0, "notified": 0}


def test_what_has_ended_is_left_alone(job, coordinator, notified_jobs):
    requesting.cancel(job, by=coordinator)
    let_the_grace_pass()
    let_the_lease_run_out(job)
    assert sweep() == {"requeued": 0, "notified": 0}


def test_a_broker_that_is_down_is_asked_once_per_sweep(coordinator, monkeypatch):
    for _n in range(3):
        requesting.request("tests.work", by=coordinator)
    let_the_grace_pass()
    asked = []

    def nobody_there(**_message):
        asked.append(1)
        raise ConnectionError

    monkeypatch.setattr(requesting.perform_job, "apply_async", nobody_there)
    assert sweep() == {"requeued": 0, "notified": 0}
    assert len(asked) == 1


def test_bells_for_waiting_work_grow_rarer_up_to_a_minute():
    assert [notify_delay(timedelta(seconds=age)).total_seconds() for age in (0, 10, 25, 3600)] == [10, 10, 25, 60]


def test_the_command_says_what_one_pass_did(job, notified_jobs, capsys):
    claim(job.pk)
    let_the_lease_run_out(job)
    call_command("sweep")
    assert capsys.readouterr().out == "Jobs taken from dead workers: 1. Jobs that a worker was notified of: 1.\n"
