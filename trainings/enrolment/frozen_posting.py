"""Correcting the rank and unit stored with an enrolment. The officer's postings and current rank and unit stay as they are."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates_session
from accounts.refusal import Refused
from participants.models import Rank, Unit
from trainings.models import Enrolment


@transaction.atomic
def correct_frozen_posting(enrolment: Enrolment, *, by: User | None, **values: Rank | Unit) -> Enrolment:
    """Writes `rank` (Rank) and `unit` (Unit), as far as they are given, into the enrolment. Returns it.

    Issued certificates do not change. Raises Refused unless `by` coordinates the programme.
    """
    enrolment = Enrolment.objects.select_related("session__phase").select_for_update(of=("self",)).get(pk=enrolment.pk)
    if not coordinates_session(by, enrolment.session):
        raise Refused(_("Only a coordinator of the programme may correct this."))
    changed = {field: value for field, value in values.items() if value.pk != getattr(enrolment, f"{field}_id")}
    if not changed:
        return enrolment
    before = {field: getattr(enrolment, f"{field}_id") for field in changed}
    for field, value in changed.items():
        setattr(enrolment, field, value)
    enrolment.save(update_fields=list(changed))
    record(
        by, "enrolment.corrected", enrolment, before=before, after={field: value.pk for field, value in changed.items()}
    )
    return enrolment
