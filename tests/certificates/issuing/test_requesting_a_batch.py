"""Asking for the certificates of a session."""

import pytest

from accounts.models import AuditEntry
from accounts.refusal import Refused
from certificates.issuing import batches
from certificates.models import CertificateBatch
from jobs import requesting
from jobs.models import Job
from tests.certificates.conftest import completes, issued
from tests.factories import ProgrammeFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def notified_jobs(monkeypatch):
    notified = []
    monkeypatch.setattr(requesting.perform_job, "apply_async", lambda args, **_options: notified.extend(args))
    return notified


def test_a_request_is_a_batch_with_its_work(closed, two, coordinator, design):
    batch = batches.request(closed, by=coordinator)
    assert (batch.session, batch.design, batch.requested_by) == (closed, design, coordinator)
    assert (batch.job.kind, batch.job.total) == ("certificates.issue", 2)
    assert batch.job.scope == f"programme:{closed.phase.programme_id}"
    assert batch.job.back_url == "/admin/sessions/TOT-KHU-02/certificates/"
    entry = AuditEntry.objects.get(verb="certificate_batch.requested")
    assert (entry.actor, entry.details) == (
        coordinator,
        {"session": closed.pk, "design": design.pk, "ready": 2},
    )


def test_the_bell_rings_once_the_request_is_committed(
    closed, two, coordinator, notified_jobs, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        batch = batches.request(closed, by=coordinator)
    assert notified_jobs == [batch.job_id]


def test_asking_again_while_the_work_waits_gives_the_same_batch(closed, two, coordinator):
    assert batches.request(closed, by=coordinator) == batches.request(closed, by=coordinator)
    assert (CertificateBatch.objects.count(), Job.objects.count()) == (1, 1)


def test_a_session_that_is_not_closed_is_refused(session, design, coordinator):
    completes(session)
    with pytest.raises(Refused, match="once the session is closed"):
        batches.request(session, by=coordinator)


def test_a_session_without_anyone_ready_is_refused(closed, coordinator):
    with pytest.raises(Refused, match="Nobody in this session"):
        batches.request(closed, by=coordinator)


def test_a_session_whose_certificates_are_all_out_is_refused(closed, two, coordinator):
    issued(closed, by=coordinator)
    with pytest.raises(Refused, match="has it already"):
        batches.request(closed, by=coordinator)


def test_a_level_without_a_design_is_refused(closed, two, design, coordinator):
    design.is_default = False
    design.save()
    with pytest.raises(Refused, match="no design for certificates"):
        batches.request(closed, by=coordinator)


def test_only_a_coordinator_of_the_programme_may_ask(closed, two, trainer):
    elsewhere = UserFactory()
    ProgrammeFactory(coordinators=[elsewhere])
    for user in (trainer, elsewhere):
        with pytest.raises(Refused, match="Only a coordinator"):
            batches.request(closed, by=user)
    assert not CertificateBatch.objects.exists()
