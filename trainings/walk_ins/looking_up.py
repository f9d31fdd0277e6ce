"""Who is meant by a service number that was typed in the hall: an officer of this programme, or nobody it may tell of."""

from datetime import datetime, time
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import AuditEntry, User
from accounts.permissions import can_mark_attendance, coordinates_session, require
from accounts.refusal import Refused
from accounts.text.localised_text import number_text
from participants.models import Officer
from participants.officers.former_service_numbers import officers_of_former_numbers
from participants.roster_import.known_officers import FORCE
from trainings.models import TrainingSession

VERB = "walk_in.looked_up"
# Names that one trainer may see by typing numbers, per day. A hall has fewer latecomers.
MOST_A_DAY = 40


class Found(NamedTuple):
    """officer: on record of the programme, or None. hidden: ids of officers under the number whom this programme may not see."""

    officer: Officer | None
    hidden: tuple[int, ...] = ()


@transaction.atomic
def look_up(session: TrainingSession, number: str, *, by: User, now: datetime | None = None) -> Officer | None:
    """Returns the officer of the session's programme under a service number (ten digits), or None: unknown, or of another programme.

    Audited where a name is shown. Raises Refused beyond MOST_A_DAY names for somebody who does not coordinate the programme.
    """
    session = TrainingSession.objects.locked(session.pk)
    require(by, can_mark_attendance, session)
    officer = find(session, number).officer
    if officer is None:
        return None
    shown = _shown_today(by, now or timezone.now())
    if str(officer.pk) in shown:
        return officer
    if not coordinates_session(by, session) and len(shown) >= MOST_A_DAY:
        raise Refused(
            _("You have looked up %(most)s officers today. A coordinator can add more.")
            % {"most": number_text(MOST_A_DAY, get_language())}
        )
    record(by, VERB, officer, session=session.pk)
    return officer


def find(session: TrainingSession, number: str) -> Found:
    """Returns whom a number means for the programme of a session; former numbers count too. Three queries."""
    ids = set(Officer.objects.filter(force__code=FORCE, service_number=number).values_list("pk", flat=True))
    ids |= set(officers_of_former_numbers([number], force=FORCE).values())
    if not ids:
        return Found(None)
    ours = Officer.objects.of_programme(session.phase.programme_id).filter(pk__in=ids)
    officer = ours.with_names().order_by("pk").first()
    return Found(officer, () if officer else tuple(sorted(ids)))


def _shown_today(by, now):
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(now), time()))
    entries = AuditEntry.objects.filter(verb=VERB, actor_id=by.pk, at__gte=midnight)
    return set(entries.order_by().values_list("target_id", flat=True))
