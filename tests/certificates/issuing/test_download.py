"""The file of a certificate reaches its holder and the coordinators of its programme, and nobody else."""

import hashlib
from pathlib import Path

import pytest

from accounts.models import AuditEntry
from certificates.issuing import records
from tests.factories import OfficerFactory, ProgrammeFactory, UserFactory

pytestmark = pytest.mark.django_db


def address_of(certificate):
    return f"/me/certificates/{certificate.serial}/"


def test_the_holder_gets_the_very_file_that_was_issued(signed_in, officer_user, certificate):
    answer = signed_in(officer_user).get(address_of(certificate))
    assert answer.status_code == 200
    assert hashlib.sha256(answer.getvalue()).hexdigest() == certificate.sha256
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{certificate.serial}.pdf"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_coordinator_of_the_programme_gets_it_too(signed_in, coordinator, certificate):
    assert signed_in(coordinator).get(address_of(certificate)).status_code == 200


def test_each_download_is_written_down(signed_in, officer_user, certificate):
    client = signed_in(officer_user)
    client.head(address_of(certificate))
    client.get(address_of(certificate))
    entry = AuditEntry.objects.get(verb="certificate.downloaded")
    assert (entry.actor, entry.target_id, entry.details) == (officer_user, str(certificate.pk), {})


def test_for_everyone_else_there_is_no_such_page(signed_in, certificate, trainer, observer, outsider):
    elsewhere = UserFactory()
    ProgrammeFactory(coordinators=[elsewhere])
    other_officer = OfficerFactory(user=UserFactory()).user
    for user in (trainer, observer, outsider, elsewhere, other_officer):
        assert signed_in(user).get(address_of(certificate)).status_code == 404
    assert not AuditEntry.objects.filter(verb="certificate.downloaded").exists()


def test_a_stranger_is_asked_to_sign_in(client, certificate):
    answer = client.get(address_of(certificate))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")


def test_one_that_no_longer_holds_can_still_be_read(signed_in, officer_user, certificate, coordinator):
    records.revoke(certificate, by=coordinator, reason="Issued in error.")
    assert signed_in(officer_user).get(address_of(certificate)).status_code == 200


def test_a_missing_file_is_explained(signed_in, officer_user, certificate):
    Path(certificate.pdf.path).unlink()
    answer = signed_in(officer_user).get(address_of(certificate))
    assert answer.status_code == 503
    assert "cannot be opened just now" in answer.content.decode()
    assert not AuditEntry.objects.filter(verb="certificate.downloaded").exists()


def test_a_file_that_was_changed_is_refused_and_written_down(signed_in, officer_user, certificate):
    path = Path(certificate.pdf.path)
    path.write_bytes(path.read_bytes() + b"\n")
    answer = signed_in(officer_user).get(address_of(certificate))
    assert answer.status_code == 503
    assert "not the one that was issued" in answer.content.decode()
    assert not AuditEntry.objects.filter(verb="certificate.downloaded").exists()
    entry = AuditEntry.objects.get(verb="certificate.file_refused")
    assert (entry.actor, entry.target_id) == (officer_user, str(certificate.pk))


def test_no_address_serves_the_folder_of_files(signed_in, coordinator, certificate):
    for path in (f"/media/{certificate.pdf.name}", f"/{certificate.pdf.name}", f"/static/{certificate.pdf.name}"):
        assert signed_in(coordinator).get(path).status_code == 404
