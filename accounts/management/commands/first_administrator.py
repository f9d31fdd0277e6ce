"""Makes the first account that opens programmes."""

import getpass
import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from accounts import administrators
from accounts.models import Administrator, User
from accounts.refusal import Refused
from accounts.text.sign_in_names import normal_email

EMAIL, NAME, PASSWORD = (f"SHETU_ADMINISTRATOR_{fact}" for fact in ("EMAIL", "NAME", "PASSWORD"))


class Command(BaseCommand):
    help = (
        "Makes the first account that opens programmes and invites their coordinators. Asks for e-mail, name and "
        f"password; without a terminal it takes {EMAIL}, {NAME} and {PASSWORD} from the environment. Refuses when there "
        "is an administrator."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Asks or reads the environment, then makes the account; CommandError says what is missing or wrong."""
        with translation.override("en"):
            if Administrator.objects.exists():
                raise CommandError(
                    "There is an administrator already. Administrators invite each other in the web admin."
                )
            given = {name: os.environ.get(name, "") for name in (EMAIL, NAME, PASSWORD)}
            facts = self._from_environment(given) if any(given.values()) else self._asked()
            try:
                user = administrators.make_first(*facts)
            except Refused as no:
                raise CommandError(str(no)) from no
        self.stdout.write(f"{user.email} is the administrator. Sign in, and open the first programme at /admin/.")

    def _from_environment(self, given: dict[str, str]) -> tuple[str, str, str]:
        needed = (EMAIL,) if _is_known(given[EMAIL]) else (EMAIL, NAME, PASSWORD)
        missing = [name for name in needed if not given[name].strip()]
        if missing:
            raise CommandError(f"Missing in the environment: {', '.join(missing)}.")
        return given[EMAIL], given[NAME], given[PASSWORD]

    def _asked(self) -> tuple[str, str, str]:
        if not self._at_a_terminal():
            raise CommandError(f"Nobody is here to ask. Set {EMAIL}, {NAME} and {PASSWORD} in the environment.")
        try:
            email = input("E-mail: ")
            if _is_known(email):
                self.stdout.write("This account exists. It becomes the administrator and keeps its name and password.")
                return email, "", ""
            return email, input("Full name: "), self._asked_password()
        except (KeyboardInterrupt, EOFError) as stopped:
            raise CommandError("Stopped. Nothing was made.", returncode=130) from stopped

    def _asked_password(self) -> str:
        password = getpass.getpass("Password: ")
        if password != getpass.getpass("Password, once more: "):
            raise CommandError("The two passwords differ. Nothing was made.")
        return password

    def _at_a_terminal(self) -> bool:
        return sys.stdin is not None and sys.stdin.isatty()


def _is_known(email: str) -> bool:
    return User.objects.filter(email=normal_email(email) or "").exists()
