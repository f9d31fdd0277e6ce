"""Corrections of cells in a preview: the row is checked again, and all rows are compared with each other again.

The original cells stay stored, and the file is not read again. Only changed rows are written.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from accounts.models import User
from participants.held_elsewhere.lookup_limits import DAILY_LIMITS
from participants.models import LookUp, RosterImport, RosterRow, RowDecision
from participants.officers.reference_loading import reference_for_rosters
from participants.roster.base.problems import NOT_LOOKED_UP, Problem, problem_from_json
from participants.roster.base.rows import raw_row_from_json
from participants.roster.cells.values import service_number_of
from participants.roster.check.checking import check, check_again
from participants.roster.check.known import CheckedRow, Known, all_may_enter
from participants.roster.layout.context import read_context
from participants.roster_import.known_officers import first_row_beyond_limit, known_officers
from participants.roster_import.look_alikes import alike_on_record, emails_on_record
from participants.roster_import.old_fonts import conversions_in

_LONGEST_STEP = 100
_UPDATED = ("values", "outcome", "problems", "changes", "officer", "alike", "decision", "edits", "is_held")


def correct(
    roster: RosterImport,
    edits: Mapping[int, Mapping[str, str | None]],
    *,
    by: User,
    day: date,
    foresee: Callable[[list[CheckedRow]], Any] | None = None,
    enrolled: Collection[int],
    seats_left: int | None,
    seated: Collection[int] = (),
    entry: Callable[[list[CheckedRow]], dict[int, list[Problem]]] = all_may_enter,
) -> list[RosterRow]:
    """Checks rows again with other texts in some cells. Returns the RosterRows that changed, saved.

    In the caller's transaction, the RosterImport locked. edits: {row number: {field: text, or None for the text of the file}}.
    by, day, enrolled, seats_left, seated, entry: as in `receiving.checked_rows`. foresee: a function that may add problems to the
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
    rechecked = {
        row.number: row
        for row in _check_alone(
            raw,
            edits,
            reference,
            stored=edited,
            roster=roster,
            day=day,
            by=by,
            enrolled=frozenset(enrolled),
            entry=entry,
        )
    }
    checked = [rechecked.get(row.number) or _as_checked(row) for row in rows]
    known = Known(enrolled=frozenset(enrolled), seats_left=seats_left, seated=frozenset(seated))
    check_again(checked, reference, known, divisions=read_context(roster.titles, reference).divisions)
    if foresee:
        foresee(checked)
    roster.conversions = conversions_in(checked, known=roster.conversions)
    changed = [row for row, again in zip(rows, checked, strict=True) if _update(row, again) or row.number in edits]
    RosterRow.objects.bulk_update(changed, _UPDATED, batch_size=_LONGEST_STEP)
    return changed


def _check_alone(raw, edits, reference, *, stored, roster, day, by, enrolled, entry):
    """Checks RawRows ({row number: row}) without the others. stored: {row number: RosterRow}.

    Only corrected numbers are looked up in other programmes, and counted. All other rows keep the result of their look-up: held,
    not on record, or not looked up.
    """
    numbers = {number: service_number_of(row) for number, row in raw.items()}
    officers = known_officers(list(numbers.values()), day=day, seen_by=roster.programme_id)
    renumbered = {number: row for number, row in raw.items() if "service_number" in edits[number]}
    visible = {numbers[number] for number in raw if number in renumbered or stored[number].is_held}
    officers = {
        number: officer
        for number, officer in officers.items()
        if number in visible or not officer.is_hidden or officer.id in enrolled
    }
    beyond = first_row_beyond_limit(
        renumbered.values(), officers, roster=roster, enrolled=enrolled, kind=LookUp.SINGLE, by=by
    )
    first_beyond_limit = {number: _limit_shown(stored[number]) for number in raw if number not in renumbered}
    if beyond is not None:
        first_beyond_limit |= {number: DAILY_LIMITS[LookUp.SINGLE] for number in renumbered if number >= beyond}
    known = Known(
        officers,
        enrolled=enrolled,
        alike=alike_on_record(roster),
        emails=emails_on_record(roster),
        rows_beyond_limit=first_beyond_limit,
        entry=entry,
    )
    return check(list(raw.values()), reference, known)


def _limit_shown(row):
    """Returns the daily limit that a RosterRow shows because its number was not looked up; None where it was."""
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


def _update(row, again):
    """Writes the new result of the check into a RosterRow. Returns whether it differs from the old one."""
    problems = [item.as_json() for item in again.problems]
    old = (row.outcome, row.values, row.changes, row.officer_id, row.alike_id)
    new = (again.outcome, again.values, again.changes, again.officer_id, again.alike_id)
    row.is_held = again.is_held
    is_same = old == new and _sorted(row.problems) == _sorted(problems)
    if not is_same:
        # The decision was about the old result.
        row.decision = RowDecision.NONE
        row.outcome, row.values, row.changes, row.officer_id, row.alike_id = new
        row.problems = problems
    return not is_same


def _sorted(problems):
    return sorted(problems, key=lambda item: (item["code"], item["field"]))
