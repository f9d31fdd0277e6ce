"""Disables Django's command of this name: superusers have no meaning here."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Closed. The first account that opens programmes is made by first_administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        """Accepts the arguments of Django's command, so that the message is always the same."""
        parser.add_argument("rest", nargs="*")

    def create_parser(self, *args: Any, **kwargs: Any) -> CommandParser:
        """Returns a parser that passes over options it does not know."""
        parser: Any = super().create_parser(*args, **kwargs)
        parser.parse_args = lambda args=None, namespace=None: parser.parse_known_args(args, namespace)[0]
        return parser

    def handle(self, *args: Any, **options: Any) -> None:
        raise CommandError(
            "There are no superusers in Shetu. Make the first account with: manage.py first_administrator"
        )
