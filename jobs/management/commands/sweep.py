"""One pass of the sweeper, for cron. `--every` repeats it, for servers without `serve`."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from accounts.audit.heads import seal_if_grown
from jobs.processes.sweeper import sweep, sweep_until


class Command(BaseCommand):
    help = "Notifies a worker of jobs whose message was lost or whose worker died, and seals the audit trail when it has grown."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=float, metavar="SECONDS", help="keep sweeping, with this pause in between")

    def handle(self, *args: Any, every: float | None = None, **options: Any) -> None:
        if every:
            # sleep returns None: only Ctrl-C ends the loop, not a database that is unavailable for a while.
            sweep_until(lambda: time.sleep(every))
        counts = sweep()
        seal_if_grown()
        self.stdout.write(
            _("Jobs taken from dead workers: %(requeued)s. Jobs that a worker was notified of: %(notified)s.") % counts
        )
