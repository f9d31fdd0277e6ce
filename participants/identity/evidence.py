"""Evidence that two descriptions are of one person, or of two: phrases for a sentence."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

PHRASES = {
    "number_same": _("the same service number"),
    "number_swapped": _("a service number with two digits swapped"),
    "number_one_digit": _("a service number that differs in one digit"),
    "number_other": _("another service number"),
    "name_same": _("the same name"),
    "name_same_across": _("the same name in the other script"),
    "name_alike": _("a similar name"),
    "name_alike_across": _("a similar name in the other script"),
    "name_part": _("a part of the name"),
    "name_other": _("another name"),
    "phone_same": _("the same phone"),
    "phone_swapped": _("a phone with two digits swapped"),
    "phone_one_digit": _("a phone that differs in one digit"),
    "phone_other": _("another phone"),
    "email_same": _("the same e-mail"),
    "email_other": _("another e-mail"),
    "sex_same": _("the same sex"),
    "sex_other": _("not the same sex"),
    "unit_same": _("the same unit"),
    "unit_other": _("another unit"),
    "district_same": _("the same district"),
    "district_other": _("another district"),
    "rank_same": _("the same rank"),
    "rank_other": _("another rank"),
    "joined_same": _("joined on the same day"),
    "joined_swapped": _("joined on the same day, day and month swapped"),
    "joined_near": _("joined on nearly the same day"),
    "joined_other": _("joined on another day"),
}


class Evidence(NamedTuple):
    """One fact for or against, with its weight in bits. `str()` is the phrase in the active language."""

    code: str
    bits: float

    def __str__(self) -> str:
        return str(PHRASES[self.code])

    @property
    def speaks_for(self) -> bool:
        """Whether it is evidence that the two are one person."""
        return self.bits > 0

    def as_json(self) -> list:
        """Returns plain JSON to store; `evidence_from_json` reads it."""
        return [self.code, round(self.bits, 1)]


def evidence_from_json(stored: list) -> Evidence:
    """Returns the `Evidence` that `as_json` stored."""
    return Evidence(*stored)
