"""Serial numbers and verification codes: taken under a lock before anything is drawn, and never taken twice.

A number once taken belongs to its officer: the reservation stays until the certificate is stored, and the attempt after a
crash finds it again. So no number is used twice, and one that is missing from the list of certificates is explained by its
reservation.
"""

from django.db import transaction
from django.utils import timezone

from certificates.drawing import new_code
from certificates.models import SerialCounter, SerialReservation


@transaction.atomic
def reserve(enrolments, *, programme):
    """Returns {enrolment id: SerialReservation} for all of them; takes new numbers, in the given order, for those without.

    enrolments: Enrolments or their ids. The caller holds the lock on the session or the enrolment; the unique constraints are
    the last line.
    """
    ids = [getattr(enrolment, "pk", enrolment) for enrolment in enrolments]
    kept = reserved(ids)
    missing = [pk for pk in ids if pk not in kept]
    taken = SerialReservation.objects.bulk_create(
        SerialReservation(enrolment_id=pk, serial=serial, code=new_code())
        for pk, serial in zip(missing, _next_serials(programme, len(missing)), strict=True)
    )
    return kept | {reservation.enrolment_id: reservation for reservation in taken}


def reserved(enrolment_ids):
    """Returns {enrolment id: SerialReservation} of those that have a number."""
    found = SerialReservation.objects.filter(enrolment__in=enrolment_ids)
    return {reservation.enrolment_id: reservation for reservation in found}


def _next_serials(programme, count):
    """Takes `count` numbers: SHETU-2026-00042 is the 42nd of that programme in that year (Dhaka)."""
    if not count:
        return []
    prefix = f"{programme.code.upper()}-{timezone.localdate().year}"
    SerialCounter.objects.get_or_create(prefix=prefix)
    counter = SerialCounter.objects.select_for_update().get(prefix=prefix)
    first = counter.last + 1
    counter.last += count
    counter.save(update_fields=["last"])
    return [f"{prefix}-{number:05d}" for number in range(first, first + count)]
