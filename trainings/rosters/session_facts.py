"""What the check of a roster needs to know of its session."""

from typing import Any

from trainings.enrolment.enrolment import seats_left
from trainings.models import SessionRoster, TrainingSession
from trainings.rosters import entry_check, nominations


def session_facts(
    session_roster: SessionRoster, session: TrainingSession, *, is_applying: bool = False
) -> dict[str, Any]:
    """Returns what the check of a roster needs to know of the session, as keyword arguments of `checked_rows`.

    enrolled: ids of the officers in the session; seated: ids of those who hold a seat as nominees; seats_left: a number, or
    None for a list of nominations, because a nominee without a seat goes on the waiting list. entry: the check of entry rules.
    is_applying: as in `entry_check.check_for`.
    """
    is_nomination = session_roster.nominating_unit_id is not None
    entry = entry_check.check_for(
        session, session_roster.roster_import_id, is_nomination=is_nomination, is_applying=is_applying
    )
    if is_nomination:
        return {"enrolled": nominations.officers_in_session(session), "seats_left": None, "entry": entry}
    seated = session.enrolments.holding_a_seat().proposed()
    return {
        "enrolled": set(session.enrolments.active().values_list("officer_id", flat=True)),
        "seated": set(seated.values_list("officer_id", flat=True)),
        "seats_left": seats_left(session),
        "entry": entry,
    }
