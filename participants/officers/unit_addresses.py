"""The head of a unit and its postal address: an office and a place, never a person."""

from django.utils import translation
from django.utils.translation import pgettext

from accounts.text.bilingual import localised_field
from participants.models import Unit, UnitKind

LEVELS_ABOVE = 2  # district and division


def head_of(unit: Unit) -> str:
    """Returns the office of the head of a Unit, in the language of the page."""
    heads: dict[str, str] = {
        UnitKind.RANGE: pgettext("office", "Deputy Inspector General"),
        UnitKind.METRO: pgettext("office", "Police Commissioner"),
        UnitKind.DISTRICT: pgettext("office", "Superintendent of Police"),
        UnitKind.THANA: pgettext("office", "Officer-in-Charge"),
    }
    return heads.get(unit.kind, pgettext("office", "Head of the Unit"))


def address_of(unit: Unit, language: str) -> tuple[str, ...]:
    """Returns the lines of a Unit's address (tuple of str) in a language ("bn" or "en"): office, unit, place.

    unit: a Unit with its place and the place above it fetched.
    """
    with translation.override(language):
        lines = [head_of(unit), localised_field(unit, "name")]
    names: list[str] = []
    place = unit.place
    while place is not None and place.kind != "country" and len(names) < LEVELS_ABOVE:
        if (name := localised_field(place, "name", language)) not in names:
            names.append(name)
        place = place.parent
    return (*lines, ", ".join(names)) if names else tuple(lines)
