"""The database itself keeps a revocation and what two people decided after it, whoever writes the SQL."""

import pytest
from django.db import DatabaseError, connection, transaction

from certificates.issuing import eligibility
from certificates.models import Certificate, Reinstatement
from tests.certificates.reinstatement.conftest import decided
from tests.certificates.superseding import supersede

pytestmark = pytest.mark.django_db
CERTIFICATES, DECISIONS = Certificate._meta.db_table, Reinstatement._meta.db_table


def refused(sql, match):
    with pytest.raises(DatabaseError, match=match), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    "change",
    [
        "state = 'superseded'",
        "reason = 'A mere misprint.'",
        "reason_bn = ''",
        "state_changed_at = '2020-01-01 00:00:00+00:00'",
        "state_changed_at = NULL",
    ],
)
def test_a_revoked_certificate_stays_as_it_is(closed, revoked, change):
    refused(f"UPDATE {CERTIFICATES} SET {change}", "stays revoked")
    assert eligibility.ready(closed) == []


def test_saving_a_revoked_one_unchanged_is_harmless(revoked):
    revoked.save()
    revoked.refresh_from_db()
    assert revoked.state == "revoked"


def test_one_that_was_superseded_never_holds_again(certificate, coordinator):
    supersede(certificate, by=coordinator, reason="The name was misspelt.")
    refused(f"UPDATE {CERTIFICATES} SET state = 'issued' WHERE state = 'superseded'", "never holds again")


def test_a_request_is_never_deleted(asked):
    refused(f"DELETE FROM {DECISIONS}", "never deleted")


@pytest.mark.parametrize(
    "change",
    ["certificate_id = NULL", "reason = 'x'", "state = 'proposed', certificate_id = NULL", "decline_reason = 'x'"],
)
def test_what_two_people_decided_never_changes(revoked, coordinator, colleague, change):
    decided(revoked, by=coordinator, second=colleague)
    refused(f"UPDATE {DECISIONS} SET {change}", "never changes")


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has no REPLACE")
def test_what_two_people_decided_is_never_replaced(revoked, coordinator, colleague):
    decided(revoked, by=coordinator, second=colleague)
    refused(f"REPLACE INTO {DECISIONS} SELECT * FROM {DECISIONS}", "never changes")
