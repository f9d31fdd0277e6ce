from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from jobs import requesting
from jobs.execution.leases import Lease, LeaseLost, claim
from jobs.execution.running import run
from jobs.models import Job, State
from jobs.processes.sweeper import grace, sweep
from tests.jobs.conftest import let_the_lease_run_out, one_row_per_chunk


def let_the_grace_pass():
    Job.objects.update(next_bell_at=timezone.now() - timedelta(seconds=1))


def test_a_bell_that_was_lost_is_rung_again(job, bells):
    assert sweep() == {"taken_back": 0, "rung": 0}
    let_the_grace_pass()
    assert sweep() == {"taken_back": 0, "rung": 1}
    assert bells == [job.pk]


def test_the_next_bell_waits_its_turn(job, bells):
    let_the_grace_pass()
    sweep()
    assert sweep() == {"taken_back": 0, "rung": 0}
    assert bells == [job.pk]


def test_the_job_of_a_worker_that_died_is_taken_back_and_rung_for_at_once(job, bells, performed_by):
    dead = Lease(claim(job.pk))
    let_the_lease_run_out(job)
    assert sweep() == {"taken_back": 1, "rung": 1}
    assert bells == [job.pk]
    with pytest.raises(LeaseLost), dead.chunk(done=1):
        pass
    performed_by(one_row_per_chunk(2))
    ended = run(job.pk)
    assert (ended.state, ended.attempts) == (State.DONE, 2)


def test_a_worker_that_is_well_is_left_alone(job, bells):
    claim(job.pk)
    let_the_grace_pass()
    assert sweep() == {"taken_back": 0, "rung": 0}


def test_what_has_ended_is_left_alone(job, coordinator, bells):
    requesting.cancel(job, by=coordinator)
    let_the_grace_pass()
    let_the_lease_run_out(job)
    assert sweep() == {"taken_back": 0, "rung": 0}


def test_a_broker_that_is_down_is_asked_once_per_sweep(coordinator, monkeypatch):
    for _n in range(3):
        requesting.request("tests.work", by=coordinator)
    let_the_grace_pass()
    asked = []

    def nobody_there(**_message):
        asked.append(1)
        raise ConnectionError

    monkeypatch.setattr(requesting.perform_job, "apply_async", nobody_there)
    assert sweep() == {"taken_back": 0, "rung": 0}
    assert len(asked) == 1


def test_bells_for_waiting_work_grow_rarer_up_to_a_minute():
    assert [grace(timedelta(seconds=age)).total_seconds() for age in (0, 10, 25, 3600)] == [10, 10, 25, 60]


def test_the_command_says_what_one_pass_did(job, bells, capsys):
    claim(job.pk)
    let_the_lease_run_out(job)
    call_command("sweep")
    assert capsys.readouterr().out == "1 taken back from workers that died, 1 rung for.\n"
