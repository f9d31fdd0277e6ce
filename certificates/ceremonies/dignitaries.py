"""The protocol of a ceremony: its dignitaries, in the order in which they are greeted and named."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.audit.trail import record
from accounts.models import User
from accounts.refusal import Refused
from accounts.text.sentences import numbers
from certificates.ceremonies.planning import open_to_change
from certificates.models import Ceremony, Dignitary, HandOverState

FIELDS = ("role", "office_en", "office_bn", "organisation_en", "organisation_bn", "name_en", "name_bn")
MOST = 40


@transaction.atomic
def add(ceremony: Ceremony, *, by: User, **facts: object) -> Dignitary:
    """Adds a Dignitary at the end of the protocol and returns it. facts: the FIELDS. Raises Refused."""
    ceremony = open_to_change(ceremony, by=by)
    count = ceremony.dignitaries.count()
    if count >= MOST:
        raise Refused(_("A protocol has at most %(most)s places.") % numbers(most=MOST))
    dignitary = Dignitary.objects.create(ceremony=ceremony, place=_last(ceremony.dignitaries) + 1, **facts)
    record(by, "dignitary.added", dignitary, ceremony=ceremony.pk, role=dignitary.role)
    return dignitary


@transaction.atomic
def change(dignitary: Dignitary, *, by: User, **facts: object) -> Dignitary:
    """Changes FIELDS of a Dignitary and returns it; raises Refused once the ceremony was held or cancelled."""
    open_to_change(dignitary.ceremony, by=by)
    dignitary = Dignitary.objects.select_for_update().get(pk=dignitary.pk)
    changed = [field for field in FIELDS if field in facts and getattr(dignitary, field) != facts[field]]
    for field in changed:
        setattr(dignitary, field, facts[field])
    if changed:
        dignitary.save(update_fields=changed)
        record(by, "dignitary.changed", dignitary, ceremony=dignitary.ceremony_id, fields=changed)
    return dignitary


@transaction.atomic
def move(dignitary: Dignitary, step: int, *, by: User) -> None:
    """Moves a Dignitary one place: step -1 up, 1 down. At the end of the protocol it stays. Raises Refused."""
    ceremony = open_to_change(dignitary.ceremony, by=by)
    if swap(ceremony.dignitaries, dignitary.pk, step):
        record(by, "dignitary.moved", dignitary, ceremony=ceremony.pk, step=step)


@transaction.atomic
def remove(dignitary: Dignitary, *, by: User) -> int:
    """Removes a Dignitary from the protocol; returns how many certificates have nobody now who hands them over (int).

    Raises Refused when this dignitary has handed over certificates: that happened and stays recorded.
    """
    ceremony = open_to_change(dignitary.ceremony, by=by)
    own = ceremony.hand_overs.filter(dignitary=dignitary)
    done = own.filter(state=HandOverState.HANDED_OVER).count()
    if done:
        sentence = ngettext(
            "%(count)s certificate was handed over by this dignitary already.",
            "%(count)s certificates were handed over by this dignitary already.",
            done,
        )
        raise Refused(sentence % numbers(count=done))
    left = own.count()
    record(by, "dignitary.removed", dignitary, ceremony=ceremony.pk, hand_overs=left)
    dignitary.delete()
    return left


def swap(rows: Any, pk: int, step: int) -> bool:
    """Moves the row `pk` of an ordered related manager by one place, and numbers all anew. Returns whether it moved.

    The caller holds the lock on the ceremony.
    """
    ordered = list(rows.all())
    at = next((index for index, row in enumerate(ordered) if row.pk == pk), None)
    if at is None or step not in (-1, 1) or not 0 <= at + step < len(ordered):
        return False
    ordered[at], ordered[at + step] = ordered[at + step], ordered[at]
    for place, row in enumerate(ordered, start=1):
        row.place = place
    rows.model.objects.bulk_update(ordered, ["place"])
    return True


def _last(rows):
    return rows.values_list("place", flat=True).last() or 0
