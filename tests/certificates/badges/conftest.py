import pytest

from certificates.badges import making
from jobs.requesting import run_now
from tests.built_once import built_once


@pytest.fixture
@built_once
def badge(certificate, officer):
    """The signed badge of `certificate`."""
    badge = making.ask(certificate, by=officer.user)
    job = run_now(badge.job)
    assert (job.state, job.reason) == ("done", "")
    badge.refresh_from_db()
    return badge
