"""asked → granted or not granted, half-day by half-day, by who marks the session."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import can_mark_attendance, require
from accounts.refusal import Refused
from participants.officers.same_person import is_own
from trainings.models import Excuse, ExcusedHalfDay, ExcuseState, TrainingSession
from trainings.models.excuse import DECIDED_WHILE, LONGEST_REASON


@transaction.atomic
def decide(excuse: Excuse, granted: Collection[int], *, by: User, now: datetime, answer: str = "") -> Excuse:
    """Decides the half-days that wait: grants those in `granted` (ids of ExcusedHalfDay), not the others. Returns the Excuse.

    No mark is written: a granted excuse is offered where attendance is taken. answer: what the officer reads, needed where a half-day
    is not granted. Raises Refused without it, for an own excuse, where nothing waits, and once the session takes no marks.
    """
    session = TrainingSession.objects.locked(excuse.enrolment.session_id)
    require(by, can_mark_attendance, session)
    excuse = Excuse.objects.select_for_update(of=("self",)).select_related("enrolment__officer").get(pk=excuse.pk)
    if is_own(excuse.enrolment.officer, by):
        raise Refused(_("Nobody decides on an excuse of their own. Ask another trainer or the coordinator."))
    if session.state not in DECIDED_WHILE:
        raise Refused(_("This session takes no marks any more, so there is nothing to decide."))
    waiting = list(excuse.half_days.filter(state=ExcuseState.ASKED))
    if not waiting:
        raise Refused(_("This was decided or taken back meanwhile."))
    yes = {one.pk for one in waiting} & set(granted)
    no = {one.pk for one in waiting} - yes
    if no and not answer.strip():
        raise Refused(_("Say why it is not granted. The officer reads it."))
    for state, ids in ((ExcuseState.GRANTED, yes), (ExcuseState.DECLINED, no)):
        ExcusedHalfDay.objects.filter(pk__in=ids).update(state=state)
    excuse.answer, excuse.decided_by, excuse.decided_at = answer.strip()[:LONGEST_REASON], by, now
    excuse.save(update_fields=["answer", "decided_by", "decided_at"])
    record(by, "excuse.decided", excuse, session=session.pk, granted=len(yes), declined=len(no))
    return excuse
