"""Booking a room, a kit or pieces of a stock for a session, and releasing it again.

Rooms and kits that are taken are refused with what is free instead: two sessions cannot sit in one room. Of a stock more can be
promised than there is, with a reason, because more may come before the session does.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates_session, require
from accounts.refusal import Refused
from accounts.text.sentences import numbers
from trainings.models import Resource, ResourceBooking, ResourceKind, TrainingSession
from trainings.models.resource import LONGEST_NOTE, MOST_AT_ONCE, MOST_OF_A_KIT, MOST_TRANSPORT_DAYS
from trainings.resources.availability import lack_sentence, rooms_proposed, short_sentence, stock_figures
from trainings.resources.catalogue import venue_texts
from trainings.resources.stock import WAITING, handed_out, lock_resource
from trainings.resources.use import capacity_of, days_of, lack_of, uses_of, wanted_use

MOST_PER_SESSION = 20
MOST_PIECES = {ResourceKind.ROOM: 1, ResourceKind.KIT: MOST_OF_A_KIT, ResourceKind.STOCK: MOST_AT_ONCE}


class PromisedTooMuch(Refused):
    """More of a stock would be promised than is left; booking it needs a reason."""


@dataclass(frozen=True)
class Wanted:
    """What a coordinator asks for. before, after: days on which a kit is on its way. reason: why more of a stock than there is.

    writes_venue: whether the room becomes the venue of the session, in words.
    """

    quantity: int = 1
    before: int = 0
    after: int = 0
    reason: str = ""
    writes_venue: bool = False


@transaction.atomic
def book(session: TrainingSession, resource: Resource, wanted: Wanted, *, by: User, now: datetime) -> ResourceBooking:
    """Books a resource for the days of a session, or changes what was booked of it; returns the ResourceBooking. now: aware.

    by: a coordinator of the session. Raises Refused for a session that is over, a resource of another programme or out of use,
    a number out of bounds, and a room or kit that is taken; PromisedTooMuch for a stock that is too small, without a reason.
    """
    session = TrainingSession.objects.locked(session.pk, "phase__programme", "place")
    require(by, coordinates_session, session)
    _refuse_when_over(session)
    # Whoever books the same thing for another session waits here, and sees this booking.
    resource = lock_resource(resource)
    _refuse(session, resource, wanted)
    reason = _why_all_the_same(session, resource, wanted)
    _refuse_taken(session, resource, wanted)
    facts = {
        "quantity": wanted.quantity,
        "days_before": wanted.before,
        "days_after": wanted.after,
        "reason": reason,
        "booked_by": by,
        "booked_at": now,
    }
    booking, is_new = ResourceBooking.objects.update_or_create(session=session, resource=resource, defaults=facts)
    verb = "bookable.booked" if is_new else "bookable.booking_changed"
    details = {"session": session.pk, "quantity": booking.quantity}
    record(by, verb, resource, **details, **({"beyond_stock": True} if reason else {}))
    if wanted.writes_venue and resource.kind == ResourceKind.ROOM:
        _write_venue(session, resource, by)
    return booking


@transaction.atomic
def release(booking: ResourceBooking, *, by: User) -> None:
    """Gives back what was booked; the venue of the session stays as it is written. What is released already needs nothing.

    Raises Refused for a session that is over, and for pieces that were handed out: they are given back first.
    """
    session = TrainingSession.objects.locked(booking.session_id, "phase__programme")
    require(by, coordinates_session, session)
    found = ResourceBooking.objects.select_for_update(of=("self",)).filter(pk=booking.pk).first()
    if found is None:
        return
    _refuse_when_over(session)
    # Whoever hands pieces out at this moment waits, or was faster and is seen below.
    lock_resource(found.resource)
    if handed_out([found.resource_id], [session.pk]).get((found.resource_id, session.pk), 0) > 0:
        raise Refused(_("Some of it was handed out. Note first what is given back."))
    record(by, "bookable.released", found.resource, session=session.pk, quantity=found.quantity)
    found.delete()


def _refuse_when_over(session):
    if session.state not in WAITING:
        raise Refused(_("This session is over or cancelled. What was booked for it stays as it was."))


def _refuse(session, resource, wanted):
    if resource.programme_id != session.phase.programme_id:
        raise Refused(_("What was chosen belongs to another programme than the session."))
    booked = ResourceBooking.objects.filter(session=session)
    is_new = not booked.filter(resource=resource).exists()
    if is_new and resource.is_retired:
        raise Refused(_("%(name)s is out of use.") % {"name": resource.full_name})
    if is_new and booked.count() >= MOST_PER_SESSION:
        raise Refused(
            _("%(most)s rooms, kits and stocks are booked for this session already. Release one first.")
            % numbers(most=MOST_PER_SESSION)
        )
    most = MOST_PIECES[ResourceKind(resource.kind)]
    if not 1 <= wanted.quantity <= most:
        raise Refused(_("Give a number from %(least)s to %(most)s.") % numbers(least=1, most=most))
    if resource.kind != ResourceKind.KIT and (wanted.before or wanted.after):
        raise Refused(_("Only a kit has days on its way."))
    if not (0 <= wanted.before <= MOST_TRANSPORT_DAYS and 0 <= wanted.after <= MOST_TRANSPORT_DAYS):
        raise Refused(_("A kit is on its way for %(most)s days at most.") % numbers(most=MOST_TRANSPORT_DAYS))


def _refuse_taken(session, resource, wanted):
    if resource.kind == ResourceKind.STOCK:
        return
    use: Any = wanted_use(
        resource,
        session,
        days_of([session.pk]).get(session.pk, []),
        quantity=wanted.quantity,
        before=wanted.before,
        after=wanted.after,
    )
    if resource.kind == ResourceKind.KIT and wanted.quantity > capacity_of(resource):
        raise Refused(
            _("%(name)s: there are %(count)s in all.") % ({"name": resource.name} | numbers(count=resource.count))
        )
    lack = lack_of(use, uses_of([resource.pk], use.first, use.last), capacity_of(resource))
    if lack is None:
        return
    sentence = lack_sentence(resource, lack)
    if resource.kind == ResourceKind.ROOM:
        free = "; ".join(room.full_name for room in rooms_proposed(session))
        more = _("Free on all days: %(names)s.") % {"names": free} if free else _("No room on record is free then.")
        sentence = f"{sentence} {more}"
    raise Refused(sentence)


def _why_all_the_same(session, resource, wanted):
    """Returns the reason where more of a stock is promised than there is, else nothing."""
    if resource.kind != ResourceKind.STOCK:
        return ""
    figures = stock_figures([resource.pk], but=session.pk)[resource.pk]
    waits = wanted.quantity - handed_out([resource.pk], [session.pk]).get((resource.pk, session.pk), 0)
    if waits <= figures.free:
        return ""
    reason = wanted.reason.strip()[:LONGEST_NOTE]
    if not reason:
        sentence = short_sentence(resource, figures)
        raise PromisedTooMuch(f"{sentence} " + _("Promise fewer, or give a reason to promise more than there is."))
    return reason


def _write_venue(session, room, by):
    """The text stays as any other: who changes the booking later decides about it anew."""
    names = (room.name_en, room.name_bn, room.venue.name_en, room.venue.name_bn)
    session.venue_en, session.venue_bn = venue_texts(*names)
    session._history_user = by
    session.save(update_fields=["venue_en", "venue_bn"])
    record(by, "session.venue_set", session, room=room.pk)
