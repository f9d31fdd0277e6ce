import pytest
from django.db import OperationalError

from accounts.models import AuditEntry
from accounts.refusal import Refused
from jobs.execution.running import run
from jobs.models import State
from jobs.requesting import cancel
from tests.jobs.conftest import one_row_per_chunk, rows, write_row


def test_waiting_work_is_stopped_before_it_begins(job, coordinator, performed_by):
    performed_by(one_row_per_chunk(3))
    assert cancel(job, by=coordinator).state == State.CANCELLED
    assert run(job.pk) is None
    assert rows() == 0


def test_running_work_is_stopped_after_the_chunk_it_is_in(job, coordinator, performed_by):
    def perform(job, lease):
        for n in range(5):
            with lease.chunk(done=n + 1, total=5):
                write_row()
                if n == 1:
                    cancel(job, by=coordinator)

    performed_by(perform)
    ended = run(job.pk)
    assert (ended.state, ended.done) == (State.CANCELLED, 2)
    assert rows() == 2
    assert ended.finished_at is not None


def test_stopping_is_recorded(job, coordinator):
    cancel(job, by=coordinator)
    entry = AuditEntry.objects.in_order().last()
    assert (entry.actor, entry.verb, entry.target_id) == (coordinator, "job.cancelled", str(job.pk))
    assert entry.details == {"before": "queued", "after": "cancelled"}


def test_work_that_has_ended_cannot_be_stopped(job, coordinator, performed_by):
    performed_by(one_row_per_chunk(1))
    run(job.pk)
    with pytest.raises(Refused, match="already ended"):
        cancel(job, by=coordinator)


def test_work_that_was_all_done_when_it_was_stopped_is_done(job, coordinator, performed_by):
    def perform(job, lease):
        with lease.chunk(done=1, total=1):
            cancel(job, by=coordinator)

    performed_by(perform)
    assert run(job.pk).state == State.DONE


def test_stopped_work_stays_stopped_when_the_database_goes_away_in_the_same_moment(job, coordinator, performed_by):
    def perform(job, lease):
        with lease.chunk(done=1, total=2):
            write_row()
        cancel(job, by=coordinator)
        raise OperationalError("server closed the connection")

    performed_by(perform)
    ended = run(job.pk)
    assert (ended.state, ended.done, ended.finished_at is not None) == (State.CANCELLED, 1, True)
    assert run(job.pk) is None


def test_stopped_work_stays_stopped_when_its_worker_stops_too(job, coordinator, performed_by):
    performed_by(one_row_per_chunk(3))

    def stops_at_the_second_chunk():
        if rows() == 1:
            cancel(job, by=coordinator)
            return True
        return False

    ended = run(job.pk, stopping=stops_at_the_second_chunk)
    assert (ended.state, rows()) == (State.CANCELLED, 1)
    assert run(job.pk) is None
