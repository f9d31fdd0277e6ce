"""manage.py issue_certificates: the certificates of a session, by the same code as the page."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.refusal import Refused
from certificates.designs import versions
from certificates.designs.levels import earns, level_of
from certificates.issuing import batches, eligibility
from certificates.models import CertificateState, Level
from certificates.storage import stored_files
from jobs.models import State
from jobs.requesting import run_now
from trainings.models import TrainingSession


class Command(BaseCommand):
    help = "Issues certificates to everyone who completed a closed session, and prints what was issued."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--session", required=True, metavar="CODE", help="code of the session, as in TOT-KHU-03")
        parser.add_argument("--by", required=True, metavar="USER", help="e-mail or service number of the coordinator")
        parser.add_argument(
            "--participation",
            action="store_true",
            help="issue certificates of participation to those who attended and did not complete",
        )
        parser.add_argument("--json", action="store_true", help="print a list: serial, code, path, sha256")

    def handle(self, *args: Any, **options: Any) -> None:
        session = TrainingSession.objects.select_related("phase", "course").filter(code=options["session"]).first()
        if session is None:
            raise CommandError(f"There is no session with the code {options['session']}.")
        try:
            by = User.objects.get_by_natural_key(options["by"])
        except User.DoesNotExist:
            raise CommandError(f"There is no account with the e-mail or service number {options['by']}.") from None
        try:
            level = Level.PARTICIPATION if options["participation"] else level_of(session.course)
            design = versions.design_for(session, level) if options["participation"] else None
            batch = batches.request(session, by=by, design=design)
        except Refused as no:
            raise CommandError(str(no)) from None
        job = run_now(batch.job)  # type: ignore[arg-type]  # what was asked for has its work
        if job.state != State.DONE:
            raise CommandError(job.reason or "The work was stopped before it ended. What was issued is kept.")
        rows = [
            {
                "serial": certificate.serial,
                "code": certificate.code,
                "path": stored_files.location_of(certificate),
                "sha256": certificate.sha256,
            }
            for certificate in batch.certificates.order_by("serial")
        ]
        revoked = session.enrolments.filter(eligibility.revoked_before(), earns(level))
        again = revoked.exclude(certificates__state=CertificateState.ISSUED).count()
        self.stdout.write(json.dumps(rows, indent=2) if options["json"] else self._table(rows, job.set_aside, again))

    @staticmethod
    def _table(rows, set_aside, again):
        lines = [f"{row['serial']}  {row['code']}  {row['sha256']}  {row['path']}" for row in rows]
        count = f"{len(rows)} issued" + (
            f", {set_aside} set aside: see the check list of the session" if set_aside else ""
        )
        if again:
            count += f", {again} left out: a certificate of theirs was revoked, and a new one takes two people"
        return "\n".join([*lines, count])
