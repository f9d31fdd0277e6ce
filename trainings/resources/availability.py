"""What is free on the days of a session, and what does not fit any more since something moved."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.text.localised_text import date_text
from accounts.text.sentences import numbers
from trainings.models import Resource, ResourceBooking, ResourceKind, SessionDay, TrainingSession
from trainings.resources.stock import WAITING, left_of, promised_of
from trainings.resources.use import (
    MOST_BOOKINGS,
    ON_ITS_WAY,
    Lack,
    Use,
    capacity_of,
    days_of,
    free_of,
    lack_of,
    uses_of,
    wanted_use,
)

CODES_NAMED = 5
ROOMS_PROPOSED = 5
MOST_OFFERED = 500


class Offer(NamedTuple):
    """A resource and how many are free on all days of the session: of a room 1 or 0, of a stock what nobody else was promised."""

    resource: Resource
    free: int

    @property
    def is_free(self) -> bool:
        return self.free > 0


class StockFigures(NamedTuple):
    """Pieces of a stock: left in it, and promised to others, with the codes of their sessions."""

    left: int
    promised: int
    codes: tuple[str, ...]

    @property
    def free(self) -> int:
        return max(0, self.left - self.promised)


def offers_of(session: TrainingSession, kind: str) -> list[Offer]:
    """Returns what the programme has of a kind, with what is free for the session: what is free first. Five queries at most.

    Rooms: those in the place of the session first, then those with enough seats, the smallest of them first.
    """
    rows = Resource.objects.in_use().filter(programme=session.phase.programme_id, kind=kind)
    resources = list(rows.select_related("venue__place").order_by("name_en", "pk")[:MOST_OFFERED])
    free = _free(session, kind, resources)
    offers = [Offer(one, free[one.pk]) for one in resources]
    return sorted(offers, key=lambda offer: (not offer.is_free, *_order(offer.resource, session)))


def rooms_proposed(session: TrainingSession) -> list[Resource]:
    """Returns the first rooms that are free on all days of the session."""
    return [one.resource for one in offers_of(session, ResourceKind.ROOM) if one.is_free][:ROOMS_PROPOSED]


def stock_figures(stocks: Collection[int], *, but: int | None = None) -> dict[int, StockFigures]:
    """Returns {id of the stock: StockFigures}. but: the id of a session whose own promise does not count. Three queries."""
    left, promised = left_of(stocks), promised_of(stocks)
    figures = {}
    for pk in stocks:
        others = {key: waits for key, waits in promised.get(pk, {}).items() if key[0] != but}
        codes = tuple(code for _session, code in others)
        figures[pk] = StockFigures(left[pk], sum(others.values()), codes)
    return figures


def problems_of(sessions: Iterable[TrainingSession], *, today: date | None = None) -> dict[int, dict[int, str]]:
    """Returns {id of the session: {id of the booking: sentence}} for what does not fit (any more). A constant number of queries.

    Only sessions that are not over have problems to settle. today: a session whose last day is before it has none either.
    """
    open_ones = [one.pk for one in sessions if one.state in WAITING and (today is None or one.ends_on >= today)]
    if not open_ones:
        return {}
    rows = ResourceBooking.objects.filter(session__in=open_ones).select_related("session", "resource__venue")
    return problems_of_bookings(list(rows.order_by("session_id", "pk")[:MOST_BOOKINGS]))


def problems_of_bookings(bookings: Sequence[ResourceBooking]) -> dict[int, dict[int, str]]:
    """The same of these bookings, fetched with session, resource and venue. Seven queries at most."""
    bookings = [one for one in bookings if one.session.state in WAITING]
    if not bookings:
        return {}
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for booking, sentence in (*_lacks(bookings), *_short(bookings)):
        found[booking.session_id][booking.pk] = sentence
    return found


def lack_sentence(resource: Resource, lack: Lack) -> str:
    """Returns the sentence that says what is taken, on which day, by which sessions."""
    words = {"name": resource.full_name, "date": date_text(lack.part.day, get_language())}
    words |= {"codes": codes_text([use.code for use in lack.uses])}
    if resource.kind == ResourceKind.ROOM:
        return _("%(name)s is taken on %(date)s by %(codes)s.") % words
    return ngettext(
        "%(name)s: %(free)s of %(count)s is free on %(date)s; the others are booked for %(codes)s.",
        "%(name)s: %(free)s of %(count)s are free on %(date)s; the others are booked for %(codes)s.",
        lack.free,
    ) % (words | numbers(free=lack.free, count=resource.count or 0))


def short_sentence(stock: Resource, figures: StockFigures) -> str:
    """Returns the sentence that says what is left of a stock and to whom it is promised."""
    words = {"name": stock.name} | numbers(left=figures.left, promised=figures.promised)
    if not figures.codes:
        return _("%(name)s: %(left)s are in stock.") % words
    return _("%(name)s: %(left)s are in stock, and %(promised)s are promised to %(codes)s.") % (
        words | {"codes": codes_text(figures.codes)}
    )


def codes_text(codes: Sequence[str]) -> str:
    """Returns the codes of sessions in a sentence: the first of them, and how many more there are."""
    named = ", ".join(codes[:CODES_NAMED])
    more = len(codes) - CODES_NAMED
    if more <= 0:
        return named
    return ngettext("%(named)s and %(count)s more", "%(named)s and %(count)s more", more) % (
        {"named": named} | numbers(count=more)
    )


def _free(session, kind, resources):
    ids = [one.pk for one in resources]
    if not ids:
        return {}
    if kind == ResourceKind.STOCK:
        return {pk: figures.free for pk, figures in stock_figures(ids, but=session.pk).items()}
    days: list[SessionDay] = days_of([session.pk]).get(session.pk, [])
    wanted = {one.pk: wanted_use(one, session, days) for one in resources}
    any_use = next(iter(wanted.values()))
    by_resource: dict[int, list[Use]] = defaultdict(list)
    for use in uses_of(ids, any_use.first, any_use.last):
        by_resource[use.resource].append(use)
    return {one.pk: free_of(wanted[one.pk], by_resource[one.pk], capacity_of(one)) for one in resources}


def _order(resource, session) -> tuple[Any, ...]:
    if resource.kind != ResourceKind.ROOM:
        return ()
    is_elsewhere = resource.venue.place_id != session.place_id
    is_small = resource.seats < session.capacity
    return is_elsewhere, is_small, -resource.seats if is_small else resource.seats


def _lacks(bookings):
    timed = [one for one in bookings if one.resource.kind != ResourceKind.STOCK]
    if not timed:
        return
    first = min(one.session.starts_on for one in timed) - ON_ITS_WAY
    last = max(one.session.ends_on for one in timed) + ON_ITS_WAY
    by_resource: dict[int, list[Use]] = defaultdict(list)
    for use in uses_of({one.resource_id for one in timed}, first, last):
        by_resource[use.resource].append(use)
    days = days_of([one.session_id for one in timed])
    for one in timed:
        wanted = wanted_use(
            one.resource,
            one.session,
            days.get(one.session_id, []),
            quantity=one.quantity,
            before=one.days_before,
            after=one.days_after,
        )
        lack = lack_of(wanted, by_resource[one.resource_id], capacity_of(one.resource))
        if lack:
            yield one, lack_sentence(one.resource, lack)


def _short(bookings):
    """Bookings of stocks that cannot serve all that wait for them: whoever is first in the calendar is served first."""
    stocks = [one for one in bookings if one.resource.kind == ResourceKind.STOCK]
    if not stocks:
        return
    ids = {one.resource_id for one in stocks}
    left, promised = left_of(ids), promised_of(ids)
    served: set[tuple[int, int]] = set()
    for stock, waiting in promised.items():
        rest = left[stock]
        for (session, _code), pieces in waiting.items():
            rest -= pieces
            if rest >= 0:
                served.add((stock, session))
    for one in stocks:
        waits = promised.get(one.resource_id, {}).get((one.session_id, one.session.code), 0)
        if waits and (one.resource_id, one.session_id) not in served:
            others = {key: n for key, n in promised[one.resource_id].items() if key[0] != one.session_id}
            figures = StockFigures(left[one.resource_id], sum(others.values()), tuple(code for _pk, code in others))
            yield one, short_sentence(one.resource, figures)
