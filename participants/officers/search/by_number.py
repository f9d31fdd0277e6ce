"""Finds officers by the beginning of a service number, present or former, or by the end of a mobile number."""

from collections.abc import Iterable

from django.db.models import QuerySet

from participants.identity.finding_keys import range_of_end
from participants.models import FormerNumber, Officer, OfficerKey, Unit
from participants.officers.search.asked import SERVICE_DIGITS, beginning_of_service_number, end_of_mobile


def find(officers: QuerySet[Officer], numbers: tuple[str, ...], without_keys: Iterable[Officer]) -> QuerySet[Officer]:
    """Returns the officers whom one of the numbers (ASCII digits) may mean. One query when it is read.

    without_keys: officers whose mobiles are compared one by one.
    """
    # A UNION, because each part reads one index; with OR a database reads all officers.
    parts = [part for number in numbers for part in _parts(number)]
    ends = tuple(end for number in numbers if (end := end_of_mobile(number)))
    if others := [one.pk for one in without_keys if ends and one.mobile.endswith(ends)]:
        parts.append(Officer.objects.filter(pk__in=others).values("pk"))
    if not parts:
        return officers.none()
    first, *more = (part.order_by() for part in parts)
    return officers.filter(pk__in=first.union(*more) if more else first)


def _parts(number):
    for beginning in beginning_of_service_number(number):
        within = {
            # The index of service numbers begins with the force.
            "force__in": Unit.objects.filter(kind="force").values("pk"),
            "service_number__gte": beginning.ljust(SERVICE_DIGITS, "0"),
            "service_number__lte": beginning.ljust(SERVICE_DIGITS, "9"),
        }
        yield Officer.objects.filter(**within).values("pk")
        yield FormerNumber.objects.filter(**within).values("officer")
    if end := end_of_mobile(number):
        yield OfficerKey.objects.filter(key__range=range_of_end(end)).values("officer")
