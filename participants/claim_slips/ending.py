"""Slips end: by time, by wrong numbers, because a newer one is made, by hand."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.trail import record, record_many
from accounts.refusal import Refused
from participants.claim_slips.access import may_make_new_slip
from participants.models import ClaimSlip, EndReason, SlipPurpose, SlipState

AT_A_TIME = 500


def end_locked(slips, reason, *, by, now):
    """Ends printed slips that the caller holds locked, each for what was first: its own end, or `reason` (EndReason).

    Writes the audit lines; by: User or None for the system. Returns how many.
    """
    for slip in slips:
        slip.state, slip.ended_at, slip.end_reason = SlipState.ENDED, now, slip.why_over(now) or reason
    ClaimSlip.objects.bulk_update(slips, ["state", "ended_at", "end_reason"], batch_size=AT_A_TIME)
    record_many(by, "claim_slip.ended", [(slip, {"reason": str(slip.end_reason)}) for slip in slips])
    return len(slips)


def end_expired(*, now=None):
    """Writes down the end of slips whose time is over or that had five wrong numbers; returns how many.

    They open nothing from that moment on; the count of wrong numbers and the clock stop them, not this.
    """
    now, ended = now or timezone.now(), 0
    while True:
        with transaction.atomic():
            dead = list(ClaimSlip.objects.dead(now).order_by("pk").select_for_update()[:AT_A_TIME])
            if not dead:
                return ended
            ended += end_locked(dead, EndReason.EXPIRED, by=None, now=now)


@transaction.atomic
def cancel(slip, *, by):
    """Ends a slip by hand: it was lost, or given to the wrong person. Returns it; raises Refused.

    by: whoever may make a new slip for the officer.
    """
    now = timezone.now()
    slip = ClaimSlip.objects.select_for_update(of=("self",)).select_related("officer").get(pk=slip.pk)
    if not may_make_new_slip(by, slip.officer):
        raise Refused(_("Only a coordinator or a trainer of the officer can end a slip."))
    if not slip.is_live(now):
        raise Refused(_("This slip opens nothing any more; there is nothing to end."))
    slip.state, slip.ended_at, slip.end_reason = SlipState.ENDED, now, EndReason.CANCELLED
    slip.save(update_fields=["state", "ended_at", "end_reason"])
    record(by, "claim_slip.ended", slip, reason=EndReason.CANCELLED.value)
    return slip


def reactivate(slip, *, by):
    """Makes a slip that a merge ended open something again, in the transaction that takes the merge back.

    Nothing happens where its time is over, the officer has an account by now or a newer slip. Returns whether it did.
    """
    now = timezone.now()
    in_the_way = ClaimSlip.objects.filter(officer=slip.officer_id, state=SlipState.PRINTED).exists()
    if in_the_way or slip.why_over(now) or (slip.officer.user_id is not None and slip.purpose == SlipPurpose.FIRST):
        return False
    slip.state, slip.ended_at, slip.end_reason = SlipState.PRINTED, None, ""
    slip.save(update_fields=["state", "ended_at", "end_reason"])
    record(by, "claim_slip.revived", slip, before=SlipState.ENDED.value)
    return True
