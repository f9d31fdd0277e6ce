"""Django's command of this name, closed: its superusers mean nothing here."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Closed. The first account that opens programmes is made by first_administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        """Takes whatever Django's command takes, so that the answer is the same sentence."""
        parser.add_argument("rest", nargs="*")

    def create_parser(self, *args: Any, **kwargs: Any) -> CommandParser:
        """Returns a parser that passes over options it does not know."""
        parser = super().create_parser(*args, **kwargs)
        parser.parse_args = lambda args=None, namespace=None: parser.parse_known_args(args, namespace)[0]
        return parser

    def handle(self, *args: Any, **options: Any) -> None:
        raise CommandError(
            "There are no superusers in Shetu. Make the first account with: manage.py first_administrator"
        )
