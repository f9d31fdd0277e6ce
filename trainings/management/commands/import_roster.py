"""Imports a roster into a session from the command line, through the same code as the page."""

import json
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
from participants.roster_import.old_fonts import unconfirmed
from trainings.models import TrainingSession
from trainings.officer_requests.asking import rows_to_ask_for
from trainings.rosters import cell_edits, importing


class Command(BaseCommand):
    help = "Imports a roster (XLSX, XLS, ODS, CSV) into a session: reads, checks and, without --preview, applies it."

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
        parser.add_argument("--json", action="store_true", help="print every row as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
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
        try:
            roster = self._import(session, user, unit, options)
        except Refused as no:
            raise CommandError(str(no)) from no
        self._print(roster, as_json=options["json"])
        if not options["json"]:
            self._print_conversions(roster)

    def _import(self, session, user, unit, options):
        with options["file"].open("rb") as opened:
            file = File(opened, name=options["file"].name)
            roster = importing.upload(session, file, by=user, nominating_unit=unit)
        self._run(roster.reading)
        roster.refresh_from_db()
        if roster.state in (RosterImportState.REFUSED, RosterImportState.COLUMNS):
            raise Refused(roster.reason)
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

    def _run(self, job):
        job = run_now(job)
        if job.state != State.DONE:
            raise Refused(job.reason or _("The work was stopped on request."))

    def _print(self, roster, *, as_json):
        rows = [
            {
                "number": row.number,
                "outcome": row.outcome,
                "applied": row.applied,
                "problems": [{**one, "message": problem_from_json(one).message} for one in row.problems],
                "changes": row.changes,
                "values": row.values,
            }
            for row in roster.rows.order_by("number")
        ]
        if as_json:
            facts = {
                "state": roster.state,
                "sheet": roster.sheet,
                "header_row": roster.header_row,
                "counts": roster.counts,
                "conversions": roster.conversions,
            }
            self.stdout.write(json.dumps({**facts, "rows": rows}, ensure_ascii=False))
            return
        for row in rows:
            messages = "; ".join(one["message"] for one in row["problems"] if one["severity"] != "note")
            self.stdout.write(f"row {row['number']:>5}  {row['outcome']:<9} {messages}")
        counted = [name for name in (*RowOutcome.values, "taken") if name in roster.counts]
        self.stdout.write(", ".join(f"{roster.counts[name]} {name}" for name in counted))

    def _print_conversions(self, roster):
        if not unconfirmed(roster):
            return
        self.stdout.write(
            "Converted from an old font or a wrong encoding, to be read before these rows go in (then: --confirm-conversions):"
        )
        for one in unconfirmed(roster):
            rows = ", ".join(str(number) for number in one["rows"])
            self.stdout.write(f"  {one['before']} → {one['after']}  (rows {rows})")
