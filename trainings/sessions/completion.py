"""Who completed a session: computed from attendance by the rule of the course, or decided by hand with a reason."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db import transaction
from django.db.models import Case, Count, IntegerField, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import can_close, require
from accounts.refusal import Refused
from trainings.models import Enrolment, EnrolmentState, Mark, SessionDay, SessionState, TrainingSession
from trainings.sessions.half_days import taught


class Outcome(NamedTuple):
    """Half-days attended, half-days held, and whether that (or a decision by hand) completes the course."""

    attended: int
    held: int
    completes: bool


class CompletionStatus(NamedTuple):
    """The result of an officer so far, before the session is closed."""

    attended: int
    marked: int
    held: int
    needed: int
    completes: bool
    by_hand: bool

    @property
    def open(self) -> bool:
        """Marks still to come can change the result."""
        return not self.by_hand and not self.completes and self.attended + (self.held - self.marked) >= self.needed > 0


def attended(marks: Iterable[str], *, late_counts: bool) -> int:
    """Returns how many of the marks count as attended: present, and late where the course says so. Excused does not."""
    counting = {Mark.PRESENT, Mark.LATE} if late_counts else {Mark.PRESENT}
    return sum(mark in counting for mark in marks)


def completed(attended: int, held: int, *, required_share: int) -> bool:
    """Whether `attended` of `held` half-days reach the share needed (per cent). Nothing held completes nothing."""
    return held > 0 and attended * 100 >= required_share * held


def needed(held: int, *, required_share: int) -> int:
    """Returns the fewest half-days that complete the course."""
    return -(-held * required_share // 100)


def completion_statuses(session: TrainingSession) -> Mapping[int, CompletionStatus]:
    """Returns the CompletionStatus of every officer who was not withdrawn, by enrolment id. One query."""
    halves = (
        SessionDay.objects.filter(session=OuterRef("session"))
        .order_by()
        .values("session")
        .annotate(
            halves=Sum(
                Case(When(has_morning=True, then=1), default=0) + Case(When(has_afternoon=True, then=1), default=0),
                output_field=IntegerField(),
            )
        )
        .values("halves")
    )
    counting = Q(marks__mark=Mark.PRESENT) | Q(marks__mark=Mark.LATE, session__course__late_counts=True)
    rows = (
        Enrolment.objects.filter(session=session)
        .active()
        .order_by()
        .annotate(
            attended=Count("marks", filter=taught("marks__") & counting),
            marked=Count("marks", filter=taught("marks__")),
            held=Coalesce(Subquery(halves), Value(0)),
        )
        .values_list("pk", "state", "is_override", "session__course__required_share", "attended", "marked", "held")
    )
    return {
        pk: CompletionStatus(
            attended=attended,
            marked=marked,
            held=held,
            needed=needed(held, required_share=share),
            completes=(
                state == EnrolmentState.COMPLETED if by_hand else completed(attended, held, required_share=share)
            ),
            by_hand=by_hand,
        )
        for pk, state, by_hand, share, attended, marked, held in rows
    }


def work_out(session: TrainingSession) -> dict[int, Outcome]:
    """Returns {enrolment id: Outcome} of every officer who was not withdrawn. One query."""
    return {pk: Outcome(row.attended, row.held, row.completes) for pk, row in completion_statuses(session).items()}


def save_results(session: TrainingSession) -> tuple[int, int]:
    """Writes the outcome into the enrolments; returns (completed, not completed).

    For closing, inside its transaction.
    """
    outcomes = work_out(session)
    enrolments = list(Enrolment.objects.filter(pk__in=outcomes))
    for enrolment in enrolments:
        enrolment.half_days_attended, enrolment.half_days_held, completes = outcomes[enrolment.pk]
        enrolment.state = EnrolmentState.COMPLETED if completes else EnrolmentState.NOT_COMPLETED
    Enrolment.objects.bulk_update(enrolments, ["state", "half_days_attended", "half_days_held"], batch_size=500)
    completing = sum(outcome.completes for outcome in outcomes.values())
    return completing, len(outcomes) - completing


def clear_results(session: TrainingSession) -> None:
    """Takes the outcome out of the enrolments again; decisions by hand stay. For reopening, inside its transaction."""
    enrolments = Enrolment.objects.filter(session=session).active()
    enrolments.update(half_days_attended=None, half_days_held=None)
    enrolments.filter(is_override=False).update(state=EnrolmentState.CONFIRMED)


@transaction.atomic
def decide_by_hand(enrolment: Enrolment, *, completes: bool, by: User | None, reason: str) -> Enrolment:
    """Decides for one officer whatever attendance says; closing respects it. Returns the Enrolment.

    completes: bool. by: User or None. reason: why, in words. Raises Refused without a reason, for a withdrawn
    officer, and once the session is closed or cancelled.
    """
    enrolment = _open_for_decision(enrolment, by)
    if not reason.strip():
        raise Refused(_("Say why this is decided by hand."))
    before = enrolment.state
    enrolment.state = EnrolmentState.COMPLETED if completes else EnrolmentState.NOT_COMPLETED
    enrolment.state_reason, enrolment.is_override = reason.strip(), True
    enrolment.save(update_fields=["state", "state_reason", "is_override"])
    record(by, "enrolment.decided", enrolment, before=before, after=enrolment.state)
    return enrolment


@transaction.atomic
def leave_to_attendance(enrolment: Enrolment, *, by: User | None) -> Enrolment:
    """Takes a decision by hand back, so that attendance decides again. Returns the Enrolment; Refused as above."""
    enrolment = _open_for_decision(enrolment, by)
    if not enrolment.is_override:
        raise Refused(_("Attendance decides for this officer already."))
    before = enrolment.state
    enrolment.state, enrolment.state_reason, enrolment.is_override = EnrolmentState.CONFIRMED, "", False
    enrolment.save(update_fields=["state", "state_reason", "is_override"])
    record(by, "enrolment.left_to_attendance", enrolment, before=before, after=enrolment.state)
    return enrolment


def _open_for_decision(enrolment, by):
    """Locks the session, then the enrolment, as every verb does; refuses what cannot be decided any more."""
    session = TrainingSession.objects.locked(enrolment.session_id)
    require(by, can_close, session)
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if session.state == SessionState.CLOSED:
        raise Refused(_("This session is closed. A coordinator can reopen it."))
    if session.state == SessionState.CANCELLED:
        raise Refused(_("This session was cancelled."))
    if enrolment.state == EnrolmentState.WITHDRAWN:
        raise Refused(_("This officer was withdrawn from the session."))
    if enrolment.state == EnrolmentState.NOMINATED:
        raise Refused(_("This officer is only proposed so far. Confirm the nomination first."))
    return enrolment
