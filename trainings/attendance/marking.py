"""Taking attendance: one mark per officer and half-day. The last mark counts; every change is stored with its author and time.

Each function locks the session first, so that two devices never overwrite each other's marks.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import can_mark_attendance, require
from accounts.refusal import Refused
from accounts.text.localised_text import date_text, day_number_text
from trainings.models import (
    AttendanceChange,
    AttendanceMark,
    Enrolment,
    ExcusedHalfDay,
    Half,
    Mark,
    MarkSource,
    SessionDay,
    SessionState,
    TrainingSession,
)
from trainings.sessions.half_days import HalfDay, before_joining, has_begun, has_half
from trainings.sessions.lifecycle import start


class ReasonNeeded(Refused):
    """The day of the mark is over; a change needs a reason."""


class NotBegun(ReasonNeeded):
    """The half-day of the mark is still to begin; a mark needs a reason."""


@dataclass(frozen=True)
class Observed:
    """Who saw what a mark says, and when, where another person decides that it counts."""

    by: User
    at: datetime


@dataclass(frozen=True)
class Held:
    """What a caller has locked and read already in this transaction, so that it is not asked for again.

    session: locked. given: the AttendanceMark on record for the officer's half-day, or None. takes_part: whether the officer does.
    """

    session: TrainingSession
    given: AttendanceMark | None
    takes_part: bool


@dataclass(frozen=True)
class Marked:
    """What one action changed: the number of marks, the id of the action (None when nothing changed).

    left_out: the number of officers who had left the session.
    """

    action: uuid.UUID | None = None
    count: int = 0
    left_out: int = 0


@transaction.atomic
def mark(
    enrolment: Enrolment,
    day: SessionDay,
    half: str,
    mark: str,
    *,
    by: User | None,
    now: datetime,
    reason: str = "",
    source: str = MarkSource.GRID,
    action: uuid.UUID | None = None,
    observed: Observed | None = None,
    held: Held | None = None,
) -> Marked:
    """Marks one officer for one half-day. Returns Marked; the same mark again changes nothing.

    half: Half; mark: Mark; by: User; now: aware datetime of the tap; reason: needed to change a mark after its day, and to give one
    before the half-day begins. action: the id that a device gave to it; observed: who gave the mark and when, where `by` decides
    for it; held: what the caller knows. Raises Refused (ReasonNeeded) with the sentence to show.
    """
    session = held.session if held else TrainingSession.objects.locked(enrolment.session_id)
    session = _open_session(session, day, half, by=by, now=now)
    on_record = {enrolment.pk: held.given} if held and held.takes_part else {} if held else None
    written = {"source": source, "reason": reason, "action": action, "observed": observed, "on_record": on_record}
    marked = _write(session, day, half, {enrolment.pk: mark}, by=by, now=now, **written)
    if marked.left_out:
        raise Refused(_("This officer is not in the session any more."))
    return marked


@transaction.atomic
def mark_sheet(
    session: TrainingSession,
    day: SessionDay,
    half: str,
    marks: Mapping[int, str],
    *,
    by: User | None,
    now: datetime,
    reason: str = "",
    source: str = MarkSource.GRID,
) -> Marked:
    """Marks the officers of `marks` ({enrolment id: Mark}) for one half-day as one action. Returns Marked; raises Refused.

    reason: needed while the half-day has not begun. Officers who left the session meanwhile are skipped and counted.
    """
    session = _open_session(TrainingSession.objects.locked(session.pk), day, half, by=by, now=now)
    return _write(session, day, half, marks, by=by, now=now, reason=reason, source=source)


@transaction.atomic
def mark_column(
    session: TrainingSession,
    day: SessionDay,
    half: str,
    mark: str,
    *,
    by: User | None,
    now: datetime,
    reason: str = "",
    source: str = MarkSource.GRID,
    action: uuid.UUID | None = None,
    only: Collection[int] | None = None,
) -> Marked:
    """Sets `mark` for all officers without a mark in this half-day, as one action. Returns Marked; raises Refused.

    Who is excused is left out, unless `mark` is excused: nobody saw whether they came all the same. reason: needed while the half-day has
    not begun. only: the enrolments (ids) whom a device showed without a mark. action: the id that the device gave to it. The number of
    queries does not grow with the officers (SQLite writes about a hundred rows per statement).
    """
    session = _open_session(TrainingSession.objects.locked(session.pk), day, half, by=by, now=now)
    given = AttendanceMark.objects.filter(enrolment=OuterRef("pk"), day=day, half=half)
    here = session.enrolments.active().with_late_entry().order_by().filter(~Exists(given))
    if mark != Mark.EXCUSED:
        here = here.filter(~Exists(ExcusedHalfDay.objects.granted_to(OuterRef("pk"), day, half)))
    waiting = dict(here.values_list("pk", "came_later"))
    # Nobody saw those who joined later.
    later = before_joining([HalfDay(day, Half(half))]) if any(waiting.values()) else {}
    wanted = {pk: mark for pk in waiting if not later.get(pk) and (only is None or pk in only)}
    written = {"source": source, "reason": reason, "action": action, "blanket": True}
    return _write(session, day, half, wanted, by=by, now=now, **written)


@transaction.atomic
def undo(
    action: uuid.UUID, *, by: User | None, now: datetime, undoing: uuid.UUID | None = None, partly: bool = False
) -> Marked:
    """Undoes one action: restores every mark with its earlier author and time. Returns Marked.

    action: the id from Marked; by: User; now: aware datetime; undoing: the id that a device gave to it. Raises Refused when
    one of the marks was changed since (partly: leaves that mark and undoes the others), when it was undone already, on a
    later day, and when the session takes no marks.
    """
    bearing = AttendanceChange.objects.filter(action=action).order_by("pk")
    first = bearing.select_related("enrolment", "day").first()
    if first is None:
        raise Refused(_("There is nothing to undo."))
    day, half = first.day, first.half
    session = TrainingSession.objects.locked(first.enrolment.session_id)
    session = _open_session(session, day, half, by=by, now=now)
    # A device chooses the ids of its acts. What bears the same id in another half-day is no part of this action.
    changes = list(bearing.filter(day=day, half=half))
    if partly:
        since = _changed_since(changes, day, half)
        changes = [change for change in changes if change.enrolment_id not in since]
        if not changes:
            return Marked()
    _refuse_undoing(changes, day, half, now=now)
    earlier = _earlier_changes(changes, day, half)
    _restore(changes, earlier, by=by, now=now)
    undoing = _save_changes(
        [(change.enrolment_id, change.after, change.before) for change in changes],
        day,
        half,
        by=by,
        now=now,
        source=MarkSource.GRID,
        undoes=action,
        action=undoing,
    )
    record(by, "attendance.undone", session, action=undoing, undoes=action, day=day.pk, half=half, count=len(changes))
    return Marked(undoing, len(changes))


def history(enrolment: Enrolment, day: SessionDay, half: str) -> QuerySet[AttendanceChange]:
    """Returns the AttendanceChanges of one officer's half-day, the latest first, each with who made it."""
    return AttendanceChange.objects.filter(enrolment=enrolment, day=day, half=half).select_related("changed_by")


