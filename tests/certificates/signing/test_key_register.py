"""Batches and the key that signs them: missing, late, exchanged."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from accounts.models import AuditEntry
from certificates.issuing import batches
from certificates.models import Certificate, SerialReservation, SigningCertificate
from certificates.signing import CannotSign, Signer
from certificates.verification.lookup import look_up_file
from jobs.requesting import resume, run_now
from tests.certificates.conftest import completes, issued
from tests.certificates.signing.judging import judged
from tests.certificates.signing.making import certificate_of, pem
from tests.certificates.superseding import supersede

pytestmark = pytest.mark.django_db


@pytest.fixture
def use_key(tmp_path, settings):
    """Puts a new key where the old one was; returns its certificate."""

    def put():
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = certificate_of(key)
        path = tmp_path / "key.pem"
        path.write_bytes(pem(key, certificate))
        settings.SIGNING_KEY_FILE = str(path)
        return certificate

    return put


def test_without_a_key_nothing_is_issued_and_the_work_goes_on_once_there_is_one(
    closed, two, coordinator, settings, use_key
):
    settings.PRODUCTION, settings.SIGNING_KEY_FILE = True, ""
    batch = batches.request(closed, by=coordinator)
    job = run_now(batch.job)
    assert (job.state, Certificate.objects.count(), SerialReservation.objects.count()) == ("failed", 0, 0)
    assert "There is no signing key" in job.reason
    use_key()
    assert run_now(resume(job, by=coordinator)).state == "done"
    assert Certificate.objects.count() == 2


def test_a_key_that_fails_in_mid_batch_leaves_nobody_out(closed, two, coordinator, monkeypatch):
    monkeypatch.setattr(batches, "CHUNK_MOST", 1)
    batch = batches.request(closed, by=coordinator)
    message = Signer.message
    signed = []

    def once(signer, digest):
        if signed:
            raise CannotSign("The time-stamp authority is away.")
        signed.append(digest)
        return message(signer, digest)

    with monkeypatch.context() as patch:
        patch.setattr(Signer, "message", once)
        job = run_now(batch.job)
    assert (job.state, job.reason, job.done, job.set_aside) == ("failed", "The time-stamp authority is away.", 1, 0)
    assert run_now(resume(job, by=coordinator)).state == "done"
    serials = sorted(Certificate.objects.values_list("serial", flat=True))
    assert [serial[-5:] for serial in serials] == ["00001", "00002"]


def test_a_rotated_key_leaves_what_the_old_one_signed_valid(closed, two, coordinator, use_key):
    first_key = use_key()
    first = issued(closed, by=coordinator)[0]
    second_key = use_key()
    completes(closed, name_en="Third Officer")
    [second] = issued(closed, by=coordinator)
    assert first.signed_with != second.signed_with
    assert SigningCertificate.objects.count() == 2
    for certificate, key in ((first, first_key), (second, second_key)):
        with certificate.pdf.open() as file:
            pdf = file.read()
        assert judged(pdf, key).bottom_line
        assert look_up_file(certificate.sha256).is_valid


def test_the_first_use_of_a_key_is_on_record_once(closed, two, coordinator, use_key):
    use_key()
    issued(closed, by=coordinator)
    completes(closed, name_en="Third Officer")
    issued(closed, by=coordinator)
    [entry] = AuditEntry.objects.filter(verb="signing_certificate.first_used")
    assert entry.actor == coordinator


def test_a_corrected_certificate_is_signed_too(certificate, coordinator):
    new = supersede(certificate, by=coordinator, reason="Misspelt name.")
    with new.pdf.open() as file:
        assert b"/ETSI.CAdES.detached" in file.read()
    assert new.signed_with
