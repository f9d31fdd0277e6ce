"""The exceptions with which a rule refuses."""

from typing import Any

from django.utils.translation import gettext as _


class Refused(Exception):  # noqa: N818 -- read aloud: "issuing was refused"; it is an answer, not an error
    """A rule does not allow this now. `str(no)` is a sentence for the person who asked."""

    def __init__(self, sentence: Any) -> None:
        super().__init__(sentence)

    def __str__(self) -> str:
        return str(self.args[0])


class NotAllowed(Refused):
    """The person may not do this, in any state. See `accounts.permissions.require`."""

    def __init__(self, sentence: Any = None) -> None:
        super().__init__(sentence or _("You may not do this. A coordinator of the programme can."))
