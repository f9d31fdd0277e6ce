"""Service numbers under which somebody was on record before two records became one: they lead to the person."""

from participants.models import FormerNumber


def officers_of_former_numbers(numbers, *, force):
    """Returns {former service number: id of the officer}. numbers: service numbers. force: code of the force. One query."""
    former = FormerNumber.objects.filter(force__code=force, service_number__in=numbers)
    return dict(former.values_list("service_number", "officer"))
