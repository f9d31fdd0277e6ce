from django.core.management.base import BaseCommand, CommandError

from accounts.audit import first_bad_entry
from accounts.models import AuditEntry


class Command(BaseCommand):
    help = "Walks the chain of the audit trail and names the first entry that was changed, added or removed."

    def add_arguments(self, parser):
        parser.add_argument(
            "--head",
            metavar="HASH",
            help="A last hash noted on an earlier day. It must still be in the chain, otherwise the end was cut off.",
        )

    def handle(self, *, head, **options):
        good, last_hash, bad, reason = first_bad_entry()
        if bad is not None:
            raise CommandError(
                f"Audit entry {bad.pk} is bad: {reason}. {good} entries before it are good.", returncode=1
            )
        if head and not AuditEntry.objects.filter(hash=head).exists():
            raise CommandError(
                f"The chain no longer holds the entry with hash {head}: its end was cut off.", returncode=1
            )
        self.stdout.write(f"{good} audit entries, one unbroken chain. Last hash: {last_hash}")
