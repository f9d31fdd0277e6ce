"""Taking an import back goes along with slips that nobody used, and stops at an account that was opened."""

import pytest

from participants.claim_slips import claiming
from participants.models import Officer
from participants.roster_import.undo_rules import reasons
from tests.participants.claim_slips.conftest import PASSWORD, slip_of

pytestmark = pytest.mark.django_db


def test_a_slip_that_was_only_printed_goes_along(graduate, code):
    assert "slip" not in " ".join(reasons(Officer, {graduate.pk: {}})[graduate.pk])


def test_an_account_that_was_opened_stands_in_the_way(graduate, code):
    claiming.claim(slip_of(graduate).pk, password=PASSWORD, language="bn")
    assert "The officer opened an account with a slip." in reasons(Officer, {graduate.pk: {}})[graduate.pk]
