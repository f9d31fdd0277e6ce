"""The work dies at the worst moments and is done again: no officer is left out, none gets two, no number is lost."""

import errno
import os
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from certificates.issuing import batches, records
from certificates.models import Certificate, SerialCounter, SerialReservation
from certificates.storage import chunk_writer
from jobs.models import Job
from jobs.requesting import resume, run_now
from tests.certificates.conftest import completes
from tests.factories import in_letters

pytestmark = pytest.mark.django_db


class CrashError(RuntimeError):
    pass


@pytest.fixture
def batch(closed, coordinator, monkeypatch):
    """Five certificates asked for, made one per chunk."""
    monkeypatch.setattr(batches, "CHUNK_MOST", 1)
    for number in range(5):
        completes(closed, name_en=f"Officer {in_letters(number).capitalize()}")
    return batches.request(closed, by=coordinator)


def crashing(function, at):
    """Returns a function that does the same but dies at the call with this number, counted from 1."""
    calls = []

    def wrapped(*args, **kwargs):
        calls.append(args)
        if len(calls) == at:
            raise CrashError
        return function(*args, **kwargs)

    return wrapped


def files():
    return {str(path) for path in Path(default_storage.path("certificates")).glob("*/*")}


@pytest.mark.parametrize("place", ["draw", "record_many"])
def test_what_was_begun_is_finished_by_the_next_attempt(batch, coordinator, monkeypatch, place):
    # While drawing; after the file is in place and the row written, before the commit.
    with monkeypatch.context() as patch:
        patch.setattr(records, place, crashing(getattr(records, place), at=3))
        assert run_now(batch.job).state == "failed"
    before = list(Certificate.objects.order_by("serial").values_list("serial", "code"))
    reserved = list(SerialReservation.objects.order_by("serial").values_list("serial", "code"))
    assert (len(before), len(reserved)) == (2, 3)

    job = run_now(resume(batch.job, by=coordinator))
    assert (job.state, job.done, job.total, job.set_aside) == ("done", 5, 5, 0)
    # The numbers and codes are the ones taken before the crash; none is missing, none is used twice.
    assert list(Certificate.objects.order_by("serial").values_list("serial", "code")) == before + reserved
    assert SerialCounter.objects.get().last == 5
    assert not SerialReservation.objects.exists()
    # Every row has its file; a file without a row is never referred to and waits for the sweep.
    claimed = {certificate.pdf.path for certificate in Certificate.objects.all()}
    assert len(claimed) == 5
    assert claimed <= files()
    assert len(files() - claimed) == (1 if place == "record_many" else 0)


def test_a_crash_between_taking_the_numbers_and_the_first_drawing_takes_no_second_set(batch, coordinator, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(records, "draw", crashing(records.draw, at=1))
        run_now(batch.job)
    assert (Certificate.objects.count(), SerialReservation.objects.count()) == (0, 5)
    run_now(resume(batch.job, by=coordinator))
    assert SerialCounter.objects.get().last == 5


@pytest.mark.parametrize(("call", "most"), [("write", 3), ("fsync", 7), ("fsync", 8), ("fsync", 9)])
def test_a_disk_that_is_full_in_mid_batch_is_a_sentence_and_the_work_goes_on_once_there_is_room(
    batch, coordinator, monkeypatch, call, most
):
    real, calls = getattr(os, call), []

    def full(*args):
        calls.append(args)
        if len(calls) > most:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*args)

    with monkeypatch.context() as patch:
        patch.setattr(chunk_writer.os, call, full)
        job = run_now(batch.job)
    assert job.state == "failed"
    assert job.reason == "The disk for the files is full. What was finished is kept. Make room, then resume the work."
    before = set(Certificate.objects.values_list("pdf", flat=True))
    assert 0 < len(before) < 5
    # Nothing half-written is left in the way, and every row has its file.
    assert {default_storage.path(name) for name in before} == files()

    assert run_now(resume(job, by=coordinator)).state == "done"
    assert Certificate.objects.count() == 5
    assert SerialCounter.objects.get().last == 5
    assert {certificate.pdf.path for certificate in Certificate.objects.all()} == files()


def test_a_storage_that_refuses_is_a_sentence(batch, monkeypatch):
    def denied(*_args):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(chunk_writer.os, "write", denied)
    job = run_now(batch.job)
    assert (job.state, Certificate.objects.count(), files()) == ("failed", 0, set())
    assert "The files cannot be stored just now." in job.reason


def test_rows_are_written_only_once_their_files_are_on_the_disk(batch, monkeypatch):
    order = []
    force, write = os.fsync, records.write_rows
    monkeypatch.setattr(chunk_writer.os, "fsync", lambda handle: (order.append("fsync"), force(handle))[1])
    monkeypatch.setattr(records, "write_rows", lambda *args, **more: (order.append("rows"), write(*args, **more))[1])
    run_now(batch.job)
    assert order.count("rows") == 5
    # Before each row: its file and the folder (a new folder is forced onto the disk too).
    since = 0
    for at in [index for index, one in enumerate(order) if one == "rows"]:
        assert order[since:at].count("fsync") >= 2
        since = at + 1


def test_a_slow_worker_that_lost_its_lease_writes_nothing(batch, monkeypatch):
    sync = chunk_writer.ChunkWriter.sync
    overtaken = []

    def slow(writer):
        if not overtaken:
            overtaken.append(True)
            # Meanwhile the lease ran out, and another worker did everything.
            Job.objects.filter(pk=batch.job_id).update(lease_until="2000-01-01T00:00Z")
            run_now(batch.job)
        return sync(writer)

    monkeypatch.setattr(chunk_writer.ChunkWriter, "sync", slow)
    job = run_now(batch.job)
    assert (job.state, job.done) == ("done", 5)
    assert Certificate.objects.count() == 5
    assert len(set(Certificate.objects.values_list("enrolment", flat=True))) == 5


def test_stopping_keeps_what_is_ready_and_resuming_does_the_rest(batch, coordinator, monkeypatch):
    draw = records.draw

    def stopped_at_the_third(facts, design, **seal):
        if facts.name_en == f"Officer {in_letters(2).capitalize()}":
            Job.objects.filter(pk=batch.job_id).update(state="cancelled")
        return draw(facts, design, **seal)

    with monkeypatch.context() as patch:
        patch.setattr(records, "draw", stopped_at_the_third)
        run_now(batch.job)
    assert Certificate.objects.count() == 2
    run_now(resume(batch.job, by=coordinator))
    assert Certificate.objects.count() == 5
