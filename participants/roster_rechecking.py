"""A cell of a preview corrected by hand: its row is checked again, and every row is looked at again beside it.

The cells stay as they came; the file is not read again. Only what changed is written.
"""

from participants.held_elsewhere.lookup_limits import MOST_PER_DAY
from participants.known_officers import first_unlooked, known_officers
from participants.models import LookUp, RosterRow, RowDecision
from participants.reference import reference_for_rosters
from participants.resembling import alike_on_record
from participants.roster.checking import CheckedRow, Known, check, check_again
from participants.roster.context import read_context
from participants.roster.problems import problem_from_json
from participants.roster.rows import raw_row_from_json
from participants.roster.sheets import EMPTY
from participants.roster.values import read_service_number
from participants.roster_conversions import conversions_in

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
        for row in _checked_alone(raw, edits, reference, roster=roster, day=day, by=by, enrolled=frozenset(enrolled))
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


def _checked_alone(raw, edits, reference, *, roster, day, by, enrolled):
    renumbered = [row for number, row in raw.items() if "service_number" in edits[number]]
    raw = list(raw.values())
    numbers = [read_service_number(row.cells.get("service_number", EMPTY))[0] for row in raw]
    officers = known_officers(numbers, day=day, seen_by=roster.programme_id)
    known = Known(
        officers,
        enrolled=enrolled,
        alike=alike_on_record(roster),
        unlooked=first_unlooked(renumbered, officers, roster=roster, enrolled=enrolled, kind=LookUp.SINGLE, by=by),
        most_looked_up=MOST_PER_DAY[LookUp.SINGLE],
    )
    return check(raw, reference, known)


def _as_checked(row):
    problems = [problem_from_json(told) for told in row.problems]
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
    problems = [told.as_json() for told in again.problems]
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
    return sorted(problems, key=lambda told: (told["code"], told["field"]))
