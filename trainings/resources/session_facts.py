"""What the lists of sessions want to know of rooms, kits and stock, for many sessions at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from trainings.models import Resource, ResourceBooking, ResourceKind, TrainingSession
from trainings.resources.availability import problems_of_bookings
from trainings.resources.catalogue import venue_texts
from trainings.resources.stock import WAITING
from trainings.resources.use import MOST_BOOKINGS


@dataclass(frozen=True)
class BookedFacts:
    """What is booked for a session. rooms: names; pieces: of each stock that is promised. …_problem: a sentence where something
    does not fit any more. is_in_known_venue: its venue, as it is written, is one with rooms on record, or such a room."""

    rooms: Sequence[str] = ()
    pieces: Sequence[int] = ()
    room_problem: str = ""
    kit_problem: str = ""
    stock_problem: str = ""
    has_rooms_on_record: bool = False
    has_stock_on_record: bool = False
    is_in_known_venue: bool = False


NOTHING = BookedFacts()


def booked_for(sessions: Iterable[TrainingSession], *, today: date) -> dict[int, BookedFacts]:
    """Returns {id of the session: BookedFacts} of those that are not over. sessions: with phase. A constant number of queries:
    one where their programmes have nothing on record."""
    ours = {one.pk: one for one in sessions if one.state in WAITING and one.ends_on >= today}
    on_record = _on_record({one.phase.programme_id for one in ours.values()}) if ours else {}
    if not on_record:
        return {}
    rows = ResourceBooking.objects.filter(session__in=ours).select_related("session", "resource__venue")
    bookings = list(rows.order_by("session_id", "pk")[:MOST_BOOKINGS])
    problems = problems_of_bookings(bookings)
    by_session: dict[int, list[ResourceBooking]] = defaultdict(list)
    for booking in bookings:
        by_session[booking.session_id].append(booking)
    return {
        pk: _facts(one, by_session[pk], problems.get(pk, {}), on_record.get(one.phase.programme_id, _OnRecord()))
        for pk, one in ours.items()
    }


@dataclass
class _OnRecord:
    """What a programme has in use: kinds, and how the venues of its rooms are written: (id of the place, text without regard to case)."""

    kinds: set[str] = field(default_factory=set)
    venues: set[tuple[int, str]] = field(default_factory=set)


def _on_record(programmes):
    """{id of the programme: _OnRecord}. One query."""
    found: dict[int, _OnRecord] = defaultdict(_OnRecord)
    rows = Resource.objects.in_use().filter(programme__in=programmes).order_by("pk")[:MOST_BOOKINGS]
    names = ("venue__place", "name_en", "name_bn", "venue__name_en", "venue__name_bn")
    for programme, kind, place, room_en, room_bn, venue_en, venue_bn in rows.values_list("programme", "kind", *names):
        found[programme].kinds.add(kind)
        if kind == ResourceKind.ROOM:
            texts = (venue_en, venue_bn, *venue_texts(room_en, room_bn, venue_en, venue_bn))
            found[programme].venues |= {(place, text.casefold()) for text in texts if text}
    return found


def _facts(session, bookings, problems, on_record):
    def names(kind):
        return [one for one in bookings if one.resource.kind == kind]

    def problem(kind):
        return " ".join(problems[one.pk] for one in names(kind) if one.pk in problems)

    written = {(session.place_id, text.strip().casefold()) for text in (session.venue_en, session.venue_bn)}
    return BookedFacts(
        rooms=[one.resource.full_name for one in names(ResourceKind.ROOM)],
        pieces=[one.quantity for one in names(ResourceKind.STOCK)],
        room_problem=problem(ResourceKind.ROOM),
        kit_problem=problem(ResourceKind.KIT),
        stock_problem=problem(ResourceKind.STOCK),
        has_rooms_on_record=ResourceKind.ROOM in on_record.kinds,
        has_stock_on_record=ResourceKind.STOCK in on_record.kinds,
        is_in_known_venue=bool(on_record.venues & written),
    )
