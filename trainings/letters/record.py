"""What went out of a session: which letter, how, when, by whom, to whom. Read-only, in pages."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from participants.models import Unit
from programmes.models import DeliveryState
from trainings.models import Enrolment, LetterKind, LetterSending, LetterWay, TrainingSession


def sendings(session: TrainingSession) -> QuerySet[LetterSending]:
    """Returns the sendings of a session, newest first, each with `sent`, `waiting` and `refused` (numbers of e-mails)."""

    def number(*states: DeliveryState) -> Count:
        return Count("deliveries", filter=Q(deliveries__state__in=states))

    found = LetterSending.objects.filter(letter__session=session).select_related("letter", "asked_by", "job")
    return found.annotate(
        sent=number(DeliveryState.SENT),
        waiting=number(DeliveryState.PENDING, DeliveryState.SENDING),
        refused=number(DeliveryState.REFUSED, DeliveryState.LEFT),
    ).order_by("-asked_at", "-pk")


def newest_by_kind(session: TrainingSession) -> dict[str, LetterSending]:
    """Returns {kind: the newest sending} of a session. One query per kind that there is."""
    found = sendings(session)
    return {kind: one for kind in LetterKind.values if (one := found.filter(letter__kind=kind).first())}


def addressees_of(sending: LetterSending) -> QuerySet[Any]:
    """Returns whom a sending went to: LetterDeliveries, Units or Enrolments, in the order of their names."""
    if sending.way == LetterWay.EMAIL:
        rows = sending.deliveries.select_related("enrolment__officer", "enrolment__rank", "trainer", "guest", "unit")
        return rows.order_by(
            "enrolment__officer__name_en", "trainer__full_name", "guest__name_en", "unit__name_en", "pk"
        )
    if sending.way == LetterWay.TO_UNITS:
        return Unit.objects.filter(pk__in=sending.addressees).order_by("name_en", "pk")
    found = Enrolment.objects.filter(pk__in=sending.addressees).select_related("officer", "rank", "unit")
    return found.order_by("officer__name_en", "pk")
