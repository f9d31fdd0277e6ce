import pytest
from django.db import transaction

from jobs import requesting
from jobs.execution.running import run
from jobs.models import Job, State
from jobs.requesting import cancel, notify_worker, request, resume, run_now
from tests.jobs.conftest import KIND, let_the_lease_run_out, one_row_per_chunk


def test_a_request_is_a_row_and_one_bell_on_commit(coordinator, notified_jobs, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = request(KIND, by=coordinator, params={"session": 7}, scope="programme:3", total=45)
        assert notified_jobs == []
    assert notified_jobs == [job.pk]
    job.refresh_from_db()
    assert (job.state, job.requested_by, job.params, job.scope) == (
        State.QUEUED,
        coordinator,
        {"session": 7},
        "programme:3",
    )
    assert (job.done, job.total, job.attempts) == (0, 45, 0)


@pytest.mark.django_db(transaction=True)
def test_a_request_that_is_rolled_back_rings_no_bell(notified_jobs):
    with transaction.atomic():
        request(KIND, by=None)
        transaction.set_rollback(True)
    assert notified_jobs == []
    assert Job.objects.count() == 0


def test_asking_again_while_the_work_is_unfinished_gives_the_same_job(coordinator, outsider):
    first = request(KIND, by=coordinator, key="issue 7")
    assert request(KIND, by=outsider, key="issue 7") == first
    assert request(KIND, by=outsider, key="issue 8") != first


def test_asking_again_after_the_work_has_ended_gives_a_new_job(coordinator, performed_by):
    performed_by(one_row_per_chunk(1))
    first = request(KIND, by=coordinator, key="issue 7")
    run(first.pk)
    assert request(KIND, by=coordinator, key="issue 7") != first


def test_a_broker_that_is_down_is_no_reason_to_refuse_the_request(monkeypatch, db, caplog):
    def nobody_there(**_message):
        raise ConnectionError

    monkeypatch.setattr(requesting.perform_job, "apply_async", nobody_there)
    assert notify_worker(7) is False
    assert "the sweeper will notify a worker later" in caplog.text


def test_run_now_waits_for_the_worker_that_holds_the_job(job, performed_by, monkeypatch):
    performed_by(one_row_per_chunk(1))
    holder = requesting.running.claim(job.pk)
    pauses = []

    def the_worker_dies_meanwhile(_seconds):
        pauses.append(Job.objects.get().token == holder.token)
        let_the_lease_run_out(job)

    monkeypatch.setattr(requesting.time, "sleep", the_worker_dies_meanwhile)
    assert run_now(job).state == State.DONE
    assert pauses == [True]


@pytest.mark.parametrize(
    "path", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "certificates/", 7, None]
)
def test_only_local_paths_are_ways_back(path):
    job = Job(params={"back": path, "next": "/training/"})
    assert job.back_url == ""
    assert job.next_url == "/training/"


def test_work_that_was_resumed_is_the_one_under_way_though_a_later_one_has_ended(coordinator, performed_by):
    performed_by(one_row_per_chunk(1))
    first = request(KIND, by=coordinator, key="issue 7")
    cancel(first, by=coordinator)
    run(request(KIND, by=coordinator, key="issue 7").pk)
    resume(first, by=coordinator)
    assert request(KIND, by=coordinator, key="issue 7") == first
