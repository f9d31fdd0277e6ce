"""What fills the places of a translated sentence."""

from decimal import Decimal

from django.utils.translation import get_language

from accounts.text.localised_text import number_text


def numbers(**given: int | float | Decimal) -> dict[str, str]:
    """Returns the numbers as the active language writes them: `_("At most %(most)s rows.") % numbers(most=500)`."""
    language = get_language()
    return {name: number_text(number, language) for name, number in given.items()}
