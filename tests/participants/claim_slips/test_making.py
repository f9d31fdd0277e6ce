"""Slips are made by coordinators; a new one ends the older one; the code itself is kept nowhere."""

from datetime import timedelta

import pytest
from django.core.serializers import serialize
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.refusal import Refused
from participants.claim_slips.codes import hash_of, new_code, scanned_address, typed_address
from participants.claim_slips.ending import cancel, end_expired
from participants.claim_slips.making import make_printed
from participants.models import ClaimSlip
from tests.factories import OfficerFactory, ProgrammeFactory, UserFactory
from tests.participants.claim_slips.conftest import printed, slip_of

pytestmark = pytest.mark.django_db


def test_a_slip_is_good_for_fourteen_days_and_told_in_the_audit_trail(graduate, coordinator):
    now = timezone.now()
    printed(graduate, coordinator, now=now)
    slip = slip_of(graduate)
    assert (slip.state, slip.made_by, slip.expires_at) == ("printed", coordinator, now + timedelta(days=14))
    assert slip.is_live(now + timedelta(days=13, hours=23))
    assert not slip.is_live(now + timedelta(days=14))
    [entry] = AuditEntry.objects.filter(verb="claim_slip.made")
    assert (entry.actor, entry.target_id, entry.details["officer"]) == (coordinator, str(slip.pk), graduate.pk)


def test_the_code_stands_in_no_row(graduate, code):
    rows = [*ClaimSlip.objects.all(), *AuditEntry.objects.all()]
    assert code not in serialize("json", rows)
    assert slip_of(graduate).code_hash == hash_of(code)


def test_a_new_slip_ends_the_older_one(graduate, coordinator):
    printed(graduate, coordinator)
    printed(graduate, coordinator)
    assert list(graduate.claim_slips.order_by("pk").values_list("state", "end_reason")) == [
        ("ended", "replaced"),
        ("printed", ""),
    ]


def test_the_database_itself_keeps_a_second_live_slip_out(graduate, code):
    slip = slip_of(graduate)
    slip.pk, slip.code_hash = None, hash_of(new_code())
    with pytest.raises(IntegrityError), transaction.atomic():
        slip.save()


@pytest.mark.parametrize("changed", [{"state": "used"}, {"state": "ended"}, {"wrong_numbers": 6}, {"state": "lost"}])
def test_the_database_knows_what_a_slip_can_be(graduate, code, changed):
    with pytest.raises(IntegrityError), transaction.atomic():
        ClaimSlip.objects.update(**changed)


def test_one_stranger_among_them_and_no_slip_is_made(graduate, coordinator):
    other = OfficerFactory(programme=ProgrammeFactory())
    with pytest.raises(Refused):
        make_printed({graduate.pk: new_code(), other.pk: new_code()}, by=coordinator)
    assert not ClaimSlip.objects.exists()


@pytest.mark.parametrize("who", ["trainer", "observer", "outsider"])
def test_only_coordinators_print(graduate, request, who):
    with pytest.raises(Refused):
        printed(graduate, request.getfixturevalue(who))


def test_whoever_opened_an_account_meanwhile_is_left_out(graduate, coordinator):
    graduate.user = UserFactory()
    graduate.save(update_fields=["user"])
    assert make_printed({graduate.pk: new_code()}, by=coordinator) == []


def test_the_sweep_writes_down_what_is_over(graduate, coordinator, programme):
    past = timezone.now() - timedelta(days=15)
    printed(graduate, coordinator, now=past)
    guessed_at, good = (OfficerFactory(programme=programme) for _n in range(2))
    for officer in (guessed_at, good):
        printed(officer, coordinator)
    guessed_at.claim_slips.update(wrong_numbers=5)
    assert end_expired() == 2
    assert end_expired() == 0
    assert [slip_of(one).end_reason for one in (graduate, guessed_at, good)] == ["expired", "wrong_numbers", ""]
    assert AuditEntry.objects.filter(verb="claim_slip.ended", actor=None).count() == 2


def test_what_was_over_already_is_not_told_as_replaced(graduate, coordinator):
    printed(graduate, coordinator, now=timezone.now() - timedelta(days=20))
    printed(graduate, coordinator)
    assert graduate.claim_slips.order_by("pk").first().end_reason == "expired"


def test_a_slip_is_ended_by_hand_once_and_not_by_strangers(graduate, code, coordinator, trainer, observer):
    slip = slip_of(graduate)
    with pytest.raises(Refused):
        cancel(slip, by=observer)
    cancel(slip, by=trainer)
    assert slip_of(graduate).end_reason == "cancelled"
    with pytest.raises(Refused):
        cancel(slip, by=coordinator)


def test_the_address_of_the_qr_code_keeps_the_code_behind_the_hash(settings):
    settings.SITE_URL = "https://shetu.example"
    assert scanned_address("K7QM") == "https://shetu.example/c/#K7QM"
    assert typed_address() == "shetu.example/claim"
