"""A closed session with officers who completed it, and the design their certificates get."""

import pytest
from django.utils import timezone, translation

from certificates.issuing import batches
from jobs.requesting import run_now
from tests.built_once import built_once, provide
from tests.factories import DesignFactory, EnrolmentFactory, OfficerFactory, SessionFactory


@pytest.fixture(autouse=True)
def _english():
    """A page asked for in Bangla leaves its language behind in this thread."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _built_once(request, tmp_path_factory, _quiet_start, _english):
    provide(request, tmp_path_factory)


@pytest.fixture
def design(programme):
    """The design for graduates of a training of trainers of `programme`."""
    return DesignFactory(programme=programme)


@pytest.fixture
def closed(programme, trainer, design):
    """A closed session of `programme` that `trainer` led, without officers yet."""
    return SessionFactory(
        programme=programme, led_by=trainer, code="TOT-KHU-02", state="closed", closed_at=timezone.now()
    )


def completes(session, **facts):
    """Returns the enrolment of a new officer who completed the session; `facts` are those of the officer."""
    return EnrolmentFactory(
        session=session,
        officer=OfficerFactory(**facts),
        state="completed",
        half_days_attended=6,
        half_days_held=6,
    )


@pytest.fixture
@built_once
def two(closed):
    """Two officers who completed `closed`."""
    return [completes(closed, name_en="Abul Hashem"), completes(closed, name_en="Lailun Niazi")]


def issued(session, *, by):
    """Issues the certificates of a session; returns them by serial."""
    batch = batches.request(session, by=by)
    job = run_now(batch.job)
    assert (job.state, job.reason) == ("done", "")
    return list(batch.certificates.order_by("serial"))


@pytest.fixture
@built_once
def certificate(closed, officer, coordinator):
    """The certificate of `officer` for `closed`."""
    EnrolmentFactory(session=closed, officer=officer, state="completed", half_days_attended=6, half_days_held=6)
    [certificate] = issued(closed, by=coordinator)
    return certificate
