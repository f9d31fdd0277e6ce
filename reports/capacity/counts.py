"""Where the trained officers serve on a day, against where they served when they were trained.

An officer is counted once, by the last session completed up to that day; the unit then is the one stored with the enrolment, the
unit now that of the posting of the day. Three queries for the counts, however many officers there are.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from accounts.database.kept_counts import KEPT_FOR, counted, may_be_kept
from participants.models import Posting, Unit, UnitKind
from programmes.models import Place
from reports.counting.turnout import BySex
from trainings.models import Enrolment, EnrolmentState, SessionState

# These sit within their district; ranges and special units only have a seat somewhere.
_WITHIN_A_DISTRICT = (UnitKind.CIRCLE, UnitKind.THANA, UnitKind.BEAT)


@dataclass(frozen=True)
class Choice:
    """What is asked. programmes: ids. kind, sex: of a course, of an officer; None for all. is_large: whether one of them is.

    phases: ids of all their phases: the database knows how many sessions a phase has, not how many a programme has.
    """

    day: date
    programmes: tuple
    kind: str | None = None
    sex: str | None = None
    is_large: bool = False
    phases: tuple = ()


class Movement(StrEnum):
    """What became of trained officers. `unknown`: the unit then or now is not on record."""

    STAYED = "stayed"
    MOVED = "moved"
    LEFT = "left"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class UnitLine:
    """A range, metropolitan police or special unit with all below it: then - went + came = now."""

    unit: Unit
    then: int
    went: int
    came: int
    now: BySex


@dataclass(frozen=True)
class DistrictLine:
    """A district with the officers of units that have their seat in it."""

    place: Place
    then: int
    now: BySex


@dataclass(frozen=True)
class Capacity:
    """The answer. `nowhere`: serving in no unit known, or in one without a district, as (then, now)."""

    total: BySex
    movements: dict
    units: tuple
    districts: tuple
    nowhere: tuple
    counted_at: datetime | None = None

    def of(self, movement: Movement) -> BySex:
        """The officers of one Movement, as BySex."""
        return self.movements[movement]


# Who is trained


def trained(choice: Choice) -> QuerySet[Any]:
    """Returns the enrolments by which officers count as trained: of each the last completed, with `unit_now` and `left_now`.

    left_now is None for an officer who was not posted by then.
    """
    completed = Enrolment.objects.filter(
        state=EnrolmentState.COMPLETED,
        session__state=SessionState.CLOSED,
        session__ends_on__lte=choice.day,
        session__phase__programme__in=choice.programmes,
    )
    if choice.phases:
        completed = completed.filter(session__phase__in=choice.phases)
    if choice.kind is not None:
        completed = completed.filter(session__course__kind=choice.kind)
    if choice.sex is not None:
        completed = completed.filter(officer__sex=choice.sex)
    ends_on = OuterRef("session__ends_on")
    later = completed.filter(officer=OuterRef("officer")).filter(
        Q(session__ends_on__gt=ends_on) | Q(session__ends_on=ends_on, pk__gt=OuterRef("pk"))
    )
    posted = Posting.objects.filter(officer=OuterRef("officer"), since__lte=choice.day).order_by("-since")
    # Only the programme that holds the record knows where an officer serves now; others know the unit of their session.
    by_consent = When(is_shared=True, then=F("unit_id")), When(is_shared=True, then=Value(value=False))
    return completed.filter(~Exists(later)).annotate(
        unit_now=Case(by_consent[0], default=Subquery(posted.values("unit_id")[:1]), output_field=BigIntegerField()),
        left_now=Case(by_consent[1], default=Subquery(posted.values("has_left")[:1]), output_field=BooleanField()),
    )


def with_movement(enrolments: QuerySet[Any], movement: Movement) -> QuerySet[Any]:
    """Returns the enrolments of `trained` with this Movement."""
    is_known = Q(unit__isnull=False, unit_now__isnull=False)
    return {
        Movement.STAYED: enrolments.filter(is_known, unit_now=F("unit")),
        Movement.MOVED: enrolments.filter(is_known, ~Q(unit_now=F("unit"))),
        Movement.LEFT: enrolments.filter(left_now=True),
        Movement.UNKNOWN: enrolments.exclude(is_known).filter(Q(left_now=False) | Q(left_now=None)),
    }[movement]


# The tree of units


class Units:
    """Where a unit belongs: to which unit right below the force, and to which district. Made with two queries."""

    def __init__(self):
        self._units = {unit.pk: unit for unit in Unit.objects.select_related("place")}
        self.districts = {place.pk: place for place in Place.objects.districts().select_related("parent")}
        self._tops = {}

    def top(self, pk: int | None) -> Unit | None:
        """Returns the Unit right below the force that a unit (id) belongs to; None for None."""
        return self._units[self._top_id(pk)] if pk else None

    def district(self, pk: int | None) -> Place | None:
        """Returns the district (Place) a unit (id) has its seat in, or None."""
        if not pk:
            return None
        unit = self._units[pk]
        if unit.place_id is None:
            return self.district(unit.parent_id) if unit.kind in _WITHIN_A_DISTRICT else None
        return self.districts.get(unit.place_id) or self.districts.get(unit.place.parent_id)

    def below(self, top: str) -> list[int]:
        """Returns the ids of all units that belong to a unit right below the force (its code); none for an unknown code."""
        return [pk for pk in self._units if getattr(self.top(pk), "code", None) == top]

    def seated_in(self, district: str | None) -> list[int]:
        """Returns the ids of all units with their seat in a district (its code); of those in none for None."""
        return [pk for pk in self._units if getattr(self.district(pk), "code", None) == district]

    def _top_id(self, pk):
        if pk not in self._tops:
            parent = self._units[pk].parent_id
            is_top = parent is None or self._units[parent].kind == UnitKind.FORCE
            self._tops[pk] = pk if is_top else self._top_id(parent)
        return self._tops[pk]


# Counting


def capacity(choice: Choice, units: Units, *, most_age: timedelta = KEPT_FOR) -> Capacity:
    """Returns the Capacity for a Choice. units: Units. One query.

    most_age: how old the numbers of a large programme may be. What observers read is measured against other numbers, which have to be
    of the same time.
    """
    asked = (choice.day.isoformat(), list(choice.programmes), choice.kind, choice.sex, list(choice.phases))
    groups = counted(_groups, *asked, is_large=choice.is_large, most_age=most_age)
    total: Counter[str] = Counter()
    movements: defaultdict[Movement, Counter[str]] = defaultdict(Counter)
    tops: defaultdict[Unit | None, _Tally] = defaultdict(_Tally)
    districts: defaultdict[Place | None, _Tally] = defaultdict(_Tally)
    for then, now, has_left, sex, officers in groups.value:
        total[sex] += officers
        movements[_movement(then, now, has_left)][sex] += officers
        _tally(tops, units.top(then), units.top(now), sex, officers)
        _tally(districts, units.district(then), units.district(now), sex, officers, has_left=bool(has_left))
    nowhere = districts.pop(None, _Tally())
    return Capacity(
        total=BySex.of(total),
        movements={movement: BySex.of(movements[movement]) for movement in Movement},
        units=tuple(
            UnitLine(
                unit, tally.then, tally.then - tally.stayed, sum(tally.now.values()) - tally.stayed, BySex.of(tally.now)
            )
            for unit, tally in sorted(tops.items(), key=lambda item: _rank_of(item[0]))
            if unit is not None
        ),
        districts=tuple(
            DistrictLine(place, districts[place].then, BySex.of(districts[place].now))
            for place in sorted((one for one in districts if one), key=lambda place: place.name)
        ),
        nowhere=(nowhere.then, sum(nowhere.now.values())),
        counted_at=groups.at,
    )


@may_be_kept
def _groups(
    day: str, programmes: list[int], kind: str | None, sex: str | None, phases: list[int]
) -> list[tuple[Any, ...]]:
    """Returns [(unit then, unit now, whether the police was left, sex, officers)] for a Choice."""
    choice = Choice(date.fromisoformat(day), tuple(programmes), kind, sex, phases=tuple(phases))
    rows = trained(choice).order_by().values_list("unit", "unit_now", "left_now", "officer__sex")
    return list(rows.annotate(officers=Count("pk")))


class _Tally:
    def __init__(self):
        self.then, self.stayed, self.now = 0, 0, Counter()


def _tally(lines, then, now, sex, officers, *, has_left=False):
    lines[then].then += officers
    if not has_left:
        lines[now].now[sex] += officers
    if then == now and not has_left:
        lines[now].stayed += officers


def _movement(then, now, has_left):
    if has_left:
        return Movement.LEFT
    if then is None or now is None:
        return Movement.UNKNOWN
    return Movement.STAYED if then == now else Movement.MOVED


def _rank_of(unit):
    kinds = list(UnitKind)
    return (kinds.index(UnitKind(unit.kind)), unit.name) if unit else (len(kinds), "")
