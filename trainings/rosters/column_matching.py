"""Matching the columns of a roster by hand: this file is read again with them, and so is the sender's next one."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.refusal import Refused
from jobs.models import Job
from participants.models import RosterImport, RosterImportState
from participants.roster.layout.columns import likeliest_row
from participants.roster_import.column_matching import remember, understood_columns, validated_choice
from participants.roster_import.file_facts import place_of_table
from trainings.rosters.guards import (
    READ,
    locked,
    refuse_unless_can_import,
    refuse_unless_ready,
    request_work,
    session_of,
)


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
def set_some_columns(
    roster: RosterImport, *, columns: Mapping[int, str], sheet: str | None, header_row: int | None, by: User
) -> Job:
    """As `set_columns`, for a person who names only some columns; the others stay as they were understood. Returns the Job.

    columns: {column from 0: field or "" for a column that is not used}. sheet: the name of another sheet, or None. header_row: the
    number of another row of headings, or None. Without columns the file is read from that place by its own evidence.
    """
    roster, session = _open(roster, by)
    names = [one["name"] for one in roster.sheets]
    wanted = roster.chosen.get("sheet") or roster.sheet if sheet is None else sheet
    if wanted not in names:
        raise Refused(_("The file has no sheet “%(sheet)s”. Choose another sheet.") % {"sheet": wanted})
    at = names.index(wanted)
    if header_row is None:
        header_row = roster.header_row if wanted == roster.sheet else likeliest_row(roster.sheets[at])
    if not columns:
        roster.chosen, roster.mapping = {"sheet": wanted, "header_row": header_row}, None
        return _read_again(roster, session, by)
    known = understood_columns(roster, at, header_row or 0)
    answered = {one: field for one, field in known.items() if field not in columns.values()} | dict(columns)
    return set_columns(roster, sheet=at, header_row=header_row or 0, columns=answered, by=by)


@transaction.atomic
def choose_table(roster: RosterImport, number: int, *, by: User | None) -> Job:
    """Reads another table of the file by its own evidence; asks about its columns where they are not sure. Returns the Job.

    number: the place of the table among roster.tables. Raises Refused for a table that is not there. Earlier decisions are lost.
    """
    roster, session = _open(roster, by)
    if not 0 <= number < len(roster.tables):
        raise Refused(_("Choose one of the tables of the file."))
    roster.chosen, roster.mapping = place_of_table(roster.tables[number]), None
    record(by, "roster.table_chosen", roster, table=number + 1)
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
    refuse_unless_can_import(by, session)
    if roster.state != RosterImportState.COLUMNS:
        refuse_unless_ready(roster)
    return roster, session


def _read_again(roster, session, by):
    roster.state, roster.reason = RosterImportState.READING, ""
    roster.reading = request_work(READ, roster, session, by=by)
    roster.save(update_fields=["state", "reason", "reading", "chosen", "mapping"])
    return roster.reading
