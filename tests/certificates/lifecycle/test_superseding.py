"""A corrected certificate takes the place of another."""

import pytest

from accounts.models import AuditEntry
from accounts.refusal import Refused
from certificates.models import Certificate, CertificateState, SerialReservation
from tests.certificates.superseding import supersede

pytestmark = pytest.mark.django_db


def test_the_new_one_has_its_own_number_and_the_corrected_facts(certificate, officer, coordinator):
    officer.name_en = "Sabina Yesmin"
    officer.save()
    new = supersede(certificate, by=coordinator, reason="The spelling of the name was corrected.")
    certificate.refresh_from_db()
    assert (certificate.state, certificate.facts["name_en"]) == (CertificateState.SUPERSEDED, "Sabina Yasmin")
    assert (certificate.reason, certificate.superseded_by) == ("The spelling of the name was corrected.", new)
    assert (new.state, new.facts["name_en"], new.supersedes) == (CertificateState.ISSUED, "Sabina Yesmin", certificate)
    assert new.serial != certificate.serial
    assert new.code != certificate.code
    assert list(Certificate.objects.live()) == [new]
    assert not SerialReservation.objects.exists()


def test_both_sides_stand_in_the_audit_trail(certificate, coordinator):
    new = supersede(certificate, by=coordinator, reason="Corrected.")
    entries = AuditEntry.objects.order_by("-pk")[:2]
    assert [(entry.verb, entry.target_id) for entry in entries] == [
        ("certificate.superseded", str(certificate.pk)),
        ("certificate.issued", str(new.pk)),
    ]


def test_it_happens_once(certificate, coordinator):
    supersede(certificate, by=coordinator, reason="Corrected.")
    with pytest.raises(Refused, match="is not valid any more: it is superseded"):
        supersede(certificate, by=coordinator, reason="Corrected again.")
    assert Certificate.objects.count() == 2


def test_it_needs_a_reason(certificate, coordinator):
    with pytest.raises(Refused, match="Give a reason"):
        supersede(certificate, by=coordinator, reason="  ")


def test_a_text_that_does_not_fit_leaves_everything_as_it_was(certificate, officer, coordinator):
    officer.name_en = "Very Long " * 15
    officer.save()
    with pytest.raises(Refused, match="too long"):
        supersede(certificate, by=coordinator, reason="Corrected.")
    certificate.refresh_from_db()
    assert (certificate.state, Certificate.objects.count()) == (CertificateState.ISSUED, 1)


def test_an_officer_whose_completion_was_taken_back_gets_no_corrected_one(certificate, coordinator):
    certificate.enrolment.state = "not_completed"
    certificate.enrolment.save()
    with pytest.raises(Refused, match="no completed training"):
        supersede(certificate, by=coordinator, reason="Corrected.")
    certificate.refresh_from_db()
    assert certificate.state == CertificateState.ISSUED
