"""Database constraints that several models share."""

from typing import Any

from django.db.models import CheckConstraint, Choices, F, Q
from django.utils.translation import gettext_lazy as _


def known_values(field: str, choices: type[Choices], *, name: str) -> CheckConstraint:
    """Returns a CheckConstraint that closes `field` to the values of `choices` (a TextChoices) in the database too."""
    return CheckConstraint(
        condition=Q(**{f"{field}__in": list(choices.values)}),
        name=name,
        violation_error_message=_("Choose one of the listed values."),
    )


def in_order(first: str, last: str, *, name: str, message: Any) -> CheckConstraint:
    """Returns a CheckConstraint: `last` is not before `first`; either may be empty."""
    return CheckConstraint(
        condition=Q(**{f"{first}__isnull": True}) | Q(**{f"{last}__isnull": True}) | Q(**{f"{last}__gte": F(first)}),
        name=name,
        violation_error_message=message,
    )
