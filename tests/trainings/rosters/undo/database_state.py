"""What an import may touch, as data, to be compared before and after."""

from jobs.requesting import run_now
from participants.models import (
    DistinctPair,
    FormerNumber,
    Merge,
    Officer,
    OfficerKey,
    Posting,
)
from participants.row_snapshots import as_data
from trainings.models import AttendanceChange, AttendanceMark, Enrolment
from trainings.rosters import undo

TABLES = (
    Officer,
    Posting,
    DistinctPair,
    FormerNumber,
    Merge,
    Enrolment,
    AttendanceMark,
    AttendanceChange,
)


def database_state():
    """Returns {table: its rows as data}. History and audit trail are not in it: they only grow."""
    tables = {model.__name__: [as_data(row) for row in model.objects.order_by("pk")] for model in TABLES}
    # Worked out anew whenever an officer changes.
    tables["OfficerKey"] = sorted(OfficerKey.objects.values_list("officer", "key"))
    return tables


def undone(roster, *, by, keep_blocked=False):
    """Takes a roster back, to the end of the work. Returns the RosterImport."""
    run_now(undo.request_undo(roster, by=by, keep_blocked=keep_blocked))
    roster.refresh_from_db()
    return roster


def reasons(roster):
    """Returns {row number: [sentences]} of the rows that stand in the way."""
    return {one.row.number: one.reasons for one in undo.review(roster).blocked}
