"""From an uploaded file to checked rows, and from checked rows to officers. Which session they join is trainings' business.

read → check → preview → apply: the same check serves preview and apply, and the preview writes nothing but its own rows.
"""

import hashlib
from datetime import date
from typing import NamedTuple

from django.db import connection
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from accounts.audit.trail import record
from accounts.refusal import Refused
from accounts.text.localised_text import number_text
from participants.duplicates.search_keys import index
from participants.held_elsewhere.lookup_limits import MOST_PER_DAY, meet
from participants.models import LookUp, Officer, RosterImport, RosterRow, RowDecision, RowOutcome, Unit
from participants.models.roster import GO_IN
from participants.officers.postings import POSTED, note_past_postings, note_postings
from participants.roster.base import limits
from participants.roster.base.problems import problem, problem_from_json
from participants.roster.base.rows import raw_row_from_json
from participants.roster.base.sheets import EMPTY
from participants.roster.cells.values import read_service_number
from participants.roster.check.checking import COMPARED, CheckedRow, Known, check
from participants.roster.check.returning import ReturnedRow, workbook_of_rejected
from participants.roster_import import row_effects
from participants.roster_import.known_officers import (
    FORCE,
    LINKED,
    first_unlooked,
    known_officers,
    met_among,
    named_by_people,
)
from participants.roster_import.look_alikes import alike_on_record, is_asked_openly, remember_answers
from participants.roster_import.old_fonts import rows_to_read

WRITTEN = (RowOutcome.NEW, RowOutcome.MATCH, RowOutcome.CHANGE)
_TELLS_APART = {"name_en", "name_bn", "sex", "joined_on"}
LONGEST_NAME = 200


