"""Two sessions on one day that need the same trainer, guest, venue or officers; and a trainer who is away on a day of a session.

The comparison is pure and takes Bookings, so that sessions that are only planned are compared like those on record. Of a session
of another programme nothing is told but that somebody or something is not free.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import NamedTuple

from django.db.models import Count, F, Q
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.text.localised_text import date_range_text
from accounts.text.sentences import numbers
from trainings.models import (
    Enrolment,
    EnrolmentState,
    ResourceBooking,
    ResourceKind,
    SessionGuest,
    SessionState,
    SessionTrainer,
    TrainerAbsence,
    TrainingSession,
)
from trainings.resources.use import Part, days_of, parts_of

# A session that nobody can change any more has no clash to settle.
TO_SETTLE = (SessionState.DRAFT, SessionState.SCHEDULED, SessionState.RUNNING)
TAKES_TIME = tuple(state for state in SessionState if state != SessionState.CANCELLED)
STANDS = tuple(state for state in EnrolmentState if state != EnrolmentState.WITHDRAWN)
MOST_RIVALS = 1000
MOST_ABSENCES = 2000
_OF_A_GUEST = ("session", "guest__name_en", "guest__name_bn")


class ClashKind(Enum):
    TRAINER = "trainer"
    VENUE = "venue"
    ROOM = "room"
    OFFICERS = "officers"
    GUEST = "guest"
    AWAY = "away"


@dataclass(frozen=True)
class Booking:
    """What a session takes. key: its id, or a negative number while it is only planned. programme: an id; place: an id.

    trainers: {id of the account: name}; guests: {id of the GuestExpert: name}. rooms: {id of a room that is booked: name}; parts: the
    half-days in which it is taken.
    """

    key: int
    code: str
    programme: int
    place: int
    venue: str
    town: str
    dates: frozenset[date]
    trainers: Mapping[int, str] = field(default_factory=dict)
    guests: Mapping[int, str] = field(default_factory=dict)
    rooms: Mapping[int, str] = field(default_factory=dict)
    parts: frozenset[Part] = frozenset()


class Away(NamedTuple):
    """Days on which a trainer is away. programme: the id of the one that noted it; None where the trainer did, for all of them."""

    first_day: date
    last_day: date
    programme: int | None

    def is_told_to(self, programme: int) -> bool:
        """Whether this programme learns that the person is away, and not only that the person is not free."""
        return self.programme in (None, programme)


class SessionClash(NamedTuple):
    """`booking` and `other` meet on `dates` (in order). who: the trainer (user: the id of the account), guest, venue or room;
    officers: how many.


    other: None where the session belongs to another programme, and where a trainer is away. is_told: the programme may know that.
    """

    kind: ClashKind
    booking: Booking
    other: Booking | None
    dates: tuple[date, ...]
    who: str = ""
    officers: int = 0
    user: int = 0
    is_told: bool = False

    @property
    def title(self) -> str:
        """What a page says first: who or what is wanted twice, and when."""
        dates = date_range_text(self.dates[0], self.dates[-1], get_language())
        if self.kind == ClashKind.OFFICERS:
            return self._officers_title(dates)
        if self.kind == ClashKind.AWAY and self.is_told:
            return _("%(who)s is away on %(dates)s") % {"who": self.who, "dates": dates}
        sentence = {
            (ClashKind.TRAINER, False): _("%(who)s is in two sessions on %(dates)s"),
            (ClashKind.TRAINER, True): _("%(who)s is not free on %(dates)s"),
            (ClashKind.AWAY, True): _("%(who)s is not free on %(dates)s"),
            (ClashKind.GUEST, False): _("%(who)s is in two sessions on %(dates)s"),
            (ClashKind.GUEST, True): _("%(who)s is not free on %(dates)s"),
            (ClashKind.VENUE, False): _("%(who)s is taken twice on %(dates)s"),
            (ClashKind.VENUE, True): _("%(who)s is not free on %(dates)s"),
            (ClashKind.ROOM, False): _("%(who)s is booked twice on %(dates)s"),
            (ClashKind.ROOM, True): _("%(who)s is not free on %(dates)s"),
        }[self.kind, self.other is None]
        return sentence % {"who": self.who, "dates": dates}

    @property
    def fact(self) -> str:
        """Where: both sessions with their towns, or the own one alone."""
        words = {"one": self.booking.code, "town": self.booking.town}
        if self.kind == ClashKind.AWAY:
            return _("%(one)s in %(town)s needs another trainer on these days.") % words
        if self.other is None:
            return _("%(one)s in %(town)s needs the same days.") % words
        words |= {"other": self.other.code, "other_town": self.other.town}
        return _("%(one)s in %(town)s and %(other)s in %(other_town)s.") % words

    def _officers_title(self, dates):
        words = numbers(count=self.officers) | {"one": self.booking.code, "dates": dates}
        if self.other is None:
            sentence = ngettext(
                "%(count)s officer of %(one)s is not free on %(dates)s",
                "%(count)s officers of %(one)s are not free on %(dates)s",
                self.officers,
            )
            return sentence % words
        sentence = ngettext(
            "%(count)s officer is enrolled in %(one)s and %(other)s, both on %(dates)s",
            "%(count)s officers are enrolled in %(one)s and %(other)s, both on %(dates)s",
            self.officers,
        )
        return sentence % (words | {"other": self.other.code})


def compare(
    ours: Sequence[Booking],
    others: Iterable[Booking] = (),
    *,
    officers: Mapping[frozenset[int], int] | None = None,
    away: Mapping[int, Sequence[Away]] | None = None,
    since: date | None = None,
) -> list[SessionClash]:
    """Returns the clashes of `ours` among themselves and with `others`, in the order of their days. Pure.

    officers: {the keys of two sessions: how many officers have a seat in both}. away: {id of an account: when its person is away}.
    since: earlier days are left out.
    """
    seen, by_date = set(), _by_date([*ours, *others])
    found = [clash for booking in ours for clash in _absent(booking, away or {}, since)]
    for booking in ours:
        rivals = {rival.key: rival for day in booking.dates for rival in by_date[day]}
        for rival in rivals.values():
            pair = frozenset({booking.key, rival.key})
            dates = tuple(sorted(day for day in booking.dates & rival.dates if since is None or day >= since))
            if len(pair) == 1 or pair in seen or not dates:
                continue
            seen.add(pair)
            found += _of_two(booking, rival, dates, (officers or {}).get(pair, 0))
    return sorted(found, key=lambda clash: (clash.dates, clash.booking.code, clash.kind.value, clash.who))


def _by_date(bookings):
    by_date = defaultdict(list)
    for booking in bookings:
        for day in booking.dates:
            by_date[day].append(booking)
    return by_date


def _of_two(booking, rival, dates, officers):
    other = rival if rival.programme == booking.programme else None
    for user in sorted(booking.trainers.keys() & rival.trainers.keys()):
        yield SessionClash(ClashKind.TRAINER, booking, other, dates, who=booking.trainers[user], user=user)
    for guest in sorted(booking.guests.keys() & rival.guests.keys()):
        yield SessionClash(ClashKind.GUEST, booking, other, dates, who=booking.guests[guest])
    yield from _of_rooms(booking, rival, other, dates)
    # Where both have rooms on record, these are compared, not what the venues are called.
    by_words = not (booking.rooms and rival.rooms)
    if (
        by_words
        and booking.venue.strip()
        and (booking.place, _same(booking.venue)) == (rival.place, _same(rival.venue))
    ):
        yield SessionClash(ClashKind.VENUE, booking, other, dates, who=booking.venue)
    if officers:
        yield SessionClash(ClashKind.OFFICERS, booking, other, dates, officers=officers)


def _absent(booking, away, since):
    """The trainers of a session who are away on days of it, each once."""
    for user in sorted(booking.trainers.keys() & away.keys()):
        met = {
            day: one
            for one in away[user]
            for day in booking.dates
            if one.first_day <= day <= one.last_day and (since is None or day >= since)
        }
        if met:
            told = any(one.is_told_to(booking.programme) for one in met.values())
            dates, who = tuple(sorted(met)), booking.trainers[user]
            yield SessionClash(ClashKind.AWAY, booking, None, dates, who=who, user=user, is_told=told)


def _of_rooms(booking, rival, other, dates):
    taken = {part.day for part in booking.parts & rival.parts}
    meets = tuple(day for day in dates if day in taken)
    for room in sorted(booking.rooms.keys() & rival.rooms.keys()) if meets else ():
        yield SessionClash(ClashKind.ROOM, booking, other, meets, who=booking.rooms[room])


def _same(venue):
    """A venue as it is compared: case, spaces and marks do not matter."""
    return "".join(letter for letter in venue.casefold() if letter.isalnum())


def clashes_of(sessions: Collection[TrainingSession], *, since: date | None = None) -> list[SessionClash]:
    """Returns the clashes of these sessions with each other and with all the rest. Seven queries at most, however many sessions.

    sessions: with phase and place; those that are over or cancelled have none. Sessions without planned days take no time.
    """
    ours = [one for one in sessions if one.state in TO_SETTLE]
    if not ours:
        return []
    officers = _shared_officers(ours, since)
    rivals = _rivals(ours, {key for pair in officers for key in pair})
    bookings = {one.key: one for one in _bookings([*ours, *rivals])}
    own = [bookings[one.pk] for one in ours]
    others = [bookings[one.pk] for one in rivals]
    return compare(own, others, officers=officers, away=away_on_days_of(own), since=since)


def rivals_of(planned: Sequence[Booking]) -> list[Booking]:
    """Returns the Bookings on record that may clash with planned ones: same days, and a trainer, guest or place of theirs. Five queries."""
    days = [day for one in planned for day in one.dates]
    if not days:
        return []
    wanted = Q(place__in={one.place for one in planned}) | Q(
        trainers__user__in={user for one in planned for user in one.trainers}
    )
    if guests := {guest for one in planned for guest in one.guests}:
        wanted |= Q(pk__in=SessionGuest.objects.filter(guest__in=guests).values("session"))
    return _bookings(_standing(min(days), max(days)).filter(wanted).distinct()[:MOST_RIVALS])


def away_on_days_of(bookings: Sequence[Booking]) -> dict[int, list[Away]]:
    """Returns {id of a trainer: when the person is away} about the days of these Bookings. One query, none without trainers."""
    people = {user for one in bookings for user in one.trainers}
    days = [day for one in bookings for day in one.dates]
    if not people or not days:
        return {}
    rows = TrainerAbsence.objects.filter(user__in=people, first_day__lte=max(days), last_day__gte=min(days))
    found: dict[int, list[Away]] = defaultdict(list)
    facts = rows.order_by("first_day", "pk").values_list("user", "first_day", "last_day", "programme")
    for user, first, last, programme in facts[:MOST_ABSENCES]:
        found[user].append(Away(first, last, programme))
    return found


def _standing(first, last):
    """Sessions that take time between two days. `order_by` keeps the limit the same from one page to the next."""
    rows = TrainingSession.objects.filter(state__in=TAKES_TIME, starts_on__lte=last, ends_on__gte=first)
    return rows.select_related("phase", "place").order_by("starts_on", "pk")


def _rivals(ours, sharing_officers):
    trainers = SessionTrainer.objects.filter(session__in=ours).values("user")
    rooms = ResourceBooking.objects.filter(session__in=ours, resource__kind=ResourceKind.ROOM).values("resource")
    first, last = min(one.starts_on for one in ours), max(one.ends_on for one in ours)
    wanted = (
        Q(pk__in=sharing_officers)
        | Q(place__in={one.place_id for one in ours})
        | Q(pk__in=SessionTrainer.objects.filter(user__in=trainers).values("session"))
        | Q(
            pk__in=SessionGuest.objects.filter(
                guest__in=SessionGuest.objects.filter(session__in=ours).values("guest")
            ).values("session")
        )
        | Q(pk__in=ResourceBooking.objects.filter(resource__in=rooms).values("session"))
    )
    return list(_standing(first, last).exclude(pk__in=[one.pk for one in ours]).filter(wanted)[:MOST_RIVALS])


def _bookings(sessions):
    sessions = list(sessions)
    days, rooms = days_of([one.pk for one in sessions]), _rooms(sessions)
    trainers: dict[int, dict[int, str]] = defaultdict(dict)
    named = SessionTrainer.objects.filter(session__in=sessions).order_by()
    for session, user, name in named.values_list("session", "user", "user__full_name"):
        trainers[session][user] = name
    guests: dict[int, dict[int, str]] = defaultdict(dict)
    for one in SessionGuest.objects.filter(session__in=sessions).order_by().select_related("guest").only(*_OF_A_GUEST):
        guests[one.session_id][one.guest_id] = one.guest.name
    return [
        Booking(
            one.pk,
            one.code,
            one.phase.programme_id,
            one.place_id,
            one.venue_en,
            one.place.name,
            frozenset(day.date for day in days.get(one.pk, [])),
            trainers[one.pk],
            guests[one.pk],
            rooms[one.pk],
            parts_of(ResourceKind.ROOM, one, days.get(one.pk, [])) if rooms[one.pk] else frozenset(),
        )
        for one in sessions
    ]


def _rooms(sessions):
    """{id of the session: {id of a room: name}} of what is booked. One query."""
    rooms: dict[int, dict[int, str]] = defaultdict(dict)
    booked = ResourceBooking.objects.filter(session__in=sessions, resource__kind=ResourceKind.ROOM)
    for one in booked.order_by("pk").select_related("resource__venue"):
        rooms[one.session_id][one.resource_id] = one.resource.full_name
    return rooms


def _shared_officers(ours, since):
    """{the ids of two sessions: how many officers have a seat in both on one day}. One query."""
    elsewhere = "officer__enrolments"
    first, last = min(one.starts_on for one in ours), max(one.ends_on for one in ours)
    rows = Enrolment.objects.holding_a_seat().filter(
        # In one call: every condition is about the same other enrolment and the same day.
        Q(**{f"{elsewhere}__session__gt": F("session")}) | Q(**{f"{elsewhere}__session__lt": F("session")}),
        session__in=[one.pk for one in ours],
        double_of=None,
        **{f"{elsewhere}__session__days__date": F("session__days__date")},
        **{f"{elsewhere}__session__state__in": TAKES_TIME},
        # Not needed for the answer: so that the days of other years are never looked at.
        **{f"{elsewhere}__session__starts_on__lte": last, f"{elsewhere}__session__ends_on__gte": first},
        **{f"{elsewhere}__state__in": STANDS},
        **{f"{elsewhere}__place_in_line": None},
        **{f"{elsewhere}__double_of": None},
        **({"session__days__date__gte": since} if since else {}),
    )
    pairs = rows.order_by().values_list("session", f"{elsewhere}__session").annotate(n=Count("officer", distinct=True))
    return {frozenset({one, other}): count for one, other, count in pairs}
