"""manage.py import_officers: a table of officers into the register, by the same code as the page."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from jobs.models import Job, State
from jobs.requesting import run_now
from participants.models import OfficerTable, OfficerTableState
from participants.table_import import import_jobs
from participants.table_import.checking import CHANGE, LEFT_OUT, NEW, SAME
from participants.table_import.row_report import row_reports
from programmes.models import Programme


class Command(BaseCommand):
    help = (
        "Imports a table of officers (CSV, XLSX) into the register: checks every row and, without --preview, writes the good ones. "
        "Ends with 0; with 1 where the table or the programme refuses, and then nothing is written."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--by", required=True, metavar="USER", help="e-mail or service number of the coordinator who imports"
        )
        parser.add_argument(
            "--programme",
            metavar="CODE",
            help="the programme that records new officers; without it the one that the page offers first",
        )
        parser.add_argument("--preview", action="store_true", help="stop before anything is written")
        parser.add_argument("--json", action="store_true", help="print problems of the file and every row as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = User.objects.get_by_natural_key(options["by"])
        except User.DoesNotExist:
            raise CommandError(f"There is no account with the e-mail or service number {options['by']}.") from None
        if not options["file"].is_file():
            raise CommandError(f"There is no file {options['file']}.")
        output = _Json(self.stdout) if options["json"] else _Lines(self.stdout)
        try:
            programme = self._programme(user, options["programme"])
            table = self._checked(options["file"], programme, user)
            output.rows(row_reports(table))
            if not options["preview"]:
                self._apply(table, user)
        except Refused as no:
            output.end([{"code": "REFUSED", "severity": "reject", "message": str(no)}])
            raise CommandError(str(no)) from no
        output.end([], table)

    def _programme(self, user, code):
        if not is_coordinator(user):
            raise Refused(_("Only a coordinator of the programme may record its officers."))
        programmes = Programme.objects.coordinated_by(user)
        programme = programmes.filter(code=code).first() if code else programmes.first()
        if programme is None:
            raise Refused(_("Only a coordinator of the programme may record its officers."))
        return programme

    def _checked(self, path, programme, user):
        with path.open("rb") as opened:
            file = UploadedFile(opened, name=path.name, size=path.stat().st_size)
            table = import_jobs.upload(file, programme=programme, by=user)
        self._run(table.checking)
        table.refresh_from_db()
        if table.state == OfficerTableState.REFUSED:
            raise Refused(table.reason)
        return table

    def _apply(self, table, user):
        # A table of which nothing is new is done already.
        if table.counts.get(NEW) or table.counts.get(CHANGE):
            self._run(import_jobs.request_apply(table, by=user))
            table.refresh_from_db()

    def _run(self, job: Job | None) -> None:
        done = run_now(job)  # type: ignore[arg-type]  # what was asked for has its work
        if done.state != State.DONE:
            raise Refused(done.reason or _("The work was stopped on request."))


class _Lines:
    """One line for each row, and the counts."""

    def __init__(self, stdout):
        self._stdout = stdout

    def rows(self, reports: Iterable[dict[str, Any]]) -> None:
        for row in reports:
            messages = "; ".join(one["message"] for one in row["problems"])
            self._stdout.write(f"row {row['number']:>5}  {row['outcome']:<8} {messages}".rstrip())

    def end(self, _problems: list[dict[str, Any]], table: OfficerTable | None = None) -> None:
        if table is not None:
            counts = ", ".join(f"{table.counts.get(name, 0)} {name}" for name in (NEW, CHANGE, SAME, LEFT_OUT))
            self._stdout.write(f"{counts}; {table.get_state_display().lower()}")


class _Json:
    """One JSON object, row by row, because a table may have 200,000 of them."""

    def __init__(self, stdout):
        self._stdout, self._is_open = stdout, False

    def rows(self, reports: Iterable[dict[str, Any]]) -> None:
        for row in reports:
            self._write(('{"rows": [' if not self._is_open else ", ") + json.dumps(row, ensure_ascii=False))
            self._is_open = True

    def end(self, problems: list[dict[str, Any]], table: OfficerTable | None = None) -> None:
        if not self._is_open:
            self._write('{"rows": [')
        facts: dict[str, Any] = {"file": problems, "asks": []}
        if table is not None:
            facts |= {"state": table.state, "counts": table.counts}
        self._stdout.write("], " + json.dumps(facts, ensure_ascii=False)[1:])

    def _write(self, text):
        self._stdout.write(text, ending="")
