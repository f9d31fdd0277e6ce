"""Reading and writing the rows of a roster in the database, and the workbook of the rows that are returned."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from participants.models import RosterImport, RosterRow, RowOutcome
from participants.models.roster import GO_IN
from participants.roster.base.problems import Problem, problem, problem_from_json
from participants.roster.base.rows import RawRow, raw_row_from_json
from participants.roster.check.known import CheckedRow
from participants.roster.check.returning import ReturnedRow, workbook_of_rejected
from participants.roster_import.old_fonts import unconfirmed_rows

WRITTEN = (RowOutcome.NEW, RowOutcome.MATCH, RowOutcome.CHANGE)
_STORED = [field for field in RosterRow._meta.concrete_fields if not field.primary_key]
_DEFAULTS = {field.name: field.get_default() for field in _STORED}


def stored_row(roster: RosterImport, checked: CheckedRow, raw: RawRow) -> list[Any]:
    """Returns the column values of a CheckedRow and the RawRow it came from, in the order of the columns."""
    facts = _DEFAULTS | {
        "roster_import": roster.pk,
        "number": checked.number,
        "cells": raw.as_json(),
        "values": checked.values,
        "outcome": checked.outcome,
        "problems": [found.as_json() for found in checked.problems],
        "changes": checked.changes,
        "officer": checked.officer_id,
        "alike": checked.alike_id,
        "is_held": checked.is_held,
    }
    return [field.get_db_prep_save(facts[field.name], connection) for field in _STORED]


def store_rows(roster: RosterImport, rows: Iterable[tuple[CheckedRow, RawRow]]) -> None:
    """Writes RosterRows of `roster`, in the caller's transaction. rows: pairs of a CheckedRow and the RawRow it came from."""
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in _STORED)
    # One statement for a row, prepared once, takes a quarter of the time of statements for many rows.
    statement = f"INSERT INTO {RosterRow._meta.db_table} ({columns}) VALUES ({', '.join(['%s'] * len(_STORED))})"  # noqa: S608 -- names of our own
    with connection.cursor() as cursor:
        cursor.executemany(statement, [stored_row(roster, *pair) for pair in rows])


def current_cells(row: RosterRow) -> RawRow:
    """Returns the RawRow of a RosterRow: the cells of the file, with the corrections that people typed in the preview."""
    return raw_row_from_json(row.cells).with_edits(row.edits)


def rows_to_take(roster: RosterImport, *, leave: Iterable[int] = ()) -> QuerySet[RosterRow]:
    """Returns the rows that an apply has still to take, in the order of the file. leave: numbers of rows to pass over."""
    ready = roster.rows.filter(outcome__in=WRITTEN)
    decided = roster.rows.filter(outcome=RowOutcome.REVIEW, decision__in=GO_IN)
    return (ready | decided).filter(applied=False).exclude(number__in=leave).order_by("number")


def reject(row: RosterRow, reason: Problem) -> RosterRow:
    """Marks a RosterRow as rejected. reason: a Problem, added to those of the row. Returns the row, not saved."""
    row.outcome, row.applied = RowOutcome.REJECTED, False
    row.problems = [*row.problems, reason.as_json()]
    return row


def save_outcomes(rows: list[RosterRow]) -> None:
    """Saves the outcomes of RosterRows that are on record, in batches of 200."""
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


def returned_rows(roster: RosterImport) -> QuerySet[RosterRow]:
    """Returns the rows that were (or would be) left out, in the order of the file."""
    waiting = roster.rows.filter(outcome=RowOutcome.REVIEW).exclude(decision__in=GO_IN)
    unread = roster.rows.filter(number__in=unconfirmed_rows(roster), applied=False)
    return (waiting | roster.rows.filter(outcome=RowOutcome.REJECTED) | unread).order_by("number")


def workbook_of_returned(roster: RosterImport, language: str) -> bytes | None:
    """Returns the rows left out as XLSX bytes, the cells as they came and a column of reasons; None when there are none.

    language: "en" or "bn", of the reasons.
    """
    unread = unconfirmed_rows(roster)
    rows = [
        ReturnedRow(
            row.number,
            raw_row_from_json(row.cells).all_cells,
            [problem_from_json(stored) for stored in row.problems]
            + ([problem("CONVERSION_UNREAD")] if row.number in unread else []),
            row.edits,
        )
        for row in returned_rows(roster)
    ]
    headers = [(text, field) for text, field in roster.headers]
    return workbook_of_rejected(rows, headers, language, titles=roster.titles) if rows else None
