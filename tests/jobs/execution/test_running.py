import logging

import pytest
from django.db import IntegrityError, OperationalError
from django.utils.translation import get_language

from accounts.refusal import Refused
from jobs.execution.running import run
from jobs.models import Job, State
from jobs.requesting import request
from tests.jobs.conftest import KIND, one_row_per_chunk, rows, write_row


def raises(problem):
    def perform(job, lease):
        with lease.chunk(done=1, total=2):
            write_row()
        raise problem

    return perform


def test_work_that_ends_leaves_its_result(job, performed_by):
    performed_by(one_row_per_chunk(3))
    ended = run(job.pk)
    assert (ended.state, ended.done, ended.total, ended.result) == (State.DONE, 3, 3, {"rows": 3})
    assert ended.finished_at is not None
    assert (ended.token, ended.lease_until) == (None, None)


def test_a_refusal_is_kept_word_for_word(job, performed_by):
    performed_by(raises(Refused("The session is closed.")))
    ended = run(job.pk)
    assert (ended.state, ended.reason) == (State.FAILED, "The session is closed.")
    assert rows() == 1


def test_a_fault_of_ours_becomes_a_plain_sentence_with_a_number_to_quote(job, performed_by):
    performed_by(raises(ValueError("Sabina Yasmin is not a number")))
    ended = run(job.pk)
    assert ended.state == State.FAILED
    assert ended.reason.startswith("The work stopped because of a fault on our side.")
    assert ended.number in ended.reason
    assert "Sabina" not in ended.reason


def test_the_log_names_the_kind_and_place_of_a_fault_but_no_person(job, performed_by, caplog):
    performed_by(raises(IntegrityError("Key (name)=(Sabina Yasmin) already exists")))
    with caplog.at_level(logging.INFO):
        run(job.pk)
    assert "IntegrityError at test_running.py:" in caplog.text
    assert "Sabina" not in caplog.text


def test_a_busy_database_sends_the_job_back_into_the_queue(job, performed_by):
    performed_by(raises(OperationalError("database is locked")))
    ended = run(job.pk)
    assert (ended.state, ended.reason, ended.attempts) == (State.QUEUED, "", 0)
    assert ended.next_bell_at > ended.due_at


def test_a_worker_that_stops_gives_the_job_back_at_the_next_chunk(job, performed_by):
    performed_by(one_row_per_chunk(5))
    ended = run(job.pk, stopping=lambda: rows() == 2)
    assert (ended.state, ended.done, ended.lease_until) == (State.QUEUED, 2, None)
    # A restart is not the work's fault and does not count as an attempt.
    assert ended.attempts == 0
    assert run(job.pk).result == {"rows": 5}


def test_work_that_is_interrupted_too_often_is_not_tried_again(job, performed_by, settings):
    performed_by(one_row_per_chunk(1))
    Job.objects.update(attempts=settings.JOB_MAX_ATTEMPTS)
    ended = run(job.pk)
    assert ended.state == State.FAILED
    assert ended.reason.startswith("The work was interrupted 5 times and was not tried again.")
    assert rows() == 0


def test_work_that_nobody_performs_fails_with_a_reason(db):
    job = request("tests.unheard_of", by=None)
    assert run(job.pk).reason.startswith("The work stopped because of a fault on our side.")


@pytest.mark.parametrize("language", ["en", "bn"])
def test_reasons_are_written_in_the_language_of_who_asked(language, coordinator, performed_by):
    spoken = []
    coordinator.language = language
    coordinator.save()
    performed_by(lambda job, lease: spoken.append(get_language()))
    run(request(KIND, by=coordinator).pk)
    assert spoken == [language]


def test_the_last_attempt_that_is_allowed_is_made(job, performed_by, settings):
    performed_by(one_row_per_chunk(1))
    Job.objects.update(attempts=settings.JOB_MAX_ATTEMPTS - 1)
    ended = run(job.pk)
    assert (ended.state, ended.attempts, rows()) == (State.DONE, settings.JOB_MAX_ATTEMPTS, 1)


def test_a_database_that_stays_away_is_asked_less_and_less_often(job, performed_by, settings):
    performed_by(raises(OperationalError("database is locked")))
    waits = []
    for _attempt in range(3):
        ended = run(job.pk)
        waits.append(ended.next_bell_at - ended.due_at)
    assert waits == [settings.JOB_BELL_GRACE * times for times in (1, 2, 3)]


def test_the_second_attempt_counts_its_rate_from_where_it_began(job, performed_by):
    performed_by(one_row_per_chunk(5))
    run(job.pk, stopping=lambda: rows() == 2)
    assert run(job.pk).done_at_claim == 2
