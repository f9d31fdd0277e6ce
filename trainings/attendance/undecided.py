"""Marks that wait until a person decides: kept when they arrive, decided one by one.

A mark from a device waits here when another person's mark is on record, when nobody can say when it was given, when the
half-day took no marks, or when it needs a reason. It is never dropped and never written in silence.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import can_mark_attendance, require
from accounts.refusal import Refused
from accounts.text.sentences import numbers
from trainings.attendance import marking
from trainings.attendance.marking import Marked, Observed
from trainings.models import (
    AttendanceMark,
    Enrolment,
    MarkDecision,
    MarkSource,
    SessionDay,
    TrainingSession,
    UndecidedMark,
    WhyUndecided,
)

SHOWN = 50
# How often a mark of one person for one half-day of one officer is kept for a decision, all told. Who changes their mind needs two
# or three; without an end, one device could fill the table.
MOST_PER_MARK = 10


@transaction.atomic
def put_aside(
    session: TrainingSession,
    day: SessionDay,
    half: str,
    marks: dict[int, str],
    *,
    why: str,
    act: UUID,
    by: User,
    made_at: datetime | None,
    now: datetime,
    reason: str = "",
) -> int:
    """Keeps the marks ({enrolment id: Mark}) of one act of `by` for a person to decide. Returns how many.

    why: WhyUndecided; made_at: aware datetime, None where nobody knows; now: when they arrived. Raises Refused, and keeps none,
    where one of them was kept MOST_PER_MARK times before; the device goes on showing it, with the sentence.
    """
    session = TrainingSession.objects.locked(session.pk)
    require(by, can_mark_attendance, session)
    _refuse_beyond_most(UndecidedMark.objects.filter(enrolment__in=marks, day=day, half=half, made_by=by))
    _overtake(UndecidedMark.objects.filter(enrolment__in=marks, day=day, half=half), by=by, now=now)
    UndecidedMark.objects.bulk_create(
        UndecidedMark(
            enrolment_id=pk,
            day=day,
            half=half,
            mark=mark,
            reason=reason,
            why=why,
            act=act,
            made_by=by,
            made_at=made_at,
            received_at=now,
        )
        for pk, mark in marks.items()
    )
    record(by, "attendance.put_aside", session, act=act, day=day.pk, half=half, why=why, count=len(marks))
    return len(marks)


@transaction.atomic
def decide(undecided: int, *, take: bool, by: User | None, now: datetime, reason: str = "") -> Marked:
    """Decides one mark (id): it is written with who gave it and when (take), or what is on record stays. Returns Marked.

    reason: needed where the mark changes a day that was over, or a half-day that had not begun. Raises Refused.
    """
    session_id = UndecidedMark.objects.values_list("enrolment__session", flat=True).get(pk=undecided)
    session = TrainingSession.objects.locked(session_id)
    require(by, can_mark_attendance, session)
    row = UndecidedMark.objects.select_related("enrolment", "day", "made_by").get(pk=undecided)
    if row.decided_at:
        raise Refused(_("This was decided already."))
    marked = Marked()
    if take:
        marked = marking.mark(
            row.enrolment,
            row.day,
            row.half,
            row.mark,
            by=by,
            now=now,
            reason=reason or row.reason,
            source=MarkSource.OFFLINE,
            observed=Observed(row.made_by, row.made_at or now),
        )
    row.decision = MarkDecision.TAKEN if take else MarkDecision.KEPT
    row.decided_by, row.decided_at = by, now
    row.save(update_fields=["decision", "decided_by", "decided_at"])
    record(by, "attendance.decided", session, undecided=row.pk, taken=take, action=marked.action)
    return marked


def overtake(enrolments: Collection[int], day: SessionDay, half: str, *, by: User, now: datetime) -> int:
    """Ends what waits of this person for these officers (ids): a later mark of the same person says more. Returns how many."""
    return _overtake(UndecidedMark.objects.filter(enrolment__in=enrolments, day=day, half=half), by=by, now=now)


def take_back(session: TrainingSession, act: UUID, *, by: User, now: datetime) -> int:
    """Ends what waits of one act of this person in this session, who undid it. Returns how many."""
    return _overtake(UndecidedMark.objects.filter(act=act, enrolment__session=session), by=by, now=now)


def _refuse_beyond_most(rows):
    often = rows.order_by().values("enrolment").annotate(times=Count("pk")).filter(times__gte=MOST_PER_MARK)
    if often.exists():
        raise Refused(
            _(
                "Your mark for this half-day waited for a decision %(most)s times already. Decide the one that waits, or mark "
                "the officer on the page as it stands now."
            )
            % numbers(most=MOST_PER_MARK)
        )


def _overtake(rows, *, by, now):
    own = rows.open().filter(made_by=by)
    return own.update(decision=MarkDecision.OVERTAKEN, decided_by=by, decided_at=now)


def to_decide(session: TrainingSession) -> QuerySet[UndecidedMark]:
    """Returns the UndecidedMarks of a session that nobody has decided, with officer, day and who gave them."""
    rows = UndecidedMark.objects.open().filter(enrolment__session=session)
    return rows.select_related("enrolment__officer", "enrolment__rank", "enrolment__unit", "day", "made_by")


def history(enrolment: Enrolment, day: SessionDay, half: str) -> QuerySet[UndecidedMark]:
    """Returns the latest marks of one officer's half-day that waited for a decision, with who gave and who decided them."""
    rows = UndecidedMark.objects.filter(enrolment=enrolment, day=day, half=half)
    return rows.select_related("made_by", "decided_by").order_by("-pk")[:SHOWN]


def standing(rows: Collection[UndecidedMark]) -> dict[tuple[int, int, str], AttendanceMark]:
    """Returns {(enrolment id, day id, half): the AttendanceMark on record} for these rows. One query."""
    marks = AttendanceMark.objects.filter(enrolment__in={row.enrolment_id for row in rows}).select_related("marked_by")
    return {(mark.enrolment_id, mark.day_id, mark.half): mark for mark in marks}


def counts(sessions: Collection[int]) -> dict[int, int]:
    """Returns {session id: how many marks wait there for a decision}. One query."""
    rows = UndecidedMark.objects.open().filter(enrolment__session__in=sessions).order_by()
    return dict(rows.values_list("enrolment__session").annotate(Count("pk")))


def with_questions(sessions: "QuerySet[TrainingSession]") -> Any:
    """Adds `asks`: whether marks of the session wait for a decision."""
    rows = UndecidedMark.objects.open().filter(enrolment__session=OuterRef("pk"))
    return sessions.annotate(asks=Exists(rows))


def needs_reason(row: UndecidedMark) -> bool:
    """Whether taking the mark needs a reason from whoever decides."""
    return row.why == WhyUndecided.REASON and not row.reason
