"""The check of the audit trail on the command line, and the two things a person may do for its heads."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.audit import heads
from accounts.audit.checking import check
from accounts.models import AuditEntry


class Command(BaseCommand):
    help = (
        "Checks the audit trail: every entry, its seal, and the heads written outside of the database. Names what was "
        "changed, replaced, removed, rebuilt or cut off; exit code 1 then."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head",
            metavar="HASH",
            help="A last hash noted elsewhere on an earlier day. It must still be in the chain, otherwise the end was cut off.",
        )
        parser.add_argument(
            "--seal",
            action="store_true",
            help="afterwards write a head, and print it to be kept away from this machine",
        )
        parser.add_argument(
            "--begin-anew",
            action="store_true",
            help="declare the heads so far lost (a database put back from a copy, a disk that died); stays in the trail",
        )

        parser.add_argument(
            "--trust-unsealed",
            action="store_true",
            help="with --begin-anew: also vouch for the entries without a seal as they are now; only when you know them genuine",
        )

    def handle(
        self, *, head: str | None, seal: bool, begin_anew: bool, trust_unsealed: bool = False, **options: Any
    ) -> None:
        if trust_unsealed and not begin_anew:
            raise CommandError("--trust-unsealed goes with --begin-anew.")
        if begin_anew:
            heads.begin_anew(trust_unsealed=trust_unsealed)
        report = check()
        for note in report.notes:
            self.stdout.write(f"Note: {note}")
        if head and not AuditEntry.objects.filter(hash=head).exists():
            report.faults.append(f"The chain no longer holds the entry with hash {head}: its end was cut off.")
        if not report.is_whole:
            raise CommandError("\n".join(report.faults), returncode=1)
        self.stdout.write(f"{report.entries} audit entries, one unbroken chain. Last hash: {report.last_hash}")
        if report.unsealed:
            self.stdout.write(f"The first {report.unsealed} are older than the seals, as the folder of heads says.")
        if report.last_head:
            self.stdout.write(
                f"{report.heads} heads agree, the last one of {report.last_head[:19]}; "
                f"{report.after_last_head} entries are younger than it."
            )
        if seal:
            written = heads.seal() if report.entries else None
            self.stdout.write(
                f"Head: {heads.canonical(written)} {written['seal']}" if written else "Nothing to seal yet."
            )
