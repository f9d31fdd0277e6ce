"""Former service numbers: those of records that were merged into another one. They still find the officer."""

from collections.abc import Iterable

from participants.models import FormerNumber, Officer


def officers_of_former_numbers(numbers: Iterable[str], *, force: str) -> dict[str, int]:
    """Returns {former service number: id of the officer}. numbers: service numbers. force: code of the force. One query."""
    former = FormerNumber.objects.filter(force__code=force, service_number__in=numbers)
    return dict(former.values_list("service_number", "officer"))


def numbers_of(officer: Officer) -> list[str]:
    """Returns the service number of an officer and the former ones. One query."""
    former = FormerNumber.objects.filter(officer=officer).values_list("service_number", flat=True)
    return [officer.service_number, *former]