def why_closed(session: TrainingSession, day: SessionDay, half: str, *, today: date) -> str:
    """Returns the sentence why this half-day takes no marks today (a date in Dhaka), or "" when it does."""
    words = {"number": day_number_text(day.number, get_language()), "date": date_text(day.date, get_language())}
    if session.state == SessionState.CLOSED:
        return _("This session is closed. A coordinator can correct a mark, with a reason.")
    if session.state == SessionState.CANCELLED:
        return _("This session was cancelled.")
    if session.state == SessionState.DRAFT:
        return _("This session is still a draft. Marks can be given once it is scheduled and has begun.")
    if day.date > today:
        return _("Day %(number)s is on %(date)s; marks can be given from that day on.") % words
    if not has_half(day, half):
        return (
            _("Day %(number)s has no morning.") if half == Half.MORNING else _("Day %(number)s has no afternoon.")
        ) % words
    return ""


def not_begun_sentence(half_day: HalfDay) -> str:
    """Returns the sentence of a half-day that is still to begin."""
    return _("%(half_day)s has not begun. Say why it is marked already.") % {"half_day": half_day.name}


def can_undo(changes: Sequence[AttendanceChange], *, now: datetime) -> bool:
    """Whether the changes of one action (all of one half-day) can still be undone. Two queries."""
    try:
        _refuse_undoing(changes, changes[0].day_id, changes[0].half, now=now)
    except Refused:
        return False
    return True


def _open_session(session, day, half, *, by, now):
    """Returns the session, which is locked; raises Refused unless it accepts marks for this half-day.

    A scheduled session whose first day has come is started.
    """
    require(by, can_mark_attendance, session)
    if day.session_id != session.pk:
        raise Refused(_("This day belongs to another session."))
    today = timezone.localdate(now)
    sentence = why_closed(session, day, half, today=today)
    if sentence:
        raise Refused(sentence)
    if session.state == SessionState.SCHEDULED:
        session = start(session, by=by, today=today)
    return session


