"""Making slips: printed for many officers, or one after re-identification. A new slip ends the older one of the officer."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.trail import record_many
from accounts.models import User
from accounts.refusal import Refused
from participants.claim_slips.access import printable_for, without_account
from participants.claim_slips.codes import hash_of
from participants.claim_slips.ending import end_locked
from participants.models import ClaimSlip, EndReason, Officer, SlipPurpose, SlipState

VALID_ON_PAPER = timedelta(days=14)
VALID_AFTER_IDENTITY_CHECK = timedelta(hours=24)


@transaction.atomic
def make_printed(codes: Mapping[int, str], *, by: User, now: datetime | None = None) -> list[ClaimSlip]:
    """Makes the slips of a printed sheet. codes: {id of the officer: code}. by: a coordinator of every one of them.

    Leaves out officers who opened an account meanwhile; their paper is useless. Returns the ClaimSlips. Raises Refused, and
    makes none, where an officer is not one of the coordinator's.
    """
    # Lock the user before the check of rights: if their role is just being removed, this waits, and their slips end (leaving.py).
    list(User.objects.filter(pk=by.pk).select_for_update(no_key=True).values_list("pk"))
    # Officers before slips: the same order everywhere.
    officers = without_account(Officer.objects.filter(pk__in=codes)).order_by("pk").select_for_update()
    given = {pk: codes[pk] for pk in officers.values_list("pk", flat=True)}
    own = set(printable_for(by).filter(pk__in=codes).values_list("pk", flat=True))
    if own != set(codes):
        raise Refused(_("An officer on this sheet does not belong to your programme any more. Print the sheet again."))
    return _make(given, by=by, purpose=SlipPurpose.FIRST, valid_for=VALID_ON_PAPER, now=now or timezone.now())


def make_after_identity_check(officer: Officer, code: str, *, by: User, now: datetime) -> ClaimSlip:
    """Makes the one new slip after re-identification; the caller has locked the officer and checked the rights."""
    [slip] = _make({officer.pk: code}, by=by, purpose=SlipPurpose.RETURN, valid_for=VALID_AFTER_IDENTITY_CHECK, now=now)
    return slip


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
