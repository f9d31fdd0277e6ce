"""Makes the search keys of officers again: after the rules for names changed, or for officers who have none."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from participants.duplicates import search_keys


class Command(BaseCommand):
    help = (
        "Makes the keys again by which officers are found without their service number. May be stopped and run again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--missing", action="store_true", help="only officers who have no keys yet")
        parser.add_argument("--after", type=int, default=0, help="go on after this officer (id), where it was stopped")

    def handle(self, *args: Any, **options: Any) -> None:
        done = 0
        if options["missing"]:
            while number := search_keys.index_missing(limit=search_keys.OFFICERS_PER_STEP):
                done += number
        else:
            for number, last in search_keys.index_all(after=options["after"]):
                done += number
                if options["verbosity"] > 1:
                    self.stdout.write(f"{done} officers, up to number {last}")
        if done or not options["missing"]:
            self.stdout.write(f"{done} officers were indexed.")
