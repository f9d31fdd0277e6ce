"""Who completed a session: computed from attendance by the rule of the session, or decided by hand with a reason."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import can_close, require
from accounts.refusal import Refused
from trainings.curriculum.completion_rule import completed, counts_as_attended, needed, share_required
from trainings.curriculum.required_modules import misses_required
from trainings.models import Enrolment, EnrolmentState, MadeUpHalfDay, SessionDay, SessionState, TrainingSession
from trainings.sessions.half_days import before_joining, half_days_of, taught


class Outcome(NamedTuple):
    """Half-days attended, here or made up in another session; half-days in the timetable (`held`); whether that (or a decision by
    hand) completes the course.
    """

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
    misses_required: bool = False

    @property
    def open(self) -> bool:
        """Marks still to come can change the result."""
        left = self.held - self.marked
        return not self.by_hand and not self.completes and left > 0 and self.attended + left >= self.needed > 0

    @property
    def lacks_required(self) -> bool:
        """Enough half-days, but not all of those with a required module."""
        return not self.by_hand and self.misses_required and self.attended >= self.needed > 0


def completion_statuses(
    session: TrainingSession, among: Collection[int] | None = None
) -> Mapping[int, CompletionStatus]:
    """Returns the CompletionStatus of every officer who takes part (neither nominated only nor withdrawn), by enrolment id.

    among: ids of enrolments, for a page of them; None for everyone. One query; more where somebody joined later. Half-days before an
    officer joined count as held and not attended.
    """
    rows = _with_half_days(session).with_late_entry()
    if among is not None:
        rows = rows.filter(pk__in=among)
    columns = ("pk", "state", "is_override", "share", "attended", "marked", "held", "came_later", "misses_required")
    found = list(rows.values_list(*columns))
    somebody_later = any(came_later for *_others, came_later, _misses in found)
    later = before_joining(half_days_of(session.days.all())) if somebody_later else {}
    return {
        pk: CompletionStatus(
            attended=attended,
            # Half-days before an officer joined are as settled as those with a mark.
            marked=marked + len(later.get(pk, ())),
            held=held,
            needed=needed(held, required_share=share),
            completes=(
                state == EnrolmentState.COMPLETED
                if by_hand
                else completed(attended, held, required_share=share, misses_required=misses)
            ),
            by_hand=by_hand,
            misses_required=misses,
        )
        for pk, state, by_hand, share, attended, marked, held, _came_later, misses in found
    }


class Totals(NamedTuple):
    """What the CompletionStatuses of a session add up to: officers, half-days attended and held, and how many complete."""

    officers: int
    attended: int
    held: int
    completing: int


def totals(session: TrainingSession) -> Totals:
    """Returns the Totals of those who take part in a session, added up by the database. One query."""
    # As `completed`, which says it of one officer.
    enough = Q(is_override=False, held__gt=0, attended_of_100__gte=F("held") * F("share"))
    by_attendance = enough & Q(misses_required=False)
    completes = Q(is_override=True, state=EnrolmentState.COMPLETED) | by_attendance
    rows = _with_half_days(session).annotate(attended_of_100=F("attended") * 100)
    found = rows.annotate(completes=Case(When(completes, then=1), default=0)).aggregate(
        Count("pk"), Sum("attended"), Sum("held"), Sum("completes")
    )
    return Totals(*(found[name] or 0 for name in ("pk__count", "attended__sum", "held__sum", "completes__sum")))


def _with_half_days(session: TrainingSession) -> Any:
    """Those who take part, each with how many half-days were `attended`, `marked` and `held`, the `share` needed, and
    whether a required module was missed; in no order."""
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
    return (
        Enrolment.objects.filter(session=session)
        .active()
        .order_by()
        .annotate(
            attended=Count("marks", filter=taught("marks__") & counts_as_attended())
            + MadeUpHalfDay.objects.number_of(OuterRef("pk")),
            marked=Count("marks", filter=taught("marks__")),
            held=Coalesce(Subquery(halves), Value(0)),
            share=share_required(),
            misses_required=misses_required(session),
        )
    )


def work_out(session: TrainingSession) -> dict[int, Outcome]:
    """Returns {enrolment id: Outcome} of every officer who takes part. One query; more where somebody joined later."""
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


def save_result_of(enrolment: Enrolment, session: TrainingSession) -> Enrolment:
    """Writes the outcome of one officer of a closed session anew; a decision by hand stays. Returns the Enrolment.

    For a correction after closing, inside its transaction, the session locked.
    """
    status = completion_statuses(session, among=[enrolment.pk])[enrolment.pk]
    enrolment.half_days_attended, enrolment.half_days_held = status.attended, status.held
    enrolment.state = EnrolmentState.COMPLETED if status.completes else EnrolmentState.NOT_COMPLETED
    enrolment.save(update_fields=["state", "half_days_attended", "half_days_held"])
    return enrolment


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
