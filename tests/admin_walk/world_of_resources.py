"""A venue with a room, a kit and a stock, booked for the session that is to come."""

import uuid

from django.utils import timezone

from trainings.resources import booking, catalogue, stock


def build(side):
    programme, by, now = side.programme, side.coordinator, timezone.now()
    facts = {name: side.word(f"venue.{name}") for name in ("name_en", "name_bn", "notes")}
    venue = catalogue.add_venue(programme, facts | {"place": side.place}, by=by)
    room, kit, booklets = (
        catalogue.add(
            programme, kind, {"name_en": side.word(f"{kind}.name_en"), "notes": side.word("note")} | more, by=by
        )
        for kind, more in (("room", {"venue": venue, "seats": 40}), ("kit", {"count": 3}), ("stock", {}))
    )
    line = stock.Line(uuid.uuid4(), "received", 90, note=side.word("note in a ledger"))
    stock.enter(booklets, line, by=by, now=now)
    for one in (room, kit):
        booking.book(side.scheduled, one, booking.Wanted(), by=by, now=now)
    wanted = booking.Wanted(100, reason=side.word("why all the same"))
    promised = booking.book(side.scheduled, booklets, wanted, by=by, now=now)
    side.keep(venue=venue, room=room, booklets=booklets, booking=promised)
