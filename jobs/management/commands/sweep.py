"""One pass of the sweeper, for cron and for the curious; `--every` keeps going, for servers without `serve`."""

import time

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from accounts.audit.heads import seal_if_grown
from jobs.processes.sweeper import keep_sweeping, sweep


class Command(BaseCommand):
    help = "Rings again for long work whose bell was lost or whose worker died, and seals the audit trail when it has grown."

    def add_arguments(self, parser):
        parser.add_argument("--every", type=float, metavar="SECONDS", help="keep sweeping, with this pause in between")

    def handle(self, *args, every=None, **options):
        if every:
            # sleep returns None: only Ctrl-C ends it, no database that is away for a while.
            keep_sweeping(lambda: time.sleep(every))
        counts = sweep()
        seal_if_grown()
        self.stdout.write(_("%(taken_back)s taken back from workers that died, %(rung)s rung for.") % counts)
