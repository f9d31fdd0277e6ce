"""What bookings take of a room or kit, and on which days. The comparison is pure; a few queries bring the bookings.

A room is taken in the half-days that its session teaches. A kit stays with its session from the first day to the last, days off
between them and days on its way included.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from trainings.models import Half, Resource, ResourceBooking, ResourceKind, SessionDay, TrainingSession
from trainings.models.resource import MOST_TRANSPORT_DAYS

MOST_BOOKINGS = 5000
WHOLE_DAY = ""
ON_ITS_WAY = timedelta(days=MOST_TRANSPORT_DAYS)


class Part(NamedTuple):
    """A half-day of a room (half: a value of Half), or a day of a kit (half: WHOLE_DAY)."""

    day: date
    half: str


@dataclass(frozen=True)
class Use:
    """What one session takes of one resource. resource, session: ids; code: of the session."""

    resource: int
    session: int
    code: str
    quantity: int
    parts: frozenset[Part]

    @property
    def first(self) -> date:
        return min(part.day for part in self.parts)

    @property
    def last(self) -> date:
        return max(part.day for part in self.parts)


@dataclass(frozen=True)
class Lack:
    """The first part on which there is not enough. free: how many are left there; uses: who has the others."""

    part: Part
    free: int
    uses: tuple[Use, ...]


def capacity_of(resource: Resource) -> int:
    """Returns how many of a resource can be taken at the same time: one room, or all of a kit."""
    return 1 if resource.kind == ResourceKind.ROOM else resource.count or 0


def lack_of(wanted: Use, uses: Iterable[Use], capacity: int) -> Lack | None:
    """Returns where `wanted` does not fit beside the uses of other sessions, None where it fits. Pure."""
    taken: dict[Part, list[Use]] = defaultdict(list)
    for use in uses:
        if use.resource == wanted.resource and use.session != wanted.session:
            for part in use.parts & wanted.parts:
                taken[part].append(use)
    # The morning comes before the afternoon, as in Half.
    for part in sorted(taken, key=lambda part: (part.day, part.half != Half.MORNING)):
        free = capacity - sum(use.quantity for use in taken[part])
        if free < wanted.quantity:
            return Lack(part, max(0, free), tuple(sorted(taken[part], key=lambda use: use.code)))
    return None


def free_of(wanted: Use, uses: Iterable[Use], capacity: int) -> int:
    """Returns how many are free on all parts of `wanted`, whatever its quantity. Pure."""
    taken: dict[Part, int] = defaultdict(int)
    for use in uses:
        if use.resource == wanted.resource and use.session != wanted.session:
            for part in use.parts & wanted.parts:
                taken[part] += use.quantity
    return max(0, capacity - max(taken.values(), default=0))


def parts_of(
    kind: str, session: TrainingSession, days: Sequence[SessionDay], *, before: int = 0, after: int = 0
) -> frozenset[Part]:
    """Returns the parts that a booking of this kind takes. days: of the session; while none are planned, its dates count."""
    dates = [day.date for day in days] or [session.starts_on, session.ends_on]
    if kind == ResourceKind.KIT:
        return frozenset(Part(day, WHOLE_DAY) for day in _all_days(min(dates), max(dates), before, after))
    if not days:
        return frozenset(Part(day, half) for day in _all_days(min(dates), max(dates)) for half in Half.values)
    halves = [
        *(Part(day.date, Half.MORNING.value) for day in days if day.has_morning),
        *(Part(day.date, Half.AFTERNOON.value) for day in days if day.has_afternoon),
    ]
    return frozenset(halves)


def wanted_use(
    resource: Resource,
    session: TrainingSession,
    days: Sequence[SessionDay],
    *,
    quantity: int = 1,
    before: int = 0,
    after: int = 0,
) -> Use:
    """Returns the Use that a booking with these figures would be. No query."""
    parts = parts_of(resource.kind, session, days, before=before, after=after)
    return Use(resource.pk, session.pk, session.code, quantity, parts)


def uses_of(resources: Collection[int], first: date, last: date | None = None) -> list[Use]:
    """Returns the Uses of rooms and kits (ids) by sessions that take days from `first` to `last` (without: and later). Two queries.

    A cancelled session uses nothing. At most MOST_BOOKINGS.
    """
    rows = ResourceBooking.objects.standing().filter(
        resource__in=resources,
        resource__kind__in=[ResourceKind.ROOM, ResourceKind.KIT],
        session__ends_on__gte=first - ON_ITS_WAY,
        **({"session__starts_on__lte": last + ON_ITS_WAY} if last else {}),
    )
    bookings = list(rows.select_related("session", "resource").order_by("session__starts_on", "pk")[:MOST_BOOKINGS])
    return uses_of_bookings(bookings)


def uses_of_bookings(bookings: Sequence[ResourceBooking]) -> list[Use]:
    """Returns the Uses of these bookings of rooms and kits, in their order. bookings: with session and resource. One query."""
    days = days_of([one.session_id for one in bookings])
    return [
        wanted_use(
            one.resource,
            one.session,
            days.get(one.session_id, []),
            quantity=one.quantity,
            before=one.days_before,
            after=one.days_after,
        )
        for one in bookings
    ]


def days_of(sessions: Collection[int]) -> dict[int, list[SessionDay]]:
    """Returns {id of the session: its days in order}. One query, none without sessions."""
    found: dict[int, list[SessionDay]] = defaultdict(list)
    rows = SessionDay.objects.filter(session__in=set(sessions)).order_by("session_id", "number") if sessions else []
    for day in rows:
        found[day.session_id].append(day)
    return found


def _all_days(first, last, before=0, after=0):
    start = first - timedelta(days=before)
    return [start + timedelta(days=number) for number in range((last - first).days + before + after + 1)]
