"""Imports a roster into a session from the command line, through the same code as the page."""

import json
import re
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusal import Refused
from jobs.models import State
from jobs.requesting import run_now
from participants.models import RosterImportState, RowOutcome, Unit
from participants.roster.base.problems import problem_from_json
from participants.roster_import.column_questions import place_of_letters
from participants.roster_import.old_fonts import unconfirmed
from trainings.models import TrainingSession
from trainings.officer_requests.asking import rows_to_ask_for
from trainings.rosters import cell_edits, column_matching, importing

# The exit status where a person must say what columns hold.
ASKS = 3
_COLUMN = re.compile(r"([A-Za-z]{1,3})=(\w*)")


class Command(BaseCommand):
    help = (
        "Imports a roster (XLSX, XLS, ODS, CSV) into a session: reads, checks and, without --preview, applies it. "
        "Ends with 0; with 1 where the file or the session refuses; with 3 where a person must say what columns hold (--column)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--session", required=True, help="code of the session, as in TOT-KHU-03")
        parser.add_argument("--by", required=True, help="e-mail or service number of the coordinator who imports")
        parser.add_argument(
            "--nominated-by", metavar="UNIT", help="code of the unit whose nominations the list is, as in DP-4047"
        )
        parser.add_argument("--preview", action="store_true", help="stop before anything is applied")
        parser.add_argument(
            "--confirm-conversions",
            action="store_true",
            help="texts converted from an old font or a wrong encoding were read and are right; without it their rows stay out",
        )
        parser.add_argument(
            "--column",
            action="append",
            dest="columns",
            default=[],
            metavar="C=FIELD",
            help="what a column holds, as in C=service_number; C= for a column that is not used; may be repeated. "
            "Columns that are not named stay as they were understood",
        )
        parser.add_argument("--sheet", help="name of the sheet with the list")
        parser.add_argument("--header-row", type=int, help="number of the row with the headings; 0 where there is none")
        parser.add_argument(
            "--table", type=int, metavar="N", help="which table of the file, in the order of the preview"
        )
        parser.add_argument(
            "--json", action="store_true", help="print problems of the file, questions and every row as JSON"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        session, user, unit = self._who_and_where(options)
        try:
            roster = self._import(session, user, unit, options)
        except Refused as no:
            if options["json"]:
                self._write_json({"file": [_refusal(no)], "asks": [], "rows": []})
            raise CommandError(str(no)) from no
        if options["json"]:
            self._write_json(_facts(roster))
        elif roster.state == RosterImportState.COLUMNS:
            self._print_questions(roster)
        else:
            self._print(roster)
            self._print_conversions(roster)
        if roster.state == RosterImportState.COLUMNS:
            raise CommandError(roster.reason, returncode=ASKS)

    def _who_and_where(self, options):
        session = TrainingSession.objects.filter(code=options["session"]).first()
        if session is None:
            raise CommandError(f"There is no session {options['session']}.")
        try:
            user = User.objects.get_by_natural_key(options["by"])
        except User.DoesNotExist as unknown:
            raise CommandError("Nobody signs in with the name given as --by.") from unknown
        unit = Unit.objects.filter(code=options["nominated_by"]).first()
        if options["nominated_by"] and unit is None:
            raise CommandError(f"There is no unit {options['nominated_by']}.")
        if not options["file"].is_file():
            raise CommandError(f"There is no file {options['file']}.")
        return session, user, unit

    def _import(self, session, user, unit, options):
        with options["file"].open("rb") as opened:
            file = File(opened, name=options["file"].name)
            roster = importing.upload(session, file, by=user, nominating_unit=unit)
        self._run(roster.reading)
        roster.refresh_from_db()
        roster = self._as_chosen(roster, user, options)
        if roster.state == RosterImportState.REFUSED:
            raise Refused(roster.reason)
        if roster.state == RosterImportState.COLUMNS:
            return roster
        if options["confirm_conversions"] and roster.state == RosterImportState.READY:
            roster = cell_edits.confirm_conversions(roster, by=user)
        if not options["preview"] and (
            roster.state == RosterImportState.APPLYING
            or importing.count_ready(roster)
            or rows_to_ask_for(roster).exists()
        ):
            self._run(importing.request_apply(roster, by=user, skip_unconfirmed=True))
            roster.refresh_from_db()
        return roster

    def _as_chosen(self, roster, user, options):
        """Reads the file again as --table, --sheet, --header-row and --column say. Returns the RosterImport."""
        if options["table"] is not None:
            self._run(column_matching.choose_table(roster, options["table"] - 1, by=user))
            roster.refresh_from_db()
        place = {"sheet": options["sheet"], "header_row": options["header_row"]}
        if options["columns"] or any(one is not None for one in place.values()):
            columns = _columns(options["columns"])
            self._run(column_matching.set_some_columns(roster, columns=columns, by=user, **place))
            roster.refresh_from_db()
        return roster

    def _run(self, job):
        job = run_now(job)
        if job.state != State.DONE:
            raise Refused(job.reason or _("The work was stopped on request."))

    def _write_json(self, facts):
        self.stdout.write(json.dumps(facts, ensure_ascii=False))

    def _print(self, roster):
        for note in roster.notes:
            self.stdout.write(f"file: {problem_from_json(note).message}")
        for row in _rows(roster):
            messages = "; ".join(one["message"] for one in row["problems"] if one["severity"] != "note")
            self.stdout.write(f"row {row['number']:>5}  {row['outcome']:<9} {messages}")
        counted = [name for name in (*RowOutcome.values, "taken") if name in roster.counts]
        self.stdout.write(", ".join(f"{roster.counts[name]} {name}" for name in counted))

    def _print_questions(self, roster):
        for ask in roster.asks:
            samples = ", ".join(str(sample) for sample in ask["samples"])
            fields = " or ".join(ask["candidates"])
            self.stdout.write(f"column {ask['column']} “{ask['heading']}” ({samples}): {fields}?")
        self.stdout.write("Say it with --column, as in --column C=service_number.")

    def _print_conversions(self, roster):
        if not unconfirmed(roster):
            return
        self.stdout.write(
            "Converted from an old font or a wrong encoding, to be read before these rows go in (then: --confirm-conversions):"
        )
        for one in unconfirmed(roster):
            rows = ", ".join(str(number) for number in one["rows"])
            self.stdout.write(f"  {one['before']} → {one['after']}  (rows {rows})")


def _columns(given):
    """Returns {column from 0: field or ""} of texts such as C=service_number."""
    columns = {}
    for text in given:
        if not (found := _COLUMN.fullmatch(text.strip())):
            raise CommandError(f"--column {text} is not understood. Write it as C=service_number.")
        columns[place_of_letters(found[1])] = found[2]
    return columns


def _facts(roster):
    """Returns what --json prints of a roster."""
    return {
        "state": roster.state,
        "sheet": roster.sheet,
        "header_row": roster.header_row,
        "counts": roster.counts,
        "conversions": roster.conversions,
        "tables": roster.tables,
        "file": _problems(roster.notes),
        "asks": roster.asks,
        "rows": _rows(roster),
    }


def _rows(roster):
    return [
        {
            "number": row.number,
            "outcome": row.outcome,
            "applied": row.applied,
            "problems": _problems(row.problems),
            "changes": row.changes,
            "values": row.values,
        }
        for row in roster.rows.order_by("number")
    ]


def _problems(stored):
    return [{**one, "message": problem_from_json(one).message} for one in stored]


def _refusal(no):
    """Returns a refusal as a problem of the file; its code is that of the refusal, where it has one."""
    return {"code": getattr(no, "code", "REFUSED"), "severity": "reject", "message": str(no)}
