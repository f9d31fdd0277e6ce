"""Taking a certificate back."""

import pytest

from accounts.models import AuditEntry
from accounts.refusal import Refused
from certificates.issuing import records
from certificates.models import CertificateState

pytestmark = pytest.mark.django_db


def test_a_revoked_certificate_keeps_its_facts_and_gets_a_reason_and_a_date(certificate, coordinator):
    records.revoke(certificate, by=coordinator, reason=" Issued in error. ", reason_bn="ভুলক্রমে দেওয়া হয়েছিল।")
    certificate.refresh_from_db()
    assert (certificate.state, certificate.reason) == (CertificateState.REVOKED, "Issued in error.")
    assert certificate.reason_bn == "ভুলক্রমে দেওয়া হয়েছিল।"
    assert certificate.state_changed_at is not None
    assert certificate.facts["name_en"] == "Sabina Yasmin"


def test_the_audit_trail_says_who_did_it_without_the_words(certificate, coordinator):
    records.revoke(certificate, by=coordinator, reason="Issued in error.")
    entry = AuditEntry.objects.get(verb="certificate.revoked")
    assert (entry.actor, entry.target_id) == (coordinator, str(certificate.pk))
    assert entry.details == {"before": "issued", "after": "revoked"}


def test_it_needs_a_reason(certificate, coordinator):
    with pytest.raises(Refused, match="Give a reason"):
        records.revoke(certificate, by=coordinator, reason=" ")


def test_it_happens_once(certificate, coordinator):
    records.revoke(certificate, by=coordinator, reason="Issued in error.")
    with pytest.raises(Refused, match="it is revoked"):
        records.revoke(certificate, by=coordinator, reason="Again.")


def test_only_coordinators_may(certificate, officer_user):
    with pytest.raises(Refused, match="Only a coordinator"):
        records.revoke(certificate, by=officer_user, reason="I want to.")
