"""A cell of a preview corrected by hand: its row is checked again, and every row is looked at again beside it.

The cells stay as they came; the file is not read again. Only what changed is written.
"""

from participants.held_elsewhere.lookup_limits import DAILY_LIMITS
from participants.models import LookUp, RosterRow, RowDecision
from participants.officers.reference_loading import reference_for_rosters
from participants.roster.base.problems import NOT_LOOKED_UP, problem_from_json
from participants.roster.base.rows import raw_row_from_json
from participants.roster.cells.values import service_number_of
from participants.roster.check.checking import CheckedRow, Known, check, check_again
from participants.roster.layout.context import read_context
from participants.roster_import.known_officers import first_row_beyond_limit, known_officers
from participants.roster_import.look_alikes import alike_on_record
from participants.roster_import.old_fonts import conversions_in

_LONGEST_STEP = 100
_RENEWED = ("values", "outcome", "problems", "changes", "officer", "alike", "decision", "edits", "is_held")


def correct(roster, edits, *, by, day, foresee=None, enrolled, seats_left, seated=()):
    """Checks rows again with other texts in some cells. Returns the RosterRows that changed, saved.

    In the caller's transaction, the RosterImport locked. edits: {row number: {field: text, or None for the text of the file}}.
    by, day, enrolled, seats_left, seated: as in `roster_import.checked_rows`. foresee: a function that may say more of the
    CheckedRows.
    """
    reference = reference_for_rosters()
    rows = list(roster.rows.defer("cells", "effects").order_by("number"))
    edited = {row.number: row for row in rows if row.number in edits}
    cells = dict(roster.rows.filter(number__in=edited).values_list("number", "cells"))
    raw = {}
    for number, row in edited.items():
        row.edits = {field: text for field, text in (row.edits | edits[number]).items() if text is not None}
        raw[number] = raw_row_from_json(cells[number]).with_edits(row.edits)
    fresh = {
        row.number: row
        for row in _checked_alone(
            raw, edits, reference, stood=edited, roster=roster, day=day, by=by, enrolled=frozenset(enrolled)
        )
    }
    checked = [fresh.get(row.number) or _as_checked(row) for row in rows]
    known = Known(enrolled=frozenset(enrolled), seats_left=seats_left, seated=frozenset(seated))
    check_again(checked, reference, known, divisions=read_context(roster.titles, reference).divisions)
    if foresee:
        foresee(checked)
    roster.conversions = conversions_in(checked, known=roster.conversions)
    changed = [row for row, again in zip(rows, checked, strict=True) if _renew(row, again) or row.number in edits]
    RosterRow.objects.bulk_update(changed, _RENEWED, batch_size=_LONGEST_STEP)
    return changed


def _checked_alone(raw, edits, reference, *, stood, roster, day, by, enrolled):
    """Checks RawRows ({row number: row}) apart from the others. stood: {row number: RosterRow} as they are on record.

    Only numbers typed anew are looked up among those of other programmes, and counted. Of every other row what was told stays:
    held, on record nowhere, or never looked up.
    """
    numbers = {number: service_number_of(row) for number, row in raw.items()}
    officers = known_officers(list(numbers.values()), day=day, seen_by=roster.programme_id)
    renumbered = {number: row for number, row in raw.items() if "service_number" in edits[number]}
    visible = {numbers[number] for number in raw if number in renumbered or stood[number].is_held}
    officers = {
        number: officer
        for number, officer in officers.items()
        if number in visible or not officer.is_hidden or officer.id in enrolled
    }
    beyond = first_row_beyond_limit(
        renumbered.values(), officers, roster=roster, enrolled=enrolled, kind=LookUp.SINGLE, by=by
    )
    first_beyond_limit = {number: _most_told(stood[number]) for number in raw if number not in renumbered}
    if beyond is not None:
        first_beyond_limit |= {number: DAILY_LIMITS[LookUp.SINGLE] for number in renumbered if number >= beyond}
    known = Known(officers, enrolled=enrolled, alike=alike_on_record(roster), rows_beyond_limit=first_beyond_limit)
    return check(list(raw.values()), reference, known)


def _most_told(row):
    """Returns the limit of the day that a RosterRow was told of when its number was not looked up; None where it was."""
    return next((item["facts"]["most"] for item in row.problems if item["code"] == NOT_LOOKED_UP), None)


def _as_checked(row):
    problems = [problem_from_json(item) for item in row.problems]
    return CheckedRow(
        number=row.number,
        outcome=row.outcome,
        values=row.values,
        problems=problems,
        raw={},
        changes=row.changes,
        officer_id=row.officer_id,
        alike_id=row.alike_id,
    )


def _renew(row, again):
    """Writes what the check says now into a RosterRow; tells whether that is something else than before."""
    problems = [item.as_json() for item in again.problems]
    stood = (row.outcome, row.values, row.changes, row.officer_id, row.alike_id)
    now = (again.outcome, again.values, again.changes, again.officer_id, again.alike_id)
    row.is_held = again.is_held
    is_same = stood == now and _in_any_order(row.problems) == _in_any_order(problems)
    if not is_same:
        # What was decided was decided on something else.
        row.decision = RowDecision.NONE
        row.outcome, row.values, row.changes, row.officer_id, row.alike_id = now
        row.problems = problems
    return not is_same


def _in_any_order(problems):
    return sorted(problems, key=lambda item: (item["code"], item["field"]))
