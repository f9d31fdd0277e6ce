"""Records consultations. The model has the rules (fields, constraints, clean); this module saves."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.refusal import Refused
from programmes.locking import refuse_unless_coordinates
from programmes.models import Consultation, Programme


@transaction.atomic
def record_consultation(consultation: Consultation, *, by: User | None) -> Consultation:
    """Saves a valid new or changed consultation and returns it. Raises Refused with the first problem.

    Two changes of the same chain run one after the other, so that no circle can arise.
    """
    if consultation.programme_id is None:
        raise Refused(_("Choose the programme."))
    programme = Programme.objects.select_for_update().get(pk=consultation.programme_id)
    refuse_unless_coordinates(by, programme)
    is_new = consultation.pk is None
    try:
        consultation.full_clean()
    except ValidationError as no:
        raise Refused(first_sentence(no)) from no
    consultation._history_user = by
    consultation.save()
    record(by, "consultation.recorded" if is_new else "consultation.changed", consultation)
    return consultation


def first_sentence(problem: ValidationError) -> str:
    """Returns the first sentence of a ValidationError."""
    return problem.messages[0]


def chain_of(consultation: Consultation) -> tuple[list[Consultation], list[Consultation]]:
    """Returns (what it builds on, oldest first; what followed from it, in time) as two lists of consultations.

    One query for the whole programme: a chain has no fixed length.
    """
    known = {one.pk: one for one in Consultation.objects.filter(programme=consultation.programme_id).in_time()}
    before: list[Consultation] = []
    at = known.get(consultation.follows_id)
    while at is not None and at not in before:
        before.insert(0, at)
        at = known.get(at.follows_id)
    after: list[Consultation] = []
    reached = {consultation.pk}
    grown = True
    while grown:
        grown = False
        for one in known.values():
            if one.follows_id in reached and one.pk not in reached:
                reached.add(one.pk)
                after.append(one)
                grown = True
    return before, after
