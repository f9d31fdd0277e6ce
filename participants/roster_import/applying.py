"""Checked rows become officers. The session they join is the concern of trainings.

read → check → preview → apply: preview and apply run the same check, and the preview writes nothing but its own rows.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import NamedTuple

from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from accounts.audit.trail import record
from accounts.models import User
from participants.duplicates.search_keys import index
from participants.held_elsewhere.lookup_limits import count_matches
from participants.models import LookUp, Officer, RosterImport, RosterRow, RowDecision, Unit
from participants.models.coded_fields import CODED_FIELDS, column_of, ids_by_code
from participants.officers.postings import record_past_postings, record_postings
from participants.roster.base.fields import COMPARED_FIELDS, POSTED_FIELDS
from participants.roster.base.problems import Problem
from participants.roster.base.reference import Reference
from participants.roster.check.checking import check
from participants.roster.check.known import CheckedRow, Known, all_may_enter
from participants.roster_import import row_effects
from participants.roster_import.known_officers import (
    FORCE,
    ids_held_elsewhere,
    known_officers,
    officers_named_by_people,
)
from participants.roster_import.look_alikes import alike_on_record, emails_on_record, record_distinct_answers
from participants.roster_import.stored_rows import WRITTEN, current_cells


class Taken(NamedTuple):
    """The result of applying a row. officer: None where the row was not applied. is_participant: whether the row takes a seat."""

    row: RosterRow
    officer: Officer | None
    is_participant: bool


def take(
    rows: Sequence[RosterRow],
    *,
    roster: RosterImport,
    reference: Reference,
    enrolled: Collection[int],
    seats_left: int | None,
    by: User,
    day: date,
    seated: Collection[int] = (),
    entry: Callable[[list[CheckedRow]], dict[int, list[Problem]]] = all_may_enter,
) -> list[Taken]:
    """Checks the rows again against the records of now; writes officers, history and postings. Returns [Taken].

    In the caller's transaction. Changes the rows without saving them; a row that can no longer be applied gets the reason.
    rows: RosterRows. enrolled, seats_left, seated, entry: as in `checked_rows`. day: the date of the list, the first day of its postings.
    """
    # Only one import at a time writes officers of a force, because two rosters may have the same new officer.
    force = Unit.objects.select_for_update(no_key=True).get(code=FORCE)
    numbers = [row.values.get("service_number") for row in rows]
    officers = known_officers(numbers, lock=True, day=day, seen_by=roster.programme_id)
    known = Known(
        officers,
        enrolled=frozenset(enrolled),
        seats_left=seats_left,
        seated=frozenset(seated),
        alike=alike_on_record(roster),
        emails=emails_on_record(roster),
        same=officers_named_by_people(rows, roster=roster, day=day),
        entry=entry,
    )
    decided = frozenset(row.number for row in rows if row.decision == RowDecision.TAKE)
    raw = [current_cells(row) for row in rows]
    checked = check(raw, reference, known, taken=decided)
    # Matches since the preview are counted too, but do not stop other rows any more.
    count_matches(
        by, ids_held_elsewhere(numbers, officers, enrolled=enrolled), programme=roster.programme, kind=LookUp.LIST
    )
    ours = [officer for officer in (*officers.values(), *known.same.values()) if not officer.is_hidden]
    later = {officer.id for officer in ours if officer.posted_since}
    before = row_effects.snapshot_before({officer.id for officer in ours}, day)
    written = _write_officers(checked, roster=roster, force=force, by=by, day=day, posted_later=later)
    record_distinct_answers(rows, written, by=by)
    taken = [_taken(row, again, written.get(row.number)) for row, again in zip(rows, checked, strict=True)]
    row_effects.record_effects(taken, before, day)
    return taken


def _taken(row, checked, officer):
    row.outcome, row.values, row.changes = checked.outcome, checked.values, checked.changes
    row.officer_id, row.applied = officer.pk if officer else checked.officer_id, officer is not None
    row.is_held = checked.is_held
    if not row.applied:
        row.alike_id = checked.alike_id
        # An applied row keeps the problems that people saw: this check did not compare it with the whole file.
        row.problems, row.decision = [found.as_json() for found in checked.problems], RowDecision.NONE
    return Taken(row, officer, checked.is_participant)


def _write_officers(checked, *, roster, force, by, day, posted_later):
    """Creates and updates officers. Returns {row number: Officer} of the rows that could be applied.

    posted_later: ids of officers with a later posting; rank and unit of the list are recorded as an earlier posting.
    """
    good = [row for row in checked if row.outcome in WRITTEN]
    ids = ids_by_code({field: {row.values.get(field) for row in good} for field in CODED_FIELDS})
    known = Officer.objects.in_bulk([row.officer_id for row in good if row.officer_id])
    officers, created, changed, moved, past, fields = {}, [], [], [], {}, {"updated_at"}
    for row in good:
        officer = known.get(row.officer_id)
        if officer is None:
            officer = Officer(force=force, programme=roster.programme, **_columns(row.values, ids))
            officer.service_number = row.values["service_number"]
            created.append(officer)
        elif row.changes:
            new = {change["field"]: change["new"] for change in row.changes}
            if officer.pk in posted_later and new.keys() & set(POSTED_FIELDS):
                # Both rank and unit of the list: a change of one of them would leave the other of that day unknown.
                past[officer.pk] = _columns({field: row.values.get(field) for field in POSTED_FIELDS}, ids)
                new = {field: value for field, value in new.items() if field not in POSTED_FIELDS}
            for column, value in _columns(new, ids).items():
                setattr(officer, column, value)
            if new:
                officer.updated_at = timezone.now()
                changed.append(officer)
                fields |= new.keys()
            if new.keys() & set(POSTED_FIELDS):
                moved.append(officer)
        officers[row.number] = officer
    if created:
        # Sets the ids of the objects, because both databases return them.
        bulk_create_with_history(created, Officer, batch_size=200, default_user=by)
    if changed:
        bulk_update_with_history(changed, Officer, sorted(fields), batch_size=200, default_user=by)
    record_postings(created + moved, since=day)
    record_past_postings(past, since=day)
    index(created + changed)
    if created or changed or past:
        entry = {"created": [officer.pk for officer in created], "changed": [officer.pk for officer in changed]}
        entry |= {"posted_in_the_past": list(past)} if past else {}
        record(by, "officers.recorded", roster, **entry)
    return officers


def _columns(values, ids):
    """Returns {column of an officer: value} of the values of a row that are not None. ids: {field: {code: id}}."""
    columns = {}
    for field in COMPARED_FIELDS:
        value = values.get(field)
        if value is None:
            continue
        if field in CODED_FIELDS:
            value = ids[field][value]
        elif field == "joined_on":
            value = date.fromisoformat(value)
        columns[column_of(field)] = value
    return columns
