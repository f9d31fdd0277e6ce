"""Where the offices of units read their e-mail: noted by a coordinator for the own programme, never guessed, never in the trail."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates_session, require
from accounts.refusal import Refused
from participants.models import Unit
from trainings.letters.addressees import units_written_to
from trainings.models import LetterKind, TrainingSession, UnitOffice


def units_of(session: TrainingSession) -> QuerySet[Unit]:
    """Returns the units whose offices hear of the session: those of its officers, and those with a quota. By name."""
    return Unit.objects.filter(pk__in=units_written_to(session, LetterKind.CHANGE)).order_by("name_en", "pk")


def addresses_of(session: TrainingSession) -> dict[int, str]:
    """Returns {id of a unit: the address its office has in the programme of a session}. One query."""
    return dict(UnitOffice.objects.filter(programme=session.phase.programme_id).values_list("unit", "email"))


@transaction.atomic
def note(session: TrainingSession, addresses: Mapping[int, str], *, by: User, now: datetime) -> int:
    """Notes the addresses of offices for the programme of a session; "" takes one out. Returns how many changed.

    addresses: {id of a unit: e-mail}. Raises Refused for a unit that has nothing to do with the session, and for what is no
    e-mail address; then nothing is noted.
    """
    require(by, coordinates_session, session)
    addresses = {unit: email.strip() for unit, email in addresses.items()}
    if not addresses.keys() <= units_written_to(session, LetterKind.CHANGE):
        raise Refused(
            _("This unit sends nobody to the session. Open the page again and note the addresses of those listed.")
        )
    for email in addresses.values():
        _refuse_wrong(email)
    programme, before = session.phase.programme, addresses_of(session)
    changed = {unit: email for unit, email in addresses.items() if email != before.get(unit, "")}
    for unit, email in sorted(changed.items()):
        if email:
            facts = {"email": email, "noted_by": by, "noted_at": now}
            office, _is_new = UnitOffice.objects.update_or_create(programme=programme, unit_id=unit, defaults=facts)
            record(by, "unit_office.noted", office, unit=unit)
        elif former := UnitOffice.objects.filter(programme=programme, unit=unit).first():
            record(by, "unit_office.removed", former, unit=unit)
            former.delete()
    return len(changed)


def _refuse_wrong(email):
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise Refused(_("Write an e-mail address such as name@example.org, or leave the field empty.")) from None
