"""Two browsers, two printers, many guesses at the same moment, on real connections."""

import pytest

from accounts.models import User
from participants.claim_slips import claiming
from participants.claim_slips.codes import new_code
from participants.claim_slips.making import make_printed
from participants.merging.merges import merge
from participants.models import ClaimSlip, Officer
from tests.factories import OfficerFactory
from tests.participants.claim_slips.conftest import PASSWORD, printed, slip_of
from tests.trainings.attendance.test_two_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = "9900112233"


def test_two_browsers_claim_the_same_slip_and_one_gets_in(graduate, code):
    slip = slip_of(graduate).pk
    results = at_once(
        lambda: claiming.claim(slip, password=PASSWORD, language="bn").user.pk,
        lambda: claiming.claim(slip, password="another river and boats", language="en").user.pk,
    )
    assert [isinstance(result, int) for result in results].count(True) == 1
    assert User.objects.filter(service_number=NUMBER).count() == ClaimSlip.objects.filter(state="used").count() == 1


def test_many_guesses_at_once_get_five_comparisons(graduate, code, monkeypatch):
    compared = []
    told_apart = claiming._is_among
    monkeypatch.setattr(claiming, "_is_among", lambda typed, known: compared.append(typed) or told_apart(typed, known))
    at_once(*(lambda n=n: claiming.check(code, f"99000000{n:02d}") for n in range(8)))
    assert slip_of(graduate).wrong_numbers == 5
    assert claiming.check(code, NUMBER) is None


def test_two_prints_at_once_leave_one_live_slip(graduate, coordinator):
    at_once(*(lambda: len(make_printed({graduate.pk: new_code()}, by=coordinator)) for _n in range(2)))
    assert sorted(graduate.claim_slips.values_list("state", flat=True)) == ["ended", "printed"]


def test_a_claim_while_two_records_become_one(graduate, code, coordinator, programme):
    kept = OfficerFactory(programme=programme, name_en=graduate.name_en)
    slip = slip_of(graduate).pk
    at_once(
        lambda: claiming.claim(slip, password=PASSWORD, language="bn").user.pk,
        lambda: merge(kept, graduate, by=coordinator).pk,
    )
    officer = Officer.objects.get()
    slip = ClaimSlip.objects.get()
    assert slip.officer == officer
    assert (slip.state == "used") == (officer.user is not None)


def test_printing_while_a_slip_is_claimed(graduate, coordinator):
    printed(graduate, coordinator)
    slip = slip_of(graduate).pk
    at_once(
        lambda: claiming.claim(slip, password=PASSWORD, language="bn").user.pk,
        lambda: len(make_printed({graduate.pk: new_code()}, by=coordinator)),
    )
    has_account = Officer.objects.get(pk=graduate.pk).user is not None
    assert ClaimSlip.objects.live().exists() != has_account
