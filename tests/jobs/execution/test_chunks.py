from datetime import timedelta

import pytest
from django.utils import timezone

from jobs.execution.leases import Lease, LeaseLost, claim
from jobs.execution.running import run
from jobs.models import Job
from tests.jobs.conftest import let_the_lease_run_out, rows, write_row


def break_off_after(write):
    write()
    raise RuntimeError


def progress_of(job):
    job.refresh_from_db()
    return job.done, job.total, job.set_aside


def test_rows_and_progress_are_committed_together(job):
    lease = Lease(claim(job.pk))
    with lease.chunk(done=1, total=3):
        write_row()
    assert rows() == 1
    assert progress_of(job) == (1, 3, 0)


def test_a_chunk_that_breaks_leaves_neither_rows_nor_progress(job):
    lease = Lease(claim(job.pk))
    with lease.chunk(done=1, total=3):
        write_row()
    with pytest.raises(RuntimeError), lease.chunk(done=2):
        break_off_after(write_row)
    assert rows() == 1
    assert progress_of(job) == (1, 3, 0)


def test_what_is_set_aside_may_be_counted_inside_the_chunk(job):
    lease = Lease(claim(job.pk))
    for done in (10, 20):
        with lease.chunk(done=done, total=20) as progress:
            progress.set_aside += 2
    assert progress_of(job) == (20, 20, 4)


def test_a_chunk_renews_the_lease(job):
    lease = Lease(claim(job.pk))
    Job.objects.update(lease_until=timezone.now() + timedelta(seconds=1))
    with lease.chunk():
        pass
    assert Job.objects.get().lease_until > timezone.now() + timedelta(seconds=20)


def test_the_heartbeat_renews_the_lease_between_chunks(job):
    lease = Lease(claim(job.pk))
    Job.objects.update(lease_until=timezone.now() + timedelta(seconds=1))
    assert lease.renew()
    assert Job.objects.get().lease_until > timezone.now() + timedelta(seconds=20)


def test_a_worker_that_was_overtaken_in_the_middle_of_a_chunk_writes_nothing(job):
    slow = Lease(claim(job.pk))

    def overtaken():
        write_row()
        let_the_lease_run_out(job)
        assert claim(job.pk) is not None

    with pytest.raises(LeaseLost), slow.chunk(done=1):
        overtaken()
    assert rows() == 0
    assert progress_of(job) == (0, 0, 0)


def test_a_worker_that_was_overtaken_between_chunks_does_not_begin_another(job):
    slow = Lease(claim(job.pk))
    let_the_lease_run_out(job)
    quick = Lease(claim(job.pk))
    begun = []
    with pytest.raises(LeaseLost), slow.chunk(done=1):
        begun.append(1)
    assert begun == []
    with quick.chunk(done=5):
        pass
    assert progress_of(job) == (5, 0, 0)


def test_a_worker_that_was_overtaken_cannot_end_the_job(job, performed_by):
    def perform(job, lease):
        let_the_lease_run_out(job)
        claim(job.pk)
        return {"mine": True}

    performed_by(perform)
    assert run(job.pk).state == "running"
    assert Job.objects.get().result == {}


def test_steps_are_said_in_order_and_again_after_a_new_start(job):
    lease = Lease(claim(job.pk))
    lease.step("read")
    lease.step("check")
    lease.step("apply")
    lease.step("check")
    job.refresh_from_db()
    assert job.steps == "read\ncheck"
