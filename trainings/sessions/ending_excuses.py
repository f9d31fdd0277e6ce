"""Excuses that end by themselves: the session was cancelled or closed, or their half-day left it."""

from django.db.models import Q

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import can_close, require
from trainings.models import ExcusedHalfDay, ExcuseState, TrainingSession
from trainings.models.excuse import OPEN


def end_excuses(session: TrainingSession, why: str, *, by: User | None, which: Q | None = None) -> int:
    """Ends the open excuses of a session, with the sentence of `why` (ExcuseEnd). Returns how many half-days.

    In the caller's transaction, the session locked with its phase. which: a condition on ExcusedHalfDay, for some of them.
    """
    require(by, can_close, session)
    rows = ExcusedHalfDay.objects.filter(enrolment__session=session, state__in=OPEN)
    ids = list((rows.filter(which) if which is not None else rows).values_list("pk", flat=True))
    if ids:
        ExcusedHalfDay.objects.filter(pk__in=ids).update(state=ExcuseState.ENDED, why_ended=why)
        record(by, "excuses.ended", session, half_days=len(ids), why=why)
    return len(ids)
