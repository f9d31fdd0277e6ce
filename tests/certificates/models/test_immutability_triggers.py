"""A certificate is never deleted and what was printed never changes, whoever asks: model, queryset or plain SQL."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.refusal import Refused
from certificates.issuing import records
from certificates.models import Certificate

pytestmark = pytest.mark.django_db
TABLE = Certificate._meta.db_table


def refused_by_the_database(sql, match):
    with pytest.raises(DatabaseError, match=match), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_it_cannot_be_deleted(certificate):
    with pytest.raises(Refused, match="never deleted"):
        certificate.delete()
    with pytest.raises(Refused, match="never deleted"):
        Certificate.objects.all().delete()
    refused_by_the_database(f"DELETE FROM {TABLE}", "never deleted")
    assert Certificate.objects.get() == certificate


@pytest.mark.parametrize(
    "change",
    [
        "serial = 'SHETU-2026-99999'",
        "code = '00000000000000000000000000'",
        "facts = '{}'",
        "pdf = 'elsewhere.pdf'",
        f"sha256 = '{'0' * 64}'",
        "size = size + 1",
        "issued_at = '2020-01-01 00:00:00+00:00'",
        "signed_with_id = NULL",
    ],
)
def test_what_was_printed_cannot_be_changed(certificate, change):
    refused_by_the_database(f"UPDATE {TABLE} SET {change}", "never changes")


def test_saving_it_unchanged_is_harmless(certificate):
    certificate.save()
    assert Certificate.objects.get() == certificate


def test_one_that_was_revoked_never_holds_again(certificate, coordinator):
    records.revoke(certificate, by=coordinator, reason="Issued in error.")
    refused_by_the_database(f"UPDATE {TABLE} SET state = 'issued'", "never holds again")


def test_one_that_does_not_hold_needs_a_reason(certificate):
    with pytest.raises(DatabaseError), transaction.atomic():
        Certificate.objects.update(state="revoked", state_changed_at=timezone.now())


def test_the_session_and_the_officer_of_a_certificate_stay(certificate):
    with pytest.raises(DatabaseError), transaction.atomic():
        certificate.enrolment.delete()