def digest_of(file, *, most_bytes=None):
    """Returns the SHA-256 (hex) of an uploaded file; raises Refused for an empty one and for one of more than `most_bytes`.

    `file` is Django's UploadedFile. Nothing of it is parsed here: the web process never does that.
    """
    most_bytes = most_bytes or limits.BYTES
    if not file.size:
        raise Refused(_("The file is empty. Choose the file with the list and upload it again."))
    if file.size > most_bytes:
        raise Refused(
            _("The file has more than %(limit)s MB. Copy only the list into a new workbook and upload that.")
            % {"limit": number_text(most_bytes // 1024**2, get_language())}
        )
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def receive(file, sha256, *, programme, by, sender=None, notes=()):
    """Stores an uploaded file as a RosterImport that is still to be read. Returns it.

    sender: the Unit that sent it, where that is known. notes: Problems to tell of the file.
    """
    return RosterImport.objects.create(
        programme=programme,
        file=file,
        original_name=shown_name(file.name),
        sha256=sha256,
        notes=[told.as_json() for told in notes],
        uploaded_by=by,
        sender=sender,
    )


def shown_name(name):
    """The name as people see it: without folders and control characters, its end where it is too long."""
    last = str(name).replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(letter for letter in last if letter.isprintable()).strip()
    return visible[-LONGEST_NAME:] or _("roster")


# From the file to its rows


def checked_rows(layout, reference, *, roster, enrolled, seats_left, seated=(), day=None, by=None):
    """Checks every row of a Layout against what is on record now. Returns the CheckedRows.

    Writes nothing but the count of the numbers of other programmes that `by` (User) met; None counts nothing.

    roster: its RosterImport. enrolled: ids of the officers in the session. seats_left: int, or None where there is no limit.
    seated: ids of others who hold a seat. day: the date of the list, where it may be older than what is on record.
    """
    numbers = [
        number for row in layout.rows if (number := read_service_number(row.cells.get("service_number", EMPTY))[0])
    ]
    officers = known_officers(numbers, day=day, seen_by=roster.programme_id)
    known = Known(
        officers,
        enrolled=frozenset(enrolled),
        seats_left=seats_left,
        seated=frozenset(seated),
        alike=alike_on_record(roster),
        unlooked=first_unlooked(layout.rows, officers, roster=roster, enrolled=enrolled, kind=LookUp.LIST, by=by),
        most_looked_up=MOST_PER_DAY[LookUp.LIST],
    )
    return check(layout.rows, reference, known, divisions=layout.context.divisions)


_STORED = [field for field in RosterRow._meta.concrete_fields if not field.primary_key]
_DEFAULTS = {field.name: field.get_default() for field in _STORED}


def stored_row(roster, checked, raw):
    """Returns what the database is to hold of a CheckedRow and the RawRow it came from, in the order of the columns."""
    facts = _DEFAULTS | {
        "roster_import": roster.pk,
        "number": checked.number,
        "cells": raw.as_json(),
        "values": checked.values,
        "outcome": checked.outcome,
        "problems": [told.as_json() for told in checked.problems],
        "changes": checked.changes,
        "officer": checked.officer_id,
        "alike": checked.alike_id,
        "is_held": checked.is_held,
    }
    return [field.get_db_prep_save(facts[field.name], connection) for field in _STORED]


def store_rows(roster, rows):
    """Writes RosterRows of `roster`, in the caller's transaction. rows: pairs of a CheckedRow and the RawRow it came from."""
    columns = ", ".join(connection.ops.quote_name(field.column) for field in _STORED)
    # One statement for a row, prepared once, takes a quarter of the time of statements for many rows.
    statement = f"INSERT INTO {RosterRow._meta.db_table} ({columns}) VALUES ({', '.join(['%s'] * len(_STORED))})"  # noqa: S608 -- names of our own
    with connection.cursor() as cursor:
        cursor.executemany(statement, [stored_row(roster, *pair) for pair in rows])


def can_be_taken(row):
    """Whether a person may say of a RosterRow that waits: take it as it is."""
    problems = [problem_from_json(told) for told in row.problems]
    return CheckedRow(row.number, row.outcome, row.values, problems, raw={}).can_be_taken


def can_be_same(row):
    """Whether a person may say of a RosterRow that waits: it is the officer on record whom it resembles."""
    return is_asked_openly(row) and not row.is_held


def can_be_asked_for(row):
    """Whether another programme can be asked for the officer of a RosterRow: one who would take a seat, under its number."""
    return row.is_held and row.outcome == RowOutcome.REVIEW and not row.values.get("role_hint")


def settles_identity(row):
    """Whether to take a RosterRow is to say who somebody is: it may be about another person, or changes what tells one from another."""
    if any(problem_from_json(told).is_about_identity for told in row.problems):
        return True
    return any(change["field"] in _TELLS_APART and change["old"] for change in row.changes)


# From rows to officers


class Taken(NamedTuple):
    """What became of a row: `officer` is None where it was not taken after all; participants take a seat."""

    row: RosterRow
    officer: Officer | None
    is_participant: bool


def rows_to_take(roster, *, leave=()):
    """Returns the rows that an apply takes in and has not taken yet, in the order of the file. leave: numbers of others."""
    ready = roster.rows.filter(outcome__in=WRITTEN)
    decided = roster.rows.filter(outcome=RowOutcome.REVIEW, decision__in=GO_IN)
    return (ready | decided).filter(applied=False).exclude(number__in=leave).order_by("number")


def take(rows, *, roster, reference, enrolled, seats_left, by, day, seated=()):
    """Checks the rows again against what is on record now, writes officers, history and postings, and returns [Taken].

    Inside the caller's transaction; the rows are changed and not saved. One that may no longer go in says why.
    rows: RosterRows. enrolled, seats_left, seated: as in `checked_rows`. day: the date of the list, from which its postings count.
    """
    # One import at a time writes officers of a force: two rosters may name the same new officer.
    force = Unit.objects.select_for_update().get(code=FORCE)
    numbers = [row.values.get("service_number") for row in rows]
    officers = known_officers(numbers, lock=True, day=day, seen_by=roster.programme_id)
    known = Known(
        officers,
        enrolled=frozenset(enrolled),
        seats_left=seats_left,
        seated=frozenset(seated),
        alike=alike_on_record(roster),
        same=named_by_people(rows, roster=roster, day=day),
    )
    decided = frozenset(row.number for row in rows if row.decision == RowDecision.TAKE)
    raw = [raw_row_from_json(row.cells).with_edits(row.edits) for row in rows]
    checked = check(raw, reference, known, taken=decided)
    # Numbers that came on record elsewhere since the preview count too, but keep nobody else out any more.
    meet(by, met_among(numbers, officers, enrolled=enrolled), programme=roster.programme, kind=LookUp.LIST)
    ours = [officer for officer in (*officers.values(), *known.same.values()) if not officer.is_hidden]
    later = {officer.id for officer in ours if officer.posted_since}
    stood = row_effects.before({officer.id for officer in ours}, day)
    written = _write_officers(checked, roster=roster, force=force, by=by, day=day, posted_later=later)
    remember_answers(rows, written, by=by)
    taken = [_taken(row, again, written.get(row.number)) for row, again in zip(rows, checked, strict=True)]
    row_effects.note(taken, stood, day)
    return taken


def _taken(row, checked, officer):
    row.outcome, row.values, row.changes = checked.outcome, checked.values, checked.changes
    row.officer_id, row.applied = officer.pk if officer else checked.officer_id, officer is not None
    row.is_held = checked.is_held
    if not row.applied:
        row.alike_id = checked.alike_id
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
        update_fields=[
            "outcome",
            "values",
            "changes",
            "problems",
            "decision",
            "officer",
            "alike",
            "applied",
            "effects",
            "is_held",
        ],
        batch_size=200,
    )


def _write_officers(checked, *, roster, force, by, day, posted_later):
    """Creates and updates; returns {row number: Officer} of the rows that could go in.

    posted_later: ids of those whose rank and unit in the list are of the past.
    """
    good = [row for row in checked if row.outcome in WRITTEN]
    links = _ids_of_codes(good)
    known = Officer.objects.in_bulk([row.officer_id for row in good if row.officer_id])
    officers, created, changed, moved, past, fields = {}, [], [], [], {}, {"updated_at"}
    for row in good:
        officer = known.get(row.officer_id)
        if officer is None:
            officer = Officer(force=force, programme=roster.programme, **_columns(row.values, links))
            officer.service_number = row.values["service_number"]
            created.append(officer)
        elif row.changes:
            new = {change["field"]: change["new"] for change in row.changes}
            if officer.pk in posted_later and new.keys() & set(POSTED):
                # What the list says whole: the change alone would leave the rank, or the unit, of that day unknown.
                past[officer.pk] = _columns({field: row.values.get(field) for field in POSTED}, links)
                new = {field: value for field, value in new.items() if field not in POSTED}
            for column, value in _columns(new, links).items():
                setattr(officer, column, value)
            if new:
                officer.updated_at = timezone.now()
                changed.append(officer)
                fields |= new.keys()
            if new.keys() & set(POSTED):
                moved.append(officer)
        officers[row.number] = officer
    if created:
        # The objects themselves get their ids where the database returns them, as both of ours do.
        bulk_create_with_history(created, Officer, batch_size=200, default_user=by)
    if changed:
        bulk_update_with_history(changed, Officer, sorted(fields), batch_size=200, default_user=by)
    note_postings(created + moved, since=day)
    note_past_postings(past, since=day)
    index(created + changed)
    if created or changed or past:
        ids = {"created": [officer.pk for officer in created], "changed": [officer.pk for officer in changed]}
        ids |= {"posted_in_the_past": list(past)} if past else {}
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
    waiting = roster.rows.filter(outcome=RowOutcome.REVIEW).exclude(decision__in=GO_IN)
    unread = roster.rows.filter(number__in=rows_to_read(roster), applied=False)
    return (waiting | roster.rows.filter(outcome=RowOutcome.REJECTED) | unread).order_by("number")


def workbook_of_returned(roster, language):
    """Returns the rows left out as XLSX bytes, the cells as they came and a column of reasons; None when there are none.

    language: "en" or "bn", of the reasons.
    """
    unread = rows_to_read(roster)
    rows = [
        ReturnedRow(
            row.number,
            raw_row_from_json(row.cells).all_cells,
            [problem_from_json(told) for told in row.problems]
            + ([problem("CONVERSION_UNREAD")] if row.number in unread else []),
            row.edits,
        )
        for row in returned_rows(roster)
    ]
    headers = [(text, field) for text, field in roster.headers]
    return workbook_of_rejected(rows, headers, language, titles=roster.titles) if rows else None
