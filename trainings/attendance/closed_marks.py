"""Correcting a mark of a closed session: by a coordinator, with a reason. The result follows at once, and its change is stored.

Who completed is fixed by closing, and certificates say it. So a correction is one officer, one half-day, one reason; what it changes of
the result is written down for whoever decides about the certificate (ResultChange). No certificate changes by it.
"""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates_session, require
from accounts.refusal import Refused
from participants.officers.same_person import is_own
from trainings.attendance.marking import Marked
from trainings.models import (
    PARTICIPATES,
    AttendanceChange,
    AttendanceMark,
    Enrolment,
    Mark,
    MarkSource,
    SessionDay,
    SessionState,
    TrainingSession,
)
from trainings.models.result_change import LONGEST_REASON
from trainings.sessions.half_days import has_half
from trainings.sessions.result_changes import save_result_again


@transaction.atomic
def correct_closed(
    enrolment: Enrolment, day: SessionDay, half: str, mark: str, *, by: User | None, now: datetime, reason: str
) -> Marked:
    """Corrects one mark of a closed session and works out the result of the officer anew. Returns Marked.

    half: Half; mark: Mark; by: a coordinator of the session who is not the officer; now: aware datetime; reason: why, in words. The
    same mark changes nothing. Raises Refused with the sentence to show.
    """
    session = TrainingSession.objects.locked(enrolment.session_id, "course")
    require(by, coordinates_session, session)
    enrolment = Enrolment.objects.select_for_update(of=("self",)).select_related("officer").get(pk=enrolment.pk)
    refuse_wrong_correction(enrolment, session, day, half, by=by)
    if not reason.strip():
        raise Refused(_("This session is closed. Say why the mark changes."))
    given = AttendanceMark.objects.filter(enrolment=enrolment, day=day, half=half).first()
    before = given.mark if given else ""
    if before == mark:
        return Marked()
    action = _write(enrolment, day, half, before, Mark(mark).value, by=by, now=now, reason=reason.strip())
    state_before = enrolment.state
    enrolment = save_result_again(enrolment, session, day, half, (before, mark), by=by, now=now)
    record(
        by,
        "attendance.corrected_after_closing",
        enrolment,
        action=action,
        day=day.pk,
        half=half,
        before=before,
        after=mark,
        state_before=state_before,
        state_after=enrolment.state,
    )
    return Marked(action, 1)


def refuse_wrong_correction(
    enrolment: Enrolment, session: TrainingSession, day: SessionDay, half: str, *, by: User | None
) -> None:
    """Raises Refused where no mark of a closed session can be corrected: another state, day or officer, or one's own mark."""
    if session.state != SessionState.CLOSED:
        raise Refused(_("This session is not closed. Correct the mark in its register."))
    if day.session_id != session.pk or not has_half(day, half):
        raise Refused(_("This half-day does not belong to the session."))
    if enrolment.state not in PARTICIPATES:
        raise Refused(_("This officer is not in the session any more."))
    if by is not None and is_own(enrolment.officer, by):
        raise Refused(_("This is your own attendance. Another coordinator has to do this."))


def _write(enrolment, day, half, before, after, *, by, now, reason):
    """Writes the mark and its history; returns the id of the action."""
    written = {"mark": after, "source": MarkSource.GRID, "marked_by": by, "marked_at": now, "is_blanket": False}
    AttendanceMark.objects.update_or_create(enrolment=enrolment, day=day, half=half, defaults=written)
    change = AttendanceChange.objects.create(
        enrolment=enrolment,
        day=day,
        half=half,
        before=before,
        after=after,
        reason=reason[:LONGEST_REASON],
        action=uuid.uuid4(),
        changed_by=by,
        changed_at=now,
    )
    return change.action
