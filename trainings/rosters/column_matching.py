"""Matching the columns of a roster by hand: this file is read again with them, and so is the sender's next one."""

from collections.abc import Mapping

from django.db import transaction

from accounts.audit.trail import record
from accounts.models import User
from jobs.models import Job
from participants.models import RosterImport, RosterImportState
from participants.roster_import.column_matching import remember, validated_choice
from trainings.rosters.guards import READ, locked, refuse_others, refuse_unless_ready, request_work, session_of


@transaction.atomic
def set_columns(roster: RosterImport, *, sheet: int, header_row: int, columns: Mapping[int, str], by: User) -> Job:
    """Reads the file again with these columns and stores the mapping for the sender. Returns the Job; raises Refused.

    sheet, header_row, columns: as in `column_matching.validated_choice`. Earlier decisions and corrections are lost.
    """
    roster, session = _open(roster, by)
    roster.chosen = validated_choice(roster, sheet=sheet, header_row=header_row, columns=columns)
    roster.mapping = remember(roster, by=by)
    record(by, "roster.columns_set", roster, columns=roster.chosen["columns"])
    return _read_again(roster, session, by)


@transaction.atomic
def forget_columns(roster: RosterImport, *, by: User | None) -> Job:
    """Deletes the stored column mapping of these headings and reads the file by its headings. Returns the Job."""
    roster, session = _open(roster, by)
    if roster.mapping:
        record(by, "roster.columns_forgotten", roster, columns=roster.mapping.columns)
        roster.mapping.delete()
    roster.chosen, roster.mapping = {}, None
    return _read_again(roster, session, by)


def _open(roster, by):
    roster = locked(roster)
    session = session_of(roster)
    refuse_others(by, session)
    if roster.state != RosterImportState.COLUMNS:
        refuse_unless_ready(roster)
    return roster, session


def _read_again(roster, session, by):
    roster.state, roster.reason = RosterImportState.READING, ""
    roster.reading = request_work(READ, roster, session, by=by)
    roster.save(update_fields=["state", "reason", "reading", "chosen", "mapping"])
    return roster.reading
