"""A kind of work for each test to define, and the notified_jobs that were notified."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from jobs import kinds, requesting
from jobs.models import Job
from tests.factories import UserFactory

KIND = "tests.work"


@pytest.fixture(autouse=True)
def _english():
    """A page asked for in Bangla leaves its language behind in this thread."""
    with translation.override("en"):
        yield


@pytest.fixture
def performed_by(monkeypatch):
    """A function: `performed_by(perform, **words)` makes `perform(job, lease)` the work that KIND stands for."""

    def register(perform, **words):
        monkeypatch.setitem(kinds._kinds, KIND, kinds.Kind(perform, **words))

    return register


@pytest.fixture
def notified_jobs(monkeypatch):
    """The ids of the jobs the broker was told of."""
    notified = []
    monkeypatch.setattr(requesting.perform_job, "apply_async", lambda args, **_options: notified.extend(args))
    return notified


@pytest.fixture
def job(db, coordinator):
    """A queued job that `coordinator` asked for."""
    return requesting.request(KIND, by=coordinator)


def write_row():
    """Writes one row, the way work does."""
    return UserFactory(full_name="written by work")


def rows():
    """How many rows work has written."""
    return UserFactory._meta.model.objects.filter(full_name="written by work").count()


def let_the_lease_run_out(job):
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def one_row_per_chunk(number):
    """Work that writes `number` rows in as many chunks and continues where the rows say."""

    def perform(job, lease):
        for n in range(rows(), number):
            with lease.chunk(done=n + 1, total=number):
                write_row()
        return {"rows": rows()}

    return perform