def _write(
    session, day, half, wanted, *, by, now, reason, source, action=None, blanket=False, observed=None, on_record=None
):
    """Writes the marks of {enrolment id: Mark} that differ from those on record. The session is locked.

    observed: who gave the marks and when, where `by` decides for them now. on_record: {enrolment id: AttendanceMark or None} of
    those who take part, where it is known. Three queries and the audit entry.
    """
    observed = observed or Observed(by, now)
    known = _on_record(session, wanted, day, half) if on_record is None else on_record
    left_out = len(wanted) - len(known)
    before = {pk: given.mark if given else "" for pk, given in known.items()}
    changes = [(pk, before[pk], Mark(mark).value) for pk, mark in wanted.items() if pk in before and before[pk] != mark]
    if not changes:
        return Marked(left_out=left_out)
    changed = [(pk, before, after) for pk, before, after in changes if before]
    early = not has_begun(day, half, observed.at)
    if early and not reason.strip():
        raise NotBegun(not_begun_sentence(HalfDay(day, Half(half))))
    late = bool(changed) and timezone.localdate(observed.at) > day.date
    if late and not reason.strip():
        raise ReasonNeeded(
            _("%(date)s is over. Say why the mark changes.") % {"date": date_text(day.date, get_language())}
        )
    _upsert(
        AttendanceMark(
            enrolment_id=pk,
            day=day,
            half=half,
            mark=after,
            source=source,
            marked_by=observed.by,
            marked_at=observed.at,
            is_blanket=blanket,
        )
        for pk, _before, after in changes
    )
    written = {"source": source, "reason": reason.strip(), "action": action, "blanket": blanket}
    action = _save_changes(changes, day, half, by=by, now=now, **written)
    details = {"action": action, "day": day.pk, "half": half, "count": len(changes), "source": source}
    if early:
        record(by, "attendance.marked_early", session, **details)
    elif late:
        record(by, "attendance.corrected", session, **details, changes=changed)
    else:
        record(by, "attendance.marked", session, **details)
    return Marked(action, len(changes), left_out)


def _on_record(session, enrolments, day, half):
    """Returns {enrolment id: its AttendanceMark in this half-day, or None} for those who take part."""
    rows = session.enrolments.active().with_mark(day, half).filter(pk__in=enrolments).order_by()
    return {row.pk: getattr(row, "given", None) for row in rows}


def _save_changes(changes, day, half, *, by, now, source, reason="", undoes=None, action=None, blanket=False):
    """Writes the history of (enrolment id, before, after) under one action (given or new) and returns its id."""
    action = action or uuid.uuid4()
    AttendanceChange.objects.bulk_create(
        AttendanceChange(
            enrolment_id=pk,
            day=day,
            half=half,
            before=before,
            after=after,
            reason=reason,
            source=source,
            action=action,
            undoes=undoes,
            changed_by=by,
            changed_at=now,
            is_blanket=blanket,
        )
        for pk, before, after in changes
    )
    return action


def _refuse_undoing(changes, day, half, *, now):
    action = changes[0].action
    if AttendanceChange.objects.filter(undoes=action).exists():
        raise Refused(_("This was undone already."))
    if timezone.localdate(changes[0].changed_at) != timezone.localdate(now):
        raise Refused(_("This can be undone on the same day only. Correct the mark and say why."))
    if _changed_since(changes, day, half):
        raise Refused(_("A mark was changed since, so this can't be undone. Change the marks one by one."))


def _changed_since(changes, day, half):
    """Returns the enrolments (ids) whose mark was changed after these changes, or seen by somebody after a blanket one."""
    officers = [change.enrolment_id for change in changes]
    later = AttendanceChange.objects.filter(enrolment__in=officers, day=day, half=half, pk__gt=changes[0].pk)
    since = set(later.exclude(action=changes[0].action).values_list("enrolment", flat=True))
    if changes[0].is_blanket:
        seen = AttendanceMark.objects.filter(enrolment__in=officers, day=day, half=half, is_blanket=False)
        since |= set(seen.values_list("enrolment", flat=True))
    return since


def _earlier_changes(changes, day, half):
    """Returns {enrolment id: the change before this action}, with the author and time of the mark to restore."""
    officers = [change.enrolment_id for change in changes]
    rows = AttendanceChange.objects.filter(enrolment__in=officers, day=day, half=half, pk__lt=changes[0].pk).order_by(
        "pk"
    )
    return {row.enrolment_id: row for row in rows}


def _restore(changes, earlier, *, by, now):
    day, half = changes[0].day_id, changes[0].half
    new = [change.enrolment_id for change in changes if not change.before]
    AttendanceMark.objects.filter(enrolment__in=new, day=day, half=half).delete()
    _upsert(
        AttendanceMark(
            enrolment_id=change.enrolment_id,
            day_id=day,
            half=half,
            mark=change.before,
            **_original_author(earlier.get(change.enrolment_id), by=by, now=now),
        )
        for change in changes
        if change.before
    )


def _original_author(earlier, *, by, now):
    """Returns the source, author and time of a restored mark; for a mark without history, those of the undo."""
    if earlier is None:
        return {"source": MarkSource.GRID, "marked_by": by, "marked_at": now}
    return {
        "source": earlier.source,
        "marked_by_id": earlier.changed_by_id,
        "marked_at": earlier.changed_at,
        "is_blanket": earlier.is_blanket,
    }


def _upsert(marks):
    AttendanceMark.objects.bulk_create(
        marks,
        update_conflicts=True,
        unique_fields=["enrolment", "day", "half"],
        update_fields=["mark", "source", "marked_by", "marked_at", "is_blanket"],
    )
