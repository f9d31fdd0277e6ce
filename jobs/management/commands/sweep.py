"""One pass of the sweeper, for cron and for the curious; `--every` keeps going, for servers without `serve`."""

import time

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils.translation import gettext as _

from jobs.sweeping import sweep


class Command(BaseCommand):
    help = "Rings again for long work whose bell was lost or whose worker died."

    def add_arguments(self, parser):
        parser.add_argument("--every", type=float, metavar="SECONDS", help="keep sweeping, with this pause in between")

    def handle(self, *args, every=None, **options):
        while True:
            counts = sweep()
            if not every:
                self.stdout.write(_("%(taken_back)d taken back from workers that died, %(rung)d rung for.") % counts)
                return
            close_old_connections()
            time.sleep(every)
