"""What changes of a result after its session was closed: worked out anew, and stored for whoever decides about certificates."""

from datetime import datetime
from typing import Any

from accounts.models import User
from accounts.permissions import coordinates_session, require
from trainings.models import Enrolment, ResultChange, SessionDay, TrainingSession
from trainings.sessions.completion import save_result_of


def save_result_again(
    enrolment: Enrolment,
    session: TrainingSession,
    day: SessionDay,
    half: str,
    marks: tuple[str, str],
    *,
    by: User | None,
    now: datetime,
) -> Enrolment:
    """Works out the result of an officer of a closed session and stores what a certificate could say otherwise by it.

    That is who completes, and whether the officer was there at all. marks: the mark of the half-day before and after; the same twice
    where it was made up elsewhere. by: a coordinator. Returns the Enrolment. In the caller's transaction, the session locked.
    """
    require(by, coordinates_session, session)
    state, attended = enrolment.state, enrolment.half_days_attended or 0
    enrolment = save_result_of(enrolment, session)
    if state == enrolment.state and bool(attended) == bool(enrolment.half_days_attended):
        return enrolment
    facts: dict[str, Any] = {"state_before": state, "state_after": enrolment.state, "changed_by": by, "changed_at": now}
    facts |= {"attended_before": attended, "attended_after": enrolment.half_days_attended}
    facts |= {"mark_before": marks[0], "mark_after": marks[1], "held": enrolment.half_days_held}
    ResultChange.objects.create(enrolment=enrolment, day=day, half=half, **facts)
    return enrolment
