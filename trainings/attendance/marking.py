"""Taking attendance: one mark per officer and half-day. The last mark counts; every change is stored with its author and time.

Each function locks the session first, so that two devices never overwrite each other's marks.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import can_mark_attendance, require
from accounts.refusal import Refused
from accounts.text.localised_text import date_text, day_number_text, time_text
from trainings.models import (
    AttendanceChange,
    AttendanceMark,
    Enrolment,
    Half,
    Mark,
    MarkSource,
    SessionDay,
    SessionState,
    TrainingSession,
)
from trainings.sessions.half_days import has_half
from trainings.sessions.lifecycle import start

# How long a device may hold a mark before it must be given again by someone who is present.
LONGEST_DELAY = timedelta(days=3)


class ReasonNeeded(Refused):
    """The day of the mark is over; a change needs a reason."""


class Overtaken(Refused):
    """A mark that waited on a device is older than the one on record."""


@dataclass(frozen=True)
class Marked:
    """What one action changed: the number of marks, the id of the action (None when nothing changed).

    left_out: the number of officers who had left the session.
    """

    action: uuid.UUID | None = None
    count: int = 0
    left_out: int = 0


def tapped_at(seconds_ago: float, now: datetime) -> datetime:
    """Returns the time (aware datetime) of a mark that waited on a device for `seconds_ago`, by the clock of the server.

    Devices send a duration instead of a time, because their clocks are often wrong. Raises Refused beyond LONGEST_DELAY.
    """
    waited = timedelta(seconds=max(0, min(seconds_ago, LONGEST_DELAY.total_seconds() + 1)))
    if waited > LONGEST_DELAY:
        raise Refused(_("This mark waited on the device for more than 3 days. Give it again."))
    return now - waited


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
) -> Marked:
    """Marks one officer for one half-day. Returns Marked; the same mark again changes nothing.

    half: Half; mark: Mark; by: User; now: aware datetime of the tap; reason: needed to change a mark after its day.
    Raises Refused (ReasonNeeded, Overtaken) with the sentence to show.
    """
    session = _open_session(enrolment.session_id, day, half, by=by, now=now)
    marked = _write(session, day, half, {enrolment.pk: mark}, by=by, now=now, reason=reason, source=source)
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
    source: str = MarkSource.GRID,
) -> Marked:
    """Marks the officers of `marks` ({enrolment id: Mark}) for one half-day as one action. Returns Marked; raises Refused.

    Officers who left the session meanwhile are skipped and counted.
    """
    session = _open_session(session.pk, day, half, by=by, now=now)
    return _write(session, day, half, marks, by=by, now=now, reason="", source=source)


@transaction.atomic
def mark_column(
    session: TrainingSession, day: SessionDay, half: str, mark: str, *, by: User | None, now: datetime
) -> Marked:
    """Sets `mark` for all officers without a mark in this half-day, as one action. Returns Marked; raises Refused.

    The number of queries does not grow with the officers (SQLite writes about a hundred rows per statement).
    """
    session = _open_session(session.pk, day, half, by=by, now=now)
    given = AttendanceMark.objects.filter(enrolment=OuterRef("pk"), day=day, half=half)
    waiting = session.enrolments.active().order_by().filter(~Exists(given)).values_list("pk", flat=True)
    return _write(session, day, half, dict.fromkeys(waiting, mark), by=by, now=now, reason="", source=MarkSource.GRID)


@transaction.atomic
def undo(action: uuid.UUID, *, by: User | None, now: datetime) -> Marked:
    """Undoes one action: restores every mark with its earlier author and time. Returns Marked.

    action: the id from Marked; by: User; now: aware datetime. Raises Refused when one of the marks was changed since,
    when it was undone already, on a later day, and when the session takes no marks.
    """
    first = AttendanceChange.objects.filter(action=action).select_related("enrolment", "day").first()
    if first is None:
        raise Refused(_("There is nothing to undo."))
    day, half = first.day, first.half
    session = _open_session(first.enrolment.session_id, day, half, by=by, now=now)
    changes = list(AttendanceChange.objects.filter(action=action).order_by("pk"))
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
        return _("This session is closed. A coordinator can reopen it.")
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


def can_undo(changes: Sequence[AttendanceChange], *, now: datetime) -> bool:
    """Whether the changes of one action (all of one half-day) can still be undone. Two queries."""
    try:
        _refuse_undoing(changes, changes[0].day_id, changes[0].half, now=now)
    except Refused:
        return False
    return True


def _open_session(session_id, day, half, *, by, now):
    """Locks the session and returns it; raises Refused unless it accepts marks for this half-day.

    A scheduled session whose first day has come is started.
    """
    session = TrainingSession.objects.locked(session_id)
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


def _write(session, day, half, wanted, *, by, now, reason, source):
    """Writes the marks of {enrolment id: Mark} that differ from those on record. The session is locked.

    Four queries and the audit entry.
    """
    known = {
        mark.enrolment_id: mark for mark in AttendanceMark.objects.filter(enrolment__in=wanted, day=day, half=half)
    }
    present = set(Enrolment.objects.filter(session=session, pk__in=wanted).active().values_list("pk", flat=True))
    left_out = len(wanted) - len(present)
    changes = [
        (pk, known[pk].mark if pk in known else "", Mark(mark).value)
        for pk, mark in wanted.items()
        if pk in present and (pk not in known or known[pk].mark != mark)
    ]
    if not changes:
        return Marked(left_out=left_out)
    changed = [(pk, before, after) for pk, before, after in changes if before]
    if source == MarkSource.OFFLINE:
        _refuse_older_than([known[pk] for pk, _before, _after in changed], now)
    late = bool(changed) and timezone.localdate(now) > day.date
    if late and not reason.strip():
        raise ReasonNeeded(
            _("%(date)s is over. Say why the mark changes.") % {"date": date_text(day.date, get_language())}
        )
    _upsert(
        AttendanceMark(enrolment_id=pk, day=day, half=half, mark=after, source=source, marked_by=by, marked_at=now)
        for pk, _before, after in changes
    )
    action = _save_changes(changes, day, half, by=by, now=now, source=source, reason=reason.strip())
    details = {"action": action, "day": day.pk, "half": half, "count": len(changes), "source": source}
    if late:
        record(by, "attendance.corrected", session, **details, changes=changed)
    else:
        record(by, "attendance.marked", session, **details)
    return Marked(action, len(changes), left_out)


def _save_changes(changes, day, half, *, by, now, source, reason="", undoes=None):
    """Writes the history of (enrolment id, before, after) under one new action and returns its id."""
    action = uuid.uuid4()
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
        )
        for pk, before, after in changes
    )
    return action


def _refuse_older_than(marks, moment):
    newer = next((mark for mark in marks if mark.marked_at > moment), None)
    if newer:
        words = {"time": time_text(newer.marked_at, get_language()), "mark": newer.get_mark_display()}
        raise Overtaken(
            _("This mark waited on the device. A later mark is on record: %(mark)s, given at %(time)s.") % words
        )


def _refuse_undoing(changes, day, half, *, now):
    action = changes[0].action
    if AttendanceChange.objects.filter(undoes=action).exists():
        raise Refused(_("This was undone already."))
    if timezone.localdate(changes[0].changed_at) != timezone.localdate(now):
        raise Refused(_("This can be undone on the same day only. Correct the mark and say why."))
    officers = [change.enrolment_id for change in changes]
    since = AttendanceChange.objects.filter(enrolment__in=officers, day=day, half=half, pk__gt=changes[0].pk)
    if since.exclude(action=action).exists():
        raise Refused(_("A mark was changed since, so this can't be undone. Change the marks one by one."))


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
    return {"source": earlier.source, "marked_by_id": earlier.changed_by_id, "marked_at": earlier.changed_at}


def _upsert(marks):
    AttendanceMark.objects.bulk_create(
        marks,
        update_conflicts=True,
        unique_fields=["enrolment", "day", "half"],
        update_fields=["mark", "source", "marked_by", "marked_at"],
    )
