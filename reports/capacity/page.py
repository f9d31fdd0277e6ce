"""The page on where the trained officers serve: what may be asked, and what whoever asks may see of the answer.

Coordinators see every number of their programmes and the rows behind it. Observers see one programme at a time, today or at the
end of a year (suppression.py), and districts only: with freely chosen days, courses and groups of units they could take
single officers out of the numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.database.kept_counts import KEPT_FOR, MOST_AGE
from accounts.models import User
from participants.models import Sex
from programmes.models import Phase, Programme
from programmes.places.map_outlines import VIEW_BOX, district_outlines
from reports.capacity.counts import Capacity, Choice, Movement, Units, capacity
from reports.capacity.suppression import TOTAL, hidden_on
from reports.counting.turnout import SMALL_CELL, is_small
from trainings.models import CourseKind, SessionState, TrainingSession

# The smallest number of each colour of the map, from colour 1 on.
COLOURS_FROM = (SMALL_CELL, 10, 20, 40, 80)
NOT_RECORDED = NO_DISTRICT = "none"
# What may be asked, in the order of a shortened address (`rows_url`).
PARAMETERS = ("programme", "day", "kind", "sex")
SEXES = (
    (Sex.FEMALE, gettext_lazy("Women")),
    (Sex.MALE, gettext_lazy("Men")),
    (NOT_RECORDED, gettext_lazy("Not recorded")),
)
MOVEMENTS = {
    Movement.STAYED: (gettext_lazy("In the same unit"), gettext_lazy("still where they were when they were trained")),
    Movement.MOVED: (gettext_lazy("In another unit"), gettext_lazy("transferred since, within the police")),
    Movement.LEFT: (gettext_lazy("Left the police"), gettext_lazy("retired, resigned or died")),
    Movement.UNKNOWN: (gettext_lazy("Not known"), gettext_lazy("the unit then or now is not on record")),
}


@dataclass(frozen=True)
class CapacityQuery:
    """The query of a person, limited to what this person may see. sees_rows: may see every number and the officers behind it."""

    choice: Choice
    programme: Programme | None
    programmes: tuple
    sees_rows: bool
    may_ask_all: bool
    days: tuple
    query: dict

    @property
    def query_string(self) -> str:
        """The query as part of an address."""
        return urlencode(self.query)


@dataclass(frozen=True)
class Cell:
    """A number on the page. `hidden`: this person must not see it; `url` leads to its rows."""

    count: int
    url: str = ""
    hidden: bool = False

    @property
    def is_small(self) -> bool:
        """Whether it could point at a person."""
        return is_small(self.count)


@dataclass(frozen=True)
class Shape:
    """A district on the map: its outline (in static/shetu/districts.svg by code), colour and number.

    colour: its number (0 is none), or None for a hatched one.
    """

    code: str
    name: str
    outline: object
    colour: int | None
    cell: Cell


def parse_query(user: User, query: Mapping[str, str], today: date) -> CapacityQuery | None:
    """Returns the CapacityQuery of a user from the parameters of the address; unknown values are ignored.

    None for a user without a programme. today: date in Dhaka; a later day becomes today.
    """
    coordinated = list(Programme.objects.coordinated_by(user).order_by("pk"))
    programmes = list(Programme.objects.visible_to(user).order_by("pk"))
    if not programmes:
        return None
    programme = next((one for one in programmes if one.code == query.get("programme")), None)
    if programme is None and not coordinated:
        programme = programmes[0]
    sees_rows = programme in coordinated if programme else True
    chosen = [programme] if programme else coordinated
    days = _days(chosen, today)
    day = min(parse_date_or_none(query.get("day")) or today, today)
    kind, sex = query.get("kind"), query.get("sex")
    if not sees_rows:
        day, kind, sex = day if day in days else today, None, None
    kind = kind if kind in CourseKind.values else None
    sex = sex if sex in dict(SEXES) else None
    phases = Phase.objects.filter(programme__in=chosen).order_by("pk").values_list("pk", flat=True)
    is_large = any(one.is_large for one in chosen)
    choice = Choice(
        day,
        tuple(one.pk for one in chosen),
        kind,
        {None: None, NOT_RECORDED: ""}.get(sex, sex),
        is_large,
        tuple(phases),
    )
    chosen_values = (programme and programme.code, day.isoformat(), kind, sex)
    parameters = dict(zip(PARAMETERS, chosen_values, strict=True))
    return CapacityQuery(
        choice,
        programme,
        tuple(programmes),
        sees_rows,
        bool(coordinated),
        days,
        {name: value for name, value in parameters.items() if value},
    )


def parse_date_or_none(text: str | None) -> date | None:
    """Returns the date of an ISO text; None for anything else."""
    try:
        return parse_date(text or "")
    except ValueError:
        return None


def _days(programmes, today):
    """Today and the last day of each year since the first session ended, the latest first."""
    ends = TrainingSession.objects.filter(phase__programme__in=programmes, state=SessionState.CLOSED)
    first = ends.order_by("ends_on").values_list("ends_on", flat=True).first()
    years = range(today.year - 1, first.year - 1, -1) if first else ()
    return (today, *(date(year, 12, 31) for year in years))


def page(ask: CapacityQuery) -> dict[str, Any]:
    """Returns the template context for a CapacityQuery. Three queries; for observers one more for each day that may be asked for."""
    units = Units()
    found = capacity(ask.choice, units, most_age=MOST_AGE if ask.sees_rows else KEPT_FOR)
    cells = _Cells(ask, found, units)
    now = {line.place.code: cells.district(line, "now") for line in found.districts}
    return {
        "asked": ask,
        "kinds": CourseKind.choices,
        "sexes": SEXES,
        "counted_at": found.counted_at,
        "total": cells.total(),
        "split": found.total,
        "shows_split": cells.shows_split,
        "movements": [
            {"title": title, "detail": detail, "cell": cells.movement(movement), "split": found.of(movement)}
            for movement, (title, detail) in MOVEMENTS.items()
        ],
        "units": [_unit(ask, line) for line in found.units] if ask.sees_rows else [],
        "divisions": _divisions(found, cells, now),
        "map": [_shape(code, outline, units, now) for code, outline in district_outlines().items()],
        "view_box": VIEW_BOX,
        "colours": _legend(),
        "workbook_url": f"{reverse('reports:capacity_workbook')}?{ask.query_string}",
    }


class _Cells:
    """Makes the cells of a page, with what must stay hidden from observers."""

    def __init__(self, ask, found: Capacity, units):
        self._ask, self._found = ask, found
        self._hidden, hides_split = (
            (set(), False)
            if ask.sees_rows
            else hidden_on(ask.choice.day, choice=ask.choice, days=ask.days, units=units)
        )
        self.shows_split = not hides_split

    def total(self):
        return self._cell(TOTAL, self._found.total.total, "all")

    def movement(self, movement):
        return self._cell(movement, self._found.of(movement).total, movement.value)

    def district(self, line, when):
        count = line.then if when == "then" else line.now.total
        return self._cell((when, line.place.code), count, when, district=line.place.code)

    def nowhere(self, when):
        return self._cell((when, ""), self._found.nowhere[when == "now"], when, district=NO_DISTRICT)

    def _cell(self, key, count, part, **where):
        url = rows_url(self._ask, part, **where) if self._ask.sees_rows and count else ""
        return Cell(count, url, key in self._hidden)


def rows_url(ask: CapacityQuery, part: str, **where: str) -> str:
    """Returns the address of the rows behind a number (see reports/capacity/rows.py). Today is what no day means there.

    What was chosen is shortened: a page has two hundred of these addresses.
    """
    asked = ask.query | ({"day": ""} if ask.query.get("day") == ask.days[0].isoformat() else {})
    shortened = "~".join(asked.get(name) or "" for name in PARAMETERS).rstrip("~")
    return f"{reverse('reports:capacity_officers')}?{urlencode({'of': shortened, 'part': part, **where})}"


def spelled_out(query: Mapping[str, str]) -> dict[str, str]:
    """Returns the parameters of an address of `rows_url` as the page itself has them."""
    found = dict(query.items())
    return dict(zip(PARAMETERS, found.pop("of", "").split("~"), strict=False)) | found


def _unit(ask, line):
    counts = {"then": line.then, "went": line.went, "came": line.came, "now": line.now.total}
    cells = {part: Cell(count, rows_url(ask, part, unit=line.unit.code)) for part, count in counts.items()}
    return {"unit": line.unit, "women": line.now.women, **cells}


def _divisions(found, cells, now):
    """Returns [{"name", "districts": [{"name", "then", "now"}]}], last what is in no district."""
    divisions = {}
    for line in found.districts:
        row = {
            "code": line.place.code,
            "name": line.place.name,
            "then": cells.district(line, "then"),
            "now": now[line.place.code],
        }
        divisions.setdefault(line.place.parent.name, []).append(row)
    groups = [{"name": name, "districts": divisions[name]} for name in sorted(divisions)]
    nowhere = {"name": _("No district, or not known"), "then": cells.nowhere("then"), "now": cells.nowhere("now")}
    if nowhere["then"].count or nowhere["now"].count:
        groups.append({"name": _("Elsewhere"), "districts": [nowhere]})
    return groups


def _shape(code, outline, units, now):
    """Returns the Shape of a district; one without officers has a number too: none."""
    name = next((place.name for place in units.districts.values() if place.code == code), "")
    cell = now.get(code, Cell(0))
    hatched = cell.hidden or cell.is_small
    return Shape(code, name, outline, None if hatched else _colour_of(cell.count), cell)


def _colour_of(count):
    return sum(count >= least for least in COLOURS_FROM)


def _legend():
    """Returns [(number, fewest, most)] of the colours from 5 officers on; the last has no most."""
    mosts = [following - 1 for following in COLOURS_FROM[1:]] + [None]
    return [(number, *ends) for number, ends in enumerate(zip(COLOURS_FROM, mosts, strict=True), start=1)]
