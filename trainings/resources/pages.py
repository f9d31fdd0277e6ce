"""What the pages of a programme's resources show: the list, a month, and one resource with its bookings and its ledger."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import get_language

from accounts.text.localised_text import number_text
from programmes.models import Programme
from trainings.models import Resource, ResourceBooking, ResourceKind, StockEntry, Venue
from trainings.resources.availability import problems_of_bookings, stock_figures
from trainings.resources.use import ON_ITS_WAY, Use, capacity_of, uses_of_bookings

ROWS_PER_PAGE = 20
ROWS_OF_A_RESOURCE = 10  # bookings and lines of the ledger, each with a long reason or note
LONGEST_WORDS = 100
LINES_OF_A_MONTH = (
    12  # with more, each with a cell for each day, the page would weigh over 60 KB (tests/look/test_full_pages.py)
)
MOST_IN_A_MONTH = 500
BOOKINGS_SHOWN = 25
VENUES_PER_PAGE = 15


@dataclass(frozen=True)
class Row:
    """A resource of the list. left, promised: of a stock. coming: its next booking."""

    resource: Resource
    left: int = 0
    promised: int = 0
    coming: Any = None


class Booked(NamedTuple):
    """A booking with the days it takes. problem: a sentence where it does not fit any more."""

    booking: ResourceBooking
    use: Use | None
    problem: str = ""


@dataclass
class Cell:
    """A day of a resource in a month. codes: of the sessions that have it; mark: what stands in it; is_full: nothing is left."""

    day: date
    is_free_day: bool
    is_today: bool
    taken: int = 0
    mark: str = ""
    codes: list[str] = field(default_factory=list)
    is_full: bool = False
    is_too_many: bool = False

    @property
    def css(self) -> str:
        """The classes of the cell (static/shetu/resources.css)."""
        looks = {"free": self.is_free_day, "today": self.is_today, "taken": self.taken, "full": self.is_full}
        return " ".join(name for name, holds in (looks | {"over": self.is_too_many}).items() if holds)


def list_page(
    programme: Programme,
    *,
    kind: str = "",
    words: str = "",
    retired: bool = False,
    number: str | None,
    venues: str | None,
    today: date,
) -> dict[str, Any]:
    """Returns the context of the list. kind: a value of ResourceKind or "". words: of a search in names, venues and notes.

    retired: those out of use instead. number, venues: of the pages of both lists. A constant number of queries.
    """
    words = " ".join(words.split())[:LONGEST_WORDS]
    kind = kind if kind in ResourceKind.values else ""
    everything: QuerySet[Resource] = Resource.objects.filter(programme=programme, is_retired=retired)
    rows = _sought(everything.filter(kind=kind) if kind else everything, words)
    page = Paginator(rows.select_related("venue__place").order_by("kind", "name_en", "pk"), ROWS_PER_PAGE)
    shown = page.get_page(number)
    resources = list(shown.object_list)
    shown.object_list = _rows(resources, today)
    houses = Venue.objects.filter(programme=programme).select_related("place").prefetch_related("rooms")
    return {
        "programme": programme,
        "page": shown,
        "kind": kind,
        "kinds": ResourceKind.choices,
        "words": words,
        "retired": retired,
        "query": urlencode(
            {name: value for name, value in (("kind", kind), ("words", words), ("retired", retired and 1)) if value}
        ),
        "has_any": bool(resources) or Resource.objects.filter(programme=programme).exists(),
        "venues": Paginator(houses.order_by("name_en", "pk"), VENUES_PER_PAGE).get_page(venues),
    }


def month_page(
    programme: Programme, *, first: date, last: date, today: date, kind: str = "", number: str | None = None
) -> dict[str, Any]:
    """Returns the context of a month, from `first` to `last`: a line for each room and kit, and the bookings. A constant
    number of queries."""
    kinds = [kind] if kind in (ResourceKind.ROOM, ResourceKind.KIT) else [ResourceKind.ROOM, ResourceKind.KIT]
    rows = Resource.objects.in_use().filter(programme=programme, kind__in=kinds).select_related("venue")
    page = Paginator(rows.order_by("kind", "venue__name_en", "name_en", "pk"), LINES_OF_A_MONTH).get_page(number)
    resources = list(page.object_list)
    bookings = list(
        _with_names(ResourceBooking.objects.standing())
        .filter(
            resource__in=resources,
            session__starts_on__lte=last + ON_ITS_WAY,
            session__ends_on__gte=first - ON_ITS_WAY,
        )
        .order_by("session__starts_on", "session__code", "pk")[:MOST_IN_A_MONTH]
    )
    pairs = list(zip(bookings, uses_of_bookings(bookings), strict=True))
    in_month = [Booked(one, use) for one, use in pairs if use.first <= last and use.last >= first]
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return {
        "programme": programme,
        "page": page,
        "kind": kinds[0] if len(kinds) == 1 else "",
        "days": days,
        "today": today,
        "lines": [
            (one, _cells(one, days, [row.use for row in in_month if row.booking.resource_id == one.pk], today))
            for one in resources
        ],
        "booked": in_month[:BOOKINGS_SHOWN],
        "booked_in_all": len(in_month),
    }


def resource_page(resource: Resource, *, number: str | None, ledger_number: str | None, today: date) -> dict[str, Any]:
    """Returns the context of one resource: what is booked from today on, and the ledger of a stock. A constant number of queries."""
    coming = _with_names(ResourceBooking.objects.standing()).filter(resource=resource, session__ends_on__gte=today)
    page = Paginator(coming.order_by("session__starts_on", "pk"), ROWS_OF_A_RESOURCE).get_page(number)
    page.object_list = booked_rows(list(page.object_list))  # type: ignore[assignment]
    context: dict[str, Any] = {"resource": resource, "programme": resource.programme, "page": page}
    if resource.kind == ResourceKind.STOCK:
        entries = StockEntry.objects.filter(resource=resource).select_related("session", "entered_by")
        context |= {
            "figures": stock_figures([resource.pk])[resource.pk],
            "ledger": Paginator(entries.order_by("-number"), ROWS_OF_A_RESOURCE).get_page(ledger_number),
        }
    return context


def booked_rows(bookings: Sequence[ResourceBooking]) -> list[Booked]:
    """Returns the bookings (with session, resource and venue) with their days and what does not fit any more. A constant
    number of queries."""
    timed = [one for one in bookings if one.resource.kind != ResourceKind.STOCK]
    uses = dict(zip([one.pk for one in timed], uses_of_bookings(timed), strict=True))
    problems = problems_of_bookings(bookings)
    return [Booked(one, uses.get(one.pk), problems.get(one.session_id, {}).get(one.pk, "")) for one in bookings]


def _with_names(rows: Any) -> QuerySet[ResourceBooking]:
    names = ("session__phase", "session__place", "resource__venue", "booked_by")
    found: QuerySet[ResourceBooking] = rows.select_related(*names)
    return found


def _sought(rows, words):
    for word in words.split():
        rows = rows.filter(
            Q(name_en__icontains=word)
            | Q(name_bn__icontains=word)
            | Q(notes__icontains=word)
            | Q(venue__name_en__icontains=word)
            | Q(venue__name_bn__icontains=word)
        )
    return rows


def _rows(resources, today):
    figures = stock_figures([one.pk for one in resources if one.kind == ResourceKind.STOCK])
    upcoming = ResourceBooking.objects.standing().filter(resource=OuterRef("pk"), session__ends_on__gte=today)
    following = Subquery(upcoming.order_by("session__starts_on", "pk").values("pk")[:1])
    keys = Resource.objects.filter(pk__in=[one.pk for one in resources]).order_by().annotate(coming=following)
    found = ResourceBooking.objects.filter(pk__in=keys.values("coming")).select_related("session")
    coming = {booking.resource_id: booking for booking in found}
    return [
        Row(one, figures[one.pk].left, figures[one.pk].promised, coming.get(one.pk))
        if one.pk in figures
        else Row(one, coming=coming.get(one.pk))
        for one in resources
    ]


def _cells(resource, days, uses, today):
    taken: dict[date, dict[str, list[Use]]] = defaultdict(lambda: defaultdict(list))
    for use in uses:
        for part in use.parts:
            taken[part.day][part.half].append(use)
    cells = []
    for day in days:
        cell = Cell(day, day.weekday() in (4, 5), day == today)
        for there in taken[day].values():
            cell.taken = max(cell.taken, sum(use.quantity for use in there))
            cell.codes = sorted({*cell.codes, *(use.code for use in there)})
        cell.is_full = cell.taken >= capacity_of(resource)
        cell.is_too_many = cell.taken > capacity_of(resource)
        if cell.taken:
            of_a_kit = number_text(cell.taken, get_language())
            cell.mark = "!" if cell.is_too_many else "●" if resource.kind == ResourceKind.ROOM else of_a_kit
        cells.append(cell)
    return cells
