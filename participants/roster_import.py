"""From an uploaded file to checked rows, and from checked rows to officers. Which session they join is trainings' business.

read → check → preview → apply: the same check serves preview and apply, and the preview writes nothing but its own rows.
"""

import hashlib
from datetime import date
from pathlib import Path
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from accounts.audit import record
from accounts.refusal import Refused
from participants.models import Officer, Rank, RosterImport, RosterRow, RowDecision, RowOutcome, Unit
from participants.posting import note_postings
from participants.reference import reference_for_rosters
from participants.roster import limits
from participants.roster.checking import COMPARED, CheckedRow, Known, KnownOfficer, check
from participants.roster.headers import lay_out
from participants.roster.problems import problem_from_json
from participants.roster.reading import read
from participants.roster.returning import ReturnedRow, workbook_of_rejected
from participants.roster.rows import raw_row_from_json
from participants.roster.sheets import EMPTY
from participants.roster.values import read_service_number
from programmes.models import Place

FORCE = "BP"
WRITTEN = (RowOutcome.NEW, RowOutcome.MATCH, RowOutcome.CHANGE)
LINKED = {"rank": Rank, "unit": Unit, "district": Place}
NUMBERS_PER_QUERY = 500
LONGEST_NAME = 200


def digest_of(file):
    """Returns the SHA-256 (hex) of an uploaded file; raises Refused for an empty or huge one.

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
    return digest.hexdigest()


def receive(file, sha256, *, programme, by, notes=()):
    """Stores an uploaded file as a RosterImport that is still to be read. Returns it. notes: Problems to tell of the file."""
    return RosterImport.objects.create(
        programme=programme,
        file=file,
        original_name=_shown_name(file.name),
        sha256=sha256,
        notes=[told.as_json() for told in notes],
        uploaded_by=by,
    )


def _shown_name(name):
    """The name as people see it: without folders and control characters, its end where it is too long."""
    last = str(name).replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(letter for letter in last if letter.isprintable()).strip()
    return visible[-LONGEST_NAME:] or _("roster")


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
        number for row in layout.rows if (number := read_service_number(row.cells.get("service_number", EMPTY))[0])
    ]
    known = Known(officers=known_officers(numbers), enrolled=frozenset(enrolled), seats_left=seats_left)
    return check(layout.rows, reference, known, divisions=layout.context.divisions)


def known_officers(numbers, *, lock=False):
    """Returns {service number: KnownOfficer} of the force; a constant number of queries per NUMBERS_PER_QUERY numbers."""
    found = {}
    numbers = [number for number in dict.fromkeys(numbers) if number]
    for start in range(0, len(numbers), NUMBERS_PER_QUERY):
        part = numbers[start : start + NUMBERS_PER_QUERY]
        officers = Officer.objects.filter(force__code=FORCE, service_number__in=part)
        if lock:
            # First the locks, then the reading: rows joined by the locking query would be those from before the wait.
            list(officers.order_by("pk").select_for_update(of=("self",)).values_list("pk"))
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


def can_be_taken(row):
    """Whether a person may say of a RosterRow that waits: take it as it is."""
    problems = [problem_from_json(told) for told in row.problems]
    return CheckedRow(row.number, row.outcome, row.values, problems, raw={}).can_be_taken


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

    Inside the caller's transaction; the rows are changed and not saved. One that may no longer go in says why.
    rows: RosterRows. enrolled, seats_left: as in `checked_rows`. today: date in Dhaka, from which a new posting counts.
    """
    # One import at a time writes officers of a force: two rosters may name the same new officer.
    force = Unit.objects.select_for_update().get(code=FORCE)
    officers = known_officers([row.values.get("service_number") for row in rows], lock=True)
    known = Known(officers=officers, enrolled=frozenset(enrolled), seats_left=seats_left)
    decided = frozenset(row.number for row in rows if row.decision == RowDecision.TAKE)
    checked = check([raw_row_from_json(row.cells) for row in rows], reference, known, taken=decided)
    written = _write_officers(checked, roster=roster, force=force, by=by, today=today)
    return [_taken(row, again, written.get(row.number)) for row, again in zip(rows, checked, strict=True)]


def _taken(row, checked, officer):
    row.outcome, row.values, row.changes = checked.outcome, checked.values, checked.changes
    row.officer_id, row.applied = officer.pk if officer else checked.officer_id, officer is not None
    if not row.applied:
        # A row that went in keeps what people saw of it: this check did not see the whole file.
        row.problems, row.decision = [told.as_json() for told in checked.problems], RowDecision.NONE
    return Taken(row, officer, checked.is_participant)


def leave_out(row, told):
    """Makes a RosterRow one that was not taken, for the reason that the Problem `told` gives. Returns it, not saved."""
    row.outcome, row.applied = RowOutcome.REJECTED, False
    row.problems = [*row.problems, told.as_json()]
    return row


def save_outcomes(rows):
    """Saves what became of RosterRows that are on record; the number of queries does not grow with each row."""
    # As an upsert: bulk_update writes a CASE for each field of each row and takes six times as long.
    RosterRow.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["outcome", "values", "changes", "problems", "decision", "officer", "applied"],
        batch_size=200,
    )


def _write_officers(checked, *, roster, force, by, today):
    """Creates and updates; returns {row number: Officer} of the rows that could go in."""
    good = [row for row in checked if row.outcome in WRITTEN]
    links = _ids_of_codes(good)
    known = Officer.objects.in_bulk([row.officer_id for row in good if row.officer_id])
    officers, created, changed, moved, fields = {}, [], [], [], {"updated_at"}
    for row in good:
        officer = known.get(row.officer_id)
        if officer is None:
            officer = Officer(force=force, programme=roster.programme, **_columns(row.values, links))
            officer.service_number = row.values["service_number"]
            created.append(officer)
        elif row.changes:
            new = {change["field"]: change["new"] for change in row.changes}
            for column, value in _columns(new, links).items():
                setattr(officer, column, value)
            officer.updated_at = timezone.now()
            changed.append(officer)
            fields |= new.keys()
            if new.keys() & {"rank", "unit"}:
                moved.append(officer)
        officers[row.number] = officer
    if created:
        # The objects themselves get their ids where the database returns them, as both of ours do.
        bulk_create_with_history(created, Officer, batch_size=200, default_user=by)
    if changed:
        bulk_update_with_history(changed, Officer, sorted(fields), batch_size=200, default_user=by)
    note_postings(created + moved, since=today)
    if created or changed:
        ids = {"created": [officer.pk for officer in created], "changed": [officer.pk for officer in changed]}
        record(by, "officers.recorded", roster, **ids)
    return officers


def _ids_of_codes(checked):
    """Returns {field: {code: id}} for the ranks, units and districts that the rows name. Three queries."""
    return {
        field: dict(model.objects.filter(code__in={row.values.get(field) for row in checked}).values_list("code", "pk"))
        for field, model in LINKED.items()
    }


def _columns(values, links):
    """Returns {column of an officer: value} for the values of a row that are there."""
    columns = {}
    for field in COMPARED:
        value = values.get(field)
        if value is None:
            continue
        if field in LINKED:
            columns[f"{field}_id"] = links[field][value]
        else:
            columns[field] = date.fromisoformat(value) if field == "joined_on" else value
    return columns


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
