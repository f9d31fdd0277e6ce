"""A certificate that was revoked, and two people who may decide about a new one."""

import pytest
from django.utils import timezone

from certificates.issuing import records
from certificates.models import Certificate
from certificates.reinstatement.decisions import confirm, propose
from tests.built_once import built_once
from tests.certificates.lifecycle.conftest import colleague, stranger

__all__ = ["colleague", "stranger"]

WHY = "The court has cleared him."


@pytest.fixture
@built_once
def revoked(certificate, coordinator):
    """The certificate of `officer` for `closed`, revoked."""
    return records.revoke(certificate, by=coordinator, reason="Obtained by fraud.", reason_bn="প্রতারণার মাধ্যমে নেওয়া।")


@pytest.fixture
@built_once
def asked(revoked, coordinator):
    """What `coordinator` asked for after the revocation."""
    return propose(revoked, by=coordinator, reason=WHY)


def decided(revoked, *, by, second):
    """Returns the new certificate that two people decided on."""
    return confirm(propose(revoked, by=by, reason=WHY), by=second)


def live():
    """The serials of all certificates that hold."""
    return sorted(Certificate.objects.live().values_list("serial", flat=True))


def let_it_expire(asked):
    type(asked).objects.filter(pk=asked.pk).update(expires_at=timezone.now())
    asked.refresh_from_db()
    return asked
