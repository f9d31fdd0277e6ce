"""Slips are made: printed for many, or one after re-identification. A new slip ends the older one of the officer."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.trail import record_many
from accounts.models import User
from accounts.refusal import Refused
from participants.claim_slips.access import printable_for
from participants.claim_slips.codes import hash_of
from participants.claim_slips.ending import end_locked
from participants.models import ClaimSlip, EndReason, Officer, SlipPurpose, SlipState

VALID_ON_PAPER = timedelta(days=14)
VALID_AFTER_A_QUESTION = timedelta(hours=24)


@transaction.atomic
def make_printed(codes, *, by, now=None):
    """Makes the slips of a printed sheet. codes: {id of the officer: code}. by: a coordinator of every one of them.

    An officer who opened an account meanwhile is left out: that paper opens nothing. Returns the ClaimSlips; raises
    Refused where somebody is not the coordinator's, and then makes none.
    """
    # Before asking who may: a part that is being taken away is waited for, and its slips end (participants/leaving.py).
    list(User.objects.filter(pk=by.pk).select_for_update().values_list("pk"))
    officers = _locked(codes)
    own = set(printable_for(by).filter(pk__in=codes).values_list("pk", flat=True))
    if own != set(codes):
        raise Refused(_("Somebody on this sheet is not on record with you any more. Print it again."))
    given = {officer.pk: codes[officer.pk] for officer in officers if officer.user_id is None}
    return _make(given, by=by, purpose=SlipPurpose.FIRST, valid_for=VALID_ON_PAPER, now=now or timezone.now())


def make_after_identity_check(officer, code, *, by, now):
    """Makes the one new slip after re-identification; the caller holds the officer locked and has asked who may."""
    [slip] = _make({officer.pk: code}, by=by, purpose=SlipPurpose.RETURN, valid_for=VALID_AFTER_A_QUESTION, now=now)
    return slip


def _locked(ids):
    # Officers before slips, as everywhere.
    return list(Officer.objects.filter(pk__in=list(ids)).order_by("pk").select_for_update())


def _make(codes, *, by, purpose, valid_for, now):
    older = ClaimSlip.objects.filter(officer__in=list(codes), state=SlipState.PRINTED)
    end_locked(list(older.order_by("pk").select_for_update()), EndReason.REPLACED, by=by, now=now)
    slips = ClaimSlip.objects.bulk_create(
        [
            ClaimSlip(
                officer_id=officer,
                code_hash=hash_of(code),
                purpose=purpose,
                made_by=by,
                made_at=now,
                expires_at=now + valid_for,
            )
            for officer, code in codes.items()
        ],
        batch_size=500,
    )
    record_many(
        by, "claim_slip.made", [(slip, {"officer": slip.officer_id, "purpose": str(purpose)}) for slip in slips]
    )
    return slips
