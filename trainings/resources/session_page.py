"""What the page "Resources" of a session shows: what is booked, and what could be."""

import uuid
from dataclasses import dataclass
from typing import Any

from trainings.models import Resource, ResourceBooking, ResourceKind, TrainingSession
from trainings.resources.availability import Offer, offers_of
from trainings.resources.pages import Booked, booked_rows
from trainings.resources.stock import WAITING, handed_out, left_of

MOST_SHOWN = 100
ROOMS_OFFERED = 8


@dataclass(frozen=True)
class Line:
    """A booking on the page. handed: pieces of a stock that the session has; left: pieces in stock; form: of the next line of
    the ledger; is_small: a room with fewer seats than the session."""

    booked: Booked
    handed: int = 0
    left: int = 0
    form: uuid.UUID | None = None
    is_small: bool = False


def booked_lines(session: TrainingSession) -> list[Line]:
    """Returns what is booked for a session: rooms, kits, stock. A constant number of queries."""
    rows = ResourceBooking.objects.filter(session=session).select_related("session", "resource__venue", "booked_by")
    order = list(ResourceKind.values)
    bookings = sorted(rows[:MOST_SHOWN], key=lambda one: (order.index(one.resource.kind), one.resource.name_en))
    stocks = [one.resource_id for one in bookings if one.resource.kind == ResourceKind.STOCK]
    handed, left = handed_out(stocks, [session.pk]), left_of(stocks)
    return [_line(row, session, handed, left) for row in booked_rows(bookings)]


def page(session: TrainingSession) -> dict[str, Any]:
    """Returns the context of the page for coordinators. session: with phase, programme and place. A constant number of queries."""
    is_open = session.state in WAITING
    offers: dict[str, list[Offer]] = {kind: offers_of(session, kind) if is_open else [] for kind in ResourceKind.values}
    lines = booked_lines(session)
    booked = {one.booked.booking.resource_id for one in lines}
    rooms = [one for one in offers[ResourceKind.ROOM] if one.resource.pk not in booked]
    free = [one for one in rooms if one.is_free]
    return {
        "session": session,
        "programme": session.phase.programme,
        "lines": lines,
        "is_open": is_open,
        "rooms": free[:ROOMS_OFFERED],
        "rooms_more": max(0, len(free) - ROOMS_OFFERED),
        "rooms_taken": len(rooms) - len(free),
        "offers": offers,
        "has_resources": any(offers.values()) or Resource.objects.filter(programme=session.phase.programme_id).exists(),
        "has_room": any(one.booked.booking.resource.kind == ResourceKind.ROOM for one in lines),
    }


def _line(row, session, handed, left):
    resource = row.booking.resource
    if resource.kind != ResourceKind.STOCK:
        return Line(row, is_small=resource.kind == ResourceKind.ROOM and (resource.seats or 0) < session.capacity)
    return Line(row, handed.get((resource.pk, session.pk), 0), left[resource.pk], uuid.uuid4())
