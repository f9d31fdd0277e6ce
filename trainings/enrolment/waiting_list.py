"""The waiting list of a session: nominees without a seat, in order. A free seat goes to the first whom the quotas allow."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates_session, require
from accounts.refusal import Refused
from accounts.text.sentences import numbers
from trainings.enrolment.quotas import allocation_of, claims_of
from trainings.models import Enrolment, TrainingSession
from trainings.models.session import TAKES_OFFICERS


@transaction.atomic
def promote_waiting(session: TrainingSession, *, by: User | None) -> list[int]:
    """Gives free seats to the officers on the waiting list, in order, as the quotas allow. Returns the ids of their enrolments.

    by: User or None. They stay nominees until someone confirms them. Called in the transaction of whatever frees a seat (a
    withdrawal, a declined nomination, more seats, other quotas); safe at any time, one query where nobody waits. Once the
    session is over nobody moves.
    """
    session = TrainingSession.objects.locked(session.pk)
    require(by, coordinates_session, session)
    if session.state not in TAKES_OFFICERS or not session.enrolments.waiting().exists():
        return []
    claims = claims_of(session)
    allocation = allocation_of(session, (claim for claim in claims if not claim.waits))
    promoted = [claim.enrolment for claim in claims if claim.enrolment and claim.waits and allocation.try_seat(claim)]
    if promoted:
        session.enrolments.filter(pk__in=promoted).update(place_in_line=None)
        record(by, "nominations.promoted", session, enrolments=promoted)
    return promoted


@transaction.atomic
def move_up(enrolment: Enrolment, *, to: int, reason: str, by: User | None) -> Enrolment:
    """Moves an officer up the waiting list to place `to` (1 is the first). Returns the Enrolment; the reason stays with it.

    by: User or None. Raises Refused without a reason, for someone who does not wait, and for a place that is not ahead.
    """
    session = TrainingSession.objects.locked(enrolment.session_id)
    require(by, coordinates_session, session)
    line = list(session.enrolments.waiting().select_for_update())
    before = next((place for place, waiting in enumerate(line, start=1) if waiting.pk == enrolment.pk), None)
    if session.state not in TAKES_OFFICERS:
        raise Refused(_("The session is over; the waiting list stays as it is."))
    if before is None:
        raise Refused(_("This officer is not on the waiting list any more."))
    if not 1 <= to < before:
        raise Refused(
            _("Choose a place from 1 to %(last)s. The officer is at place %(before)s now.")
            % numbers(last=before - 1, before=before)
            if before > 1
            else _("This officer is the first in line already.")
        )
    if not reason.strip():
        raise Refused(_("Say why the officer moves up."))
    moved = line.pop(before - 1)
    moved.state_reason = reason.strip()
    line.insert(to - 1, moved)
    for place, waiting in enumerate(line, start=1):
        waiting.place_in_line = place
    Enrolment.objects.bulk_update(line, ["place_in_line", "state_reason"], batch_size=500)
    record(by, "nomination.moved_up", moved, before=before, after=to)
    promote_waiting(session, by=by)
    moved.refresh_from_db()
    return moved


def last_place(session: TrainingSession) -> int:
    """Returns the last place that is taken on the waiting list, 0 while nobody waits. One query."""
    last = session.enrolments.waiting().order_by("-place_in_line").values_list("place_in_line", flat=True).first()
    return last or 0
