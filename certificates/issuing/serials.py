"""Serial numbers and verification codes: reserved under a lock before anything is drawn, and never used twice.

A reserved number belongs to its officer: the reservation stays until the certificate is stored, and the attempt after a
crash finds it again. A number that is missing from the list of certificates is explained by its reservation.
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from accounts.database.many_rows import insert_many
from certificates.drawing import new_code
from certificates.models import SerialCounter, SerialReservation
from programmes.models import Programme
from trainings.models import Enrolment


@transaction.atomic
def reserve(enrolments: Iterable[Enrolment | int], *, programme: Programme) -> dict[int, SerialReservation]:
    """Returns {enrolment id: SerialReservation} for all of them; those without a number get new ones, in the given order.

    enrolments: Enrolments or their ids. The caller holds the lock on the session or the enrolment; unique constraints in the
    database stop what the lock does not.
    """
    ids = [enrolment if isinstance(enrolment, int) else enrolment.pk for enrolment in enrolments]
    existing = reserved(ids)
    missing = [pk for pk in ids if pk not in existing]
    new = insert_many(
        [
            SerialReservation(enrolment_id=pk, serial=serial, code=new_code())
            for pk, serial in zip(missing, _next_serials(programme, len(missing)), strict=True)
        ]
    )
    return existing | {reservation.enrolment_id: reservation for reservation in new}


def reserved(enrolment_ids: Iterable[int]) -> dict[int, SerialReservation]:
    """Returns {enrolment id: SerialReservation} of those that have a number."""
    found = SerialReservation.objects.filter(enrolment__in=enrolment_ids)
    return {reservation.enrolment_id: reservation for reservation in found}


def _next_serials(programme: Programme, count: int) -> list[str]:
    """Takes `count` numbers: SHETU-2026-00042 is the 42nd of that programme in that year (Dhaka)."""
    if not count:
        return []
    prefix = f"{programme.code.upper()}-{timezone.localdate().year}"
    counters = SerialCounter.objects.select_for_update().filter(prefix=prefix)
    counter = counters.first()
    if counter is None:
        SerialCounter.objects.get_or_create(prefix=prefix)
        counter = counters.get()
    first = counter.last + 1
    counter.last += count
    counter.save(update_fields=["last"])
    return [f"{prefix}-{number:05d}" for number in range(first, first + count)]
