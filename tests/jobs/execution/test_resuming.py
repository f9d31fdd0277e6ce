import pytest

from accounts.models import AuditEntry
from accounts.refusal import Refused
from jobs.execution.leases import Lease, LeaseLost, claim
from jobs.execution.running import run
from jobs.models import State
from jobs.requesting import cancel, request, resume
from tests.jobs.conftest import KIND, one_row_per_chunk, rows


def breaks_after(number):
    inner = one_row_per_chunk(5)

    def perform(job, lease):
        if rows() < number:
            one_row_per_chunk(number)(job, lease)
            raise RuntimeError
        return inner(job, lease)

    return perform


def test_a_failed_job_continues_where_it_stopped(
    job, coordinator, performed_by, notified_jobs, django_capture_on_commit_callbacks
):
    performed_by(breaks_after(2))
    assert (run(job.pk).state, rows()) == (State.FAILED, 2)
    with django_capture_on_commit_callbacks(execute=True):
        queued = resume(job, by=coordinator)
    assert (queued.state, queued.reason, queued.attempts, queued.done) == (State.QUEUED, "", 0, 2)
    assert notified_jobs == [job.pk]
    ended = run(job.pk)
    assert (ended.state, ended.result) == (State.DONE, {"rows": 5})


def test_resuming_is_recorded(job, coordinator, performed_by):
    performed_by(breaks_after(2))
    run(job.pk)
    resume(job, by=coordinator)
    entry = AuditEntry.objects.in_order().last()
    assert (entry.actor, entry.verb, entry.details) == (
        coordinator,
        "job.resumed",
        {"before": "failed", "after": "queued"},
    )


def test_work_that_did_not_stop_cannot_be_resumed(job, coordinator, performed_by):
    with pytest.raises(Refused, match="Only work that failed or was stopped"):
        resume(job, by=coordinator)
    performed_by(one_row_per_chunk(1))
    run(job.pk)
    with pytest.raises(Refused, match="Only work that failed or was stopped"):
        resume(job, by=coordinator)


def test_a_job_is_not_resumed_beside_its_successor(coordinator):
    first = request(KIND, by=coordinator, key="issue 7")
    cancel(first, by=coordinator)
    request(KIND, by=coordinator, key="issue 7")
    with pytest.raises(Refused, match="asked for again and is under way"):
        resume(first, by=coordinator)
    first.refresh_from_db()
    assert first.state == State.CANCELLED


def test_a_worker_still_busy_with_the_old_attempt_can_no_longer_write(job, coordinator):
    old = Lease(claim(job.pk))
    cancel(job, by=coordinator)
    resume(job, by=coordinator)
    with pytest.raises(LeaseLost), old.chunk(done=1):
        pass
