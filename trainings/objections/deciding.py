"""Who taught says what was seen; a coordinator decides each half-day: the mark is corrected, or stays with a sentence that says why."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import can_mark_attendance, coordinates_session, require
from accounts.refusal import Refused
from accounts.text.sentences import numbers
from participants.officers.same_person import is_own
from trainings.attendance import marking
from trainings.attendance.closed_marks import correct_closed
from trainings.models import (
    Mark,
    ObjectedHalfDay,
    Objection,
    ObjectionComment,
    ObjectionState,
    SessionState,
    TrainingSession,
)
from trainings.models.objection import LONGEST_ANSWER, LONGEST_COMMENT, MOST_COMMENTS


@transaction.atomic
def decide(
    half_day: ObjectedHalfDay, *, mark: str | None, answer: str, by: User | None, now: datetime
) -> ObjectedHalfDay:
    """open → corrected (mark: the Mark it becomes) or left (None), with the sentence that the officer reads. Returns it.

    by: a coordinator of the session who is not the officer; now: aware datetime. The mark changes in the same transaction, with
    the answer as its reason. Raises Refused without an answer, when it is decided already, and for the mark that stands there.
    """
    session = TrainingSession.objects.locked(half_day.enrolment.session_id)
    require(by, coordinates_session, session)
    rows = ObjectedHalfDay.objects.select_for_update(of=("self",)).select_related("day", "enrolment__officer")
    half_day = rows.get(pk=half_day.pk)
    if half_day.state != ObjectionState.OPEN:
        raise Refused(_("This half-day was decided meanwhile."))
    if by is not None and is_own(half_day.enrolment.officer, by):
        raise Refused(_("This is your own attendance. Another coordinator has to do this."))
    answer = answer.strip()[:LONGEST_ANSWER]
    if not answer:
        raise Refused(_("Write the sentence that the officer reads."))
    action = _corrected(session, half_day, mark, answer, by=by, now=now) if mark else None
    half_day.state = ObjectionState.CORRECTED if mark else ObjectionState.LEFT
    half_day.mark_after, half_day.answer = Mark(mark).value if mark else "", answer
    half_day.decided_by, half_day.decided_at = by, now
    half_day.save(update_fields=["state", "mark_after", "answer", "decided_by", "decided_at"])
    details = {"day": half_day.day_id, "half": half_day.half, "action": action}
    record(by, f"objection.{half_day.state}", half_day.objection, session=session.pk, **details)
    return half_day


def _corrected(session, half_day, mark, answer, *, by, now):
    """Writes the mark by the rule of the session's state; returns the id of the action."""
    where = (half_day.enrolment, half_day.day, half_day.half, mark)
    correct = correct_closed if session.state == SessionState.CLOSED else marking.mark
    marked = correct(*where, by=by, now=now, reason=answer)
    if not marked.count:
        raise Refused(_("This mark is on record already. Choose another one, or leave it as it is."))
    return marked.action


@transaction.atomic
def comment(objection: Objection, text: str, *, by: User, now: datetime) -> ObjectionComment:
    """Adds what somebody saw. Returns the ObjectionComment. by: who teaches or coordinates the session; now: aware datetime.

    Raises Refused without a text, beyond MOST_COMMENTS, and once nothing of the objection waits.
    """
    session = TrainingSession.objects.locked(objection.enrolment.session_id)
    require(by, can_mark_attendance, session)
    if is_own(objection.enrolment.officer, by):
        raise Refused(_("This is your own attendance. What others saw is between them and the coordinators."))
    if not objection.half_days.filter(state=ObjectionState.OPEN).exists():
        raise Refused(_("This objection was decided or taken back meanwhile."))
    if not text.strip():
        raise Refused(_("Write what you saw."))
    if objection.comments.count() >= MOST_COMMENTS:
        raise Refused(_("At most %(most)s comments are kept with an objection.") % numbers(most=MOST_COMMENTS))
    made = objection.comments.create(text=text.strip()[:LONGEST_COMMENT], written_by=by, written_at=now)
    record(by, "objection.commented", objection, session=session.pk, comment=made.pk)
    return made
