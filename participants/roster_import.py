"""From an uploaded file to checked rows, and from checked rows to officers. Which session they join is trainings' business.

read → check → preview → apply: the same check serves preview and apply, and the preview writes nothing but its own rows.
"""

import hashlib
from datetime import date
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from accounts.refusal import Refused
from participants.models import Officer, Rank, RosterImport, RosterRow, RowDecision, RowOutcome, Unit
from participants.posting import note_postings
from participants.reference import reference_for_rosters
from participants.roster import limits
from participants.roster.checking import COMPARED, Known, KnownOfficer, check
from participants.roster.headers import lay_out
from participants.roster.numbers import service_number
from participants.roster.problems import problem_from_json
from participants.roster.reading import read
from participants.roster.returning import ReturnedRow, workbook_of_rejected
from participants.roster.rows import raw_row_from_json
from participants.roster.sheets import EMPTY
from programmes.models import Place

FORCE = "BP"
WRITTEN = (RowOutcome.NEW, RowOutcome.MATCH, RowOutcome.CHANGE)
LINKED = {"rank": Rank, "unit": Unit, "district": Place}
NUMBERS_PER_QUERY = 500


def receive(file, *, programme, by):
    """Stores an uploaded file as a RosterImport that is still to be read. Returns it; raises Refused for an empty or huge file.

    `file` is Django's UploadedFile. Nothing of it is parsed here: the web process never does that.
    """
    if not file.size:
        raise Refused(_("The file is empty. Choose the file with the list and upload it again."))
    if file.size > limits.BYTES:
        raise Refused(
            _("The file has more than %(limit)s MB. Copy only the list into a new workbook and upload that.")
            % {"limit": limits.BYTES // 1024**2}
        )
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return RosterImport.objects.create(
        programme=programme,
        file=file,
        original_name=_shown_name(file.name),
        sha256=digest.hexdigest(),
        uploaded_by=by,
    )


def _shown_name(name):
    """The name as people see it: without folders, control characters or anything beyond 200 characters."""
    last = str(name).replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(letter for letter in last if letter.isprintable()).strip()
    return visible[-200:] or _("roster")


# From the file to its rows


def lay_out_file(roster):
    """Reads the stored file of a RosterImport. Returns (Layout, Reference); raises Refused with the sentence for its sender."""
    reference = reference_for_rosters()
    return lay_out(read(Path(roster.file.path), roster.original_name), reference), reference


def checked_rows(layout, reference, *, enrolled, seats_left):
    """Checks every row of a Layout against what is on record now. Returns the CheckedRows; writes nothing.

    enrolled: ids of the officers in the session. seats_left: int, or None where there is no limit.
    """
    numbers = [
        number for row in layout.rows if (number := service_number(row.cells.get("service_number", EMPTY).value)[0])
    ]
    known = Known(officers=known_officers(numbers), enrolled=frozenset(enrolled), seats_left=seats_left)
    return check(layout.rows, reference, known, divisions=layout.context.divisions)


def known_officers(numbers, *, lock=False):
    """Returns {service number: KnownOfficer} of the force; a constant number of queries per NUMBERS_PER_QUERY numbers."""
    found = {}
    numbers = list(dict.fromkeys(numbers))
    for start in range(0, len(numbers), NUMBERS_PER_QUERY):
        officers = Officer.objects.filter(
            force__code=FORCE, service_number__in=numbers[start : start + NUMBERS_PER_QUERY]
        )
        if lock:
            officers = officers.select_for_update(of=("self",))
        for officer in officers.select_related("rank", "unit", "district"):
            found[officer.service_number] = KnownOfficer(officer.pk, _values_of(officer))
    return found


def _values_of(officer):
    values = {field: getattr(officer, field) or None for field in COMPARED}
    for field in LINKED:
        values[field] = values[field] and values[field].code
    values["joined_on"] = officer.joined_on and officer.joined_on.isoformat()
    return values


def stored_row(roster, checked, raw):
    """Returns the RosterRow (not saved) of a CheckedRow and the RawRow it came from."""
    return RosterRow(
        roster_import=roster,
        number=checked.number,
        cells=raw.as_json(),
        values=checked.values,
        outcome=checked.outcome,
        problems=[told.as_json() for told in checked.problems],
        changes=checked.changes,
        officer_id=checked.officer_id,
    )


# From rows to officers


class Taken(NamedTuple):
    """What became of a row: `officer` is None where it was not taken after all; participants take a seat."""

    row: RosterRow
    officer: Officer | None
    is_participant: bool


def rows_to_take(roster):
    """Returns the rows that an apply takes in and has not taken yet, in the order of the file."""
    ready = roster.rows.filter(outcome__in=WRITTEN)
    decided = roster.rows.filter(outcome=RowOutcome.REVIEW, decision=RowDecision.TAKE)
    return (ready | decided).filter(applied=False).order_by("number")


def take(rows, *, roster, reference, enrolled, seats_left, by, today):
    """Checks the rows again against what is on record now, writes officers, history and postings, and returns [Taken].

    Inside the caller's transaction. The rows keep what the second check said: one that may no longer go in keeps the reason.
    rows: RosterRows. enrolled, seats_left: as in `checked_rows`. today: date in Dhaka, from which a new posting counts.
    """
    # One import at a time writes officers of a force: two rosters may name the same new officer.
    force = Unit.objects.select_for_update().get(code=FORCE)
    raw = [raw_row_from_json(row.cells) for row in rows]
    numbers = [row.values.get("service_number") for row in rows if row.values.get("service_number")]
    known = Known(officers=known_officers(numbers, lock=True), enrolled=frozenset(enrolled), seats_left=seats_left)
    decided = frozenset(row.number for row in rows if row.decision == RowDecision.TAKE)
    again = {checked.number: checked for checked in check(raw, reference, known, taken=decided)}
    officers = _write_officers(
        [again[row.number] for row in rows], force=force, programme=roster.programme, by=by, today=today
    )
    taken = []
    for row in rows:
        checked = again[row.number]
        officer = officers.get(row.number)
        row.outcome, row.values, row.changes = checked.outcome, checked.values, checked.changes
        row.problems = [told.as_json() for told in checked.problems]
        row.officer, row.applied = officer, officer is not None
        taken.append(Taken(row, officer, checked.is_participant))
    return taken


def _write_officers(checked, *, force, programme, by, today):
    """Creates and updates; returns {row number: Officer} of the rows that could go in."""
    links = {field: dict(model.objects.values_list("code", "pk")) for field, model in LINKED.items()}
    good = [row for row in checked if row.outcome in WRITTEN]
    known = Officer.objects.in_bulk([row.officer_id for row in good if row.officer_id])
    officers, created, changed, moved = {}, [], [], []
    for row in good:
        officer = known.get(row.officer_id)
        if officer is None:
            officer = Officer(force=force, programme=programme, **_fields(row.values, links))
            officer.service_number = row.values["service_number"]
            created.append(officer)
        elif row.changes:
            for change in row.changes:
                _put(officer, change["field"], change["new"], links)
            changed.append(officer)
            if {"rank", "unit"} & {change["field"] for change in row.changes}:
                moved.append(officer)
        officers[row.number] = officer
    if created:
        # The objects themselves get their ids where the database returns them, as both of ours do.
        bulk_create_with_history(created, Officer, batch_size=200, default_user=by)
    if changed:
        bulk_update_with_history(changed, Officer, list(COMPARED), batch_size=200, default_user=by)
    note_postings(created + moved, since=today)
    return officers


def _fields(values, links):
    fields = {}
    for field in COMPARED:
        value = values.get(field)
        if value is None:
            continue
        name, value = _column(field, value, links)
        fields[name] = value
    return fields


def _put(officer, field, value, links):
    name, value = _column(field, value, links)
    setattr(officer, name, value)


def _column(field, value, links):
    if field in LINKED:
        return f"{field}_id", links[field].get(value)
    if field == "joined_on":
        return field, date.fromisoformat(value)
    return field, value


# What goes back to the sender


def returned_rows(roster):
    """Returns the rows that were (or would be) left out, in the order of the file."""
    waiting = roster.rows.filter(outcome=RowOutcome.REVIEW).exclude(decision=RowDecision.TAKE)
    return (waiting | roster.rows.filter(outcome=RowOutcome.REJECTED)).order_by("number")


def workbook_of_returned(roster, language):
    """Returns the rows left out as XLSX bytes, the cells as they came and a column of reasons; None when there are none.

    language: "en" or "bn", of the reasons.
    """
    rows = [
        ReturnedRow(
            row.number, raw_row_from_json(row.cells).all_cells, [problem_from_json(told) for told in row.problems]
        )
        for row in returned_rows(roster)
    ]
    headers = [(text, field) for text, field in roster.headers]
    return workbook_of_rejected(rows, headers, language, titles=roster.titles) if rows else None
