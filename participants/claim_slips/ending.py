"""Ending slips: expired, too many wrong numbers, replaced by a newer slip, or cancelled."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.trail import record, record_many
from accounts.models import User
from accounts.refusal import Refused
from participants.claim_slips.access import can_make_new_slip
from participants.models import ClaimSlip, EndReason, SlipPurpose, SlipState

AT_A_TIME = 500


def end_locked(slips: Sequence[ClaimSlip], reason: EndReason, *, by: User | None, now: datetime) -> int:
    """Ends printed slips that the caller has locked. A slip that expired before keeps that reason; all others get `reason` (EndReason).

    Writes the audit entries. by: User, or None for the system. Returns how many.
    """
    for slip in slips:
        slip.state, slip.ended_at, slip.end_reason = SlipState.ENDED, now, slip.why_over(now) or reason
    ClaimSlip.objects.bulk_update(slips, ["state", "ended_at", "end_reason"], batch_size=AT_A_TIME)
    record_many(by, "claim_slip.ended", [(slip, {"reason": str(slip.end_reason)}) for slip in slips])
    return len(slips)


def end_expired(*, now: datetime | None = None) -> int:
    """Records the end of slips that have expired or had five wrong numbers; returns how many.

    They were already useless: a claim checks the time and the count of wrong numbers itself.
    """
    now, ended = now or timezone.now(), 0
    while True:
        with transaction.atomic():
            dead = list(ClaimSlip.objects.dead(now).order_by("pk").select_for_update()[:AT_A_TIME])
            if not dead:
                return ended
            ended += end_locked(dead, EndReason.EXPIRED, by=None, now=now)


@transaction.atomic
def cancel(slip: ClaimSlip, *, by: User) -> ClaimSlip:
    """Cancels a slip that was lost, or given to the wrong person. Returns it.

    by: a user who may make a new slip for the officer. Raises Refused for all others, and for a slip that has ended.
    """
    now = timezone.now()
    slip = ClaimSlip.objects.select_for_update(of=("self",)).select_related("officer").get(pk=slip.pk)
    if not can_make_new_slip(by, slip.officer):
        raise Refused(_("Only a coordinator or a trainer of the officer can end a slip."))
    if not slip.is_live(now):
        raise Refused(_("This slip has ended already."))
    slip.state, slip.ended_at, slip.end_reason = SlipState.ENDED, now, EndReason.CANCELLED
    slip.save(update_fields=["state", "ended_at", "end_reason"])
    record(by, "claim_slip.ended", slip, reason=EndReason.CANCELLED.value)
    return slip


def reactivate(slip: ClaimSlip, *, by: User) -> bool:
    """Reactivates a slip that a merge ended, in the transaction that undoes the merge. Returns whether it did.

    Does nothing where the slip has expired, or the officer has an account or a newer slip.
    """
    now = timezone.now()
    has_newer_slip = ClaimSlip.objects.filter(officer=slip.officer_id, state=SlipState.PRINTED).exists()
    if has_newer_slip or slip.why_over(now) or (slip.officer.user_id is not None and slip.purpose == SlipPurpose.FIRST):
        return False
    slip.state, slip.ended_at, slip.end_reason = SlipState.PRINTED, None, ""
    slip.save(update_fields=["state", "ended_at", "end_reason"])
    record(by, "claim_slip.revived", slip, before=SlipState.ENDED.value)
    return True
