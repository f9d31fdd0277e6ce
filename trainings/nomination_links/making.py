"""Making links for the units that have a quota, and taking them back. One link of a unit and session opens something at a time."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.trail import record_many
from accounts.models import User
from accounts.permissions import coordinates_session, require
from accounts.refusal import Refused
from trainings.enrolment.enrolment import refuse_unless_open_to_officers
from trainings.models import LinkEnd, NominationLink, TrainingSession
from trainings.nomination_links.addresses import hash_of, secret_of

VALID_FOR = timedelta(days=21)


@transaction.atomic
def make(
    session: TrainingSession,
    *,
    units: Iterable[int] | None = None,
    renew: bool = False,
    by: User,
    now: datetime | None = None,
) -> list[NominationLink]:
    """Makes a link for each unit with a quota that has none which works. Returns the new NominationLinks.

    units: ids, for these units only. renew: also for those that have one that works; it ends. now: for tests.
    Raises Refused for a session that takes no officers any more, for a unit without a quota, and where no unit has one.
    """
    session = TrainingSession.objects.locked(session.pk)
    require(by, coordinates_session, session)
    refuse_unless_open_to_officers(session)
    now = now or timezone.now()
    with_quota = session.quotas.filter(unit__isnull=False).order_by("pk").values_list("unit", flat=True)
    asked = list(with_quota)
    if not asked:
        raise Refused(_("Set quotas for units first: a link belongs to a unit and shows its seats."))
    standing = session.nomination_links.filter(ended_at__isnull=True).order_by("pk").select_for_update()
    older = {link.unit_id: link for link in standing}
    if units is not None:
        chosen = set(units)
        if not chosen <= set(asked):
            raise Refused(_("This unit has no quota here."))
        asked = [unit for unit in asked if unit in chosen]
    if not renew:
        asked = [unit for unit in asked if unit not in older or older[unit].expires_at <= now]
    _end([older[unit] for unit in asked if unit in older], LinkEnd.REPLACED, by=by, now=now)
    links = [
        NominationLink(session=session, unit_id=unit, made_by=by, made_at=now, expires_at=now + VALID_FOR)
        for unit in asked
    ]
    for link in links:
        link.secret_hash = hash_of(secret_of(link))
    links = NominationLink.objects.bulk_create(links, batch_size=500)
    record_many(by, "nomination_link.made", [(link, {"session": session.pk, "unit": link.unit_id}) for link in links])
    return links


@transaction.atomic
def take_back(link: NominationLink, *, by: User | None, now: datetime | None = None) -> NominationLink:
    """Ends a link at once; what was typed by it stays with the session. Returns it. Raises Refused where it has ended already."""
    session = TrainingSession.objects.locked(link.session_id)
    require(by, coordinates_session, session)
    link = NominationLink.objects.select_for_update().get(pk=link.pk)
    if link.ended_at is not None:
        raise Refused(_("This link was taken back or replaced already."))
    _end([link], LinkEnd.TAKEN_BACK, by=by, now=now or timezone.now())
    return link


def _end(links, reason, *, by, now):
    for link in links:
        link.ended_at, link.end_reason = now, reason
    NominationLink.objects.bulk_update(links, ["ended_at", "end_reason"], batch_size=500)
    record_many(by, "nomination_link.ended", [(link, {"unit": link.unit_id, "why": str(reason)}) for link in links])
