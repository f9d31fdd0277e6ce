"""The cast of the pool."""

import pytest
from django.utils import timezone

from tests.certificates.conftest import issued
from tests.factories import DesignFactory, EnrolmentFactory, OfficerFactory, SessionFactory
from tests.trainings.trainer_pool.conftest import (
    ahead,
    colleague,
    days,
    elsewhere,
    guest,
    joins,
    plan,
    teaches,
    today,
)

__all__ = ["ahead", "colleague", "days", "elsewhere", "guest", "joins", "plan", "teaches", "today"]


@pytest.fixture
def issued_to_a_trainer(programme, coordinator, joins):
    """(a trainer who graduated in `programme`, the day of the certificate)."""
    DesignFactory(programme=programme)
    closed = SessionFactory(programme=programme, state="closed", closed_at=timezone.now())
    user = joins("Graduate")
    officer = OfficerFactory(user=user, sex="female")
    EnrolmentFactory(session=closed, officer=officer, state="completed", half_days_attended=6, half_days_held=6)
    [certificate] = issued(closed, by=coordinator)
    return user, timezone.localdate(certificate.issued_at)
