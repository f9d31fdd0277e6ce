"""manage.py find_officers: the search for officers, by the same code as the page."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.permissions import is_coordinator
from participants.models import Officer
from participants.officers.search import FEWEST_DIGITS, find, remark

MOST = 50


class Command(BaseCommand):
    help = (
        "Finds officers by a number, however it is written, or by a name in either script; by sound where nobody is written so. "
        "Finds whom the user may read. Ends with 0, also when nobody is found; with 1 where the text is too short or the "
        "user may not search."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("text", nargs="+", help="name, service number or mobile")
        parser.add_argument(
            "--by", required=True, metavar="USER", help="e-mail or service number of the coordinator who searches"
        )
        parser.add_argument(
            "--json", action="store_true", help="print {hits: service_number, name_en, name_bn; by_sound}"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = User.objects.get_by_natural_key(options["by"])
        except User.DoesNotExist:
            raise CommandError(f"There is no account with the e-mail or service number {options['by']}.") from None
        if not is_coordinator(user):
            raise CommandError("Only coordinators search for officers.")
        found = find(Officer.objects.coordinated_by(user), " ".join(options["text"]))
        hits = list(found.officers.values("service_number", "name_en", "name_bn")[: MOST + 1])
        self._print(hits, found, as_json=options["json"])
        if found.is_too_short:
            raise CommandError(
                f"The text is too short. Write at least {FEWEST_DIGITS} digits of a number, or a word of the name."
            )

    def _print(self, hits, found, *, as_json):
        if as_json:
            facts = {"hits": hits[:MOST], "by_sound": found.by_sound, "more": len(hits) > MOST, "note": remark(found)}
            self.stdout.write(json.dumps(facts, ensure_ascii=False))
            return
        if note := remark(found):
            self.stdout.write(note)
        for hit in hits[:MOST]:
            names = " · ".join(filter(None, (hit["name_en"], hit["name_bn"])))
            self.stdout.write(f"{hit['service_number']}  {names}")
        if len(hits) > MOST:
            self.stdout.write(f"These are the first {MOST}. Write more to find one of the others.")
        if not hits and not found.is_too_short:
            self.stdout.write("Nobody on record matches.")
