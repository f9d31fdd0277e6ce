"""The seats and quotas of a session and how far they are filled: units, regions, women. Read-only."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.text.localised_text import number_text
from participants.models import Officer, Sex, Unit
from programmes.models import Place
from trainings.models import Enrolment, EnrolmentState, SessionQuota, TrainingSession


class Claim(NamedTuple):
    """An officer in a session as the quotas see it. `unit` counts the officer, or else `district` (of the record) does."""

    enrolment: int | None
    sex: str
    unit: int | None
    district: int | None
    is_proposed: bool = True
    place_in_line: int | None = None

    @property
    def waits(self) -> bool:
        return self.place_in_line is not None


class Obstacle(NamedTuple):
    """Why an officer finds no seat: every seat is taken (`quota` is None), or the quota is."""

    seats: int
    quota: SessionQuota | None = None

    @property
    def name(self) -> str:
        """The unit or region whose quota is used up, in the language of the page; "" for the session itself."""
        return name_of(self.quota) if self.quota else ""

    @property
    def sentence(self) -> str:
        words = {"name": self.name, "seats": number_text(self.seats, get_language())}
        if self.quota:
            return _("The quota of %(name)s is used up (%(seats)s).") % words
        return _("All seats of the session are taken (%(seats)s).") % words


class SeatAllocation:
    """The seats of one session and who holds them, kept up to date while officers are seated one by one."""

    def __init__(self, capacity: int, quotas: Iterable[SessionQuota], trees: "Trees"):
        self.capacity = capacity
        self.free_seats = capacity
        self._trees = trees
        self._by_unit = {quota.unit_id: quota for quota in quotas if quota.unit_id}
        self._by_region = {quota.region_id: quota for quota in quotas if quota.region_id}
        self._held: Counter[int] = Counter()

    def quotas_of(self, claim: Claim) -> list[SessionQuota]:
        """Returns the quotas that count this officer: of the unit, of the units above it, of the regions around it."""
        of_units = [self._by_unit[pk] for pk in self._trees.units_from(claim.unit) if pk in self._by_unit]
        around = self._trees.places_from(claim)
        return of_units + [self._by_region[pk] for pk in around if pk in self._by_region]

    def obstacle(self, claim: Claim) -> Obstacle | None:
        """Returns why this officer gets no seat, or None."""
        if self.free_seats < 1:
            return Obstacle(self.capacity)
        full = next((quota for quota in self.quotas_of(claim) if self._held[quota.pk] >= quota.seats), None)
        return Obstacle(full.seats, full) if full else None

    def seat(self, claim: Claim) -> None:
        """Counts this officer as holding a seat, whether there is one or not."""
        self.free_seats -= 1
        self._held.update(quota.pk for quota in self.quotas_of(claim))

    def try_seat(self, claim: Claim) -> bool:
        """Seats this officer unless there is an Obstacle. Returns whether it did."""
        if self.obstacle(claim):
            return False
        self.seat(claim)
        return True


class Trees:
    """The trees of units and places, as ids. Two queries."""

    def __init__(self):
        self._units = {pk: (above, place) for pk, above, place in Unit.objects.values_list("pk", "parent", "place")}
        self._places = dict(Place.objects.values_list("pk", "parent"))

    def units_from(self, unit: int | None) -> list[int]:
        """Returns the unit and all units above it."""
        found: list[int] = []
        # A cycle, made by mistake, ends where it began.
        while unit is not None and unit in self._units and unit not in found:
            found.append(unit)
            unit = self._units[unit][0]
        return found

    def places_from(self, claim: Claim) -> list[int]:
        """Returns the places around the officer's unit, the nearest first, or else those of the district on record."""
        # The place of the force, the root of the tree, is ignored: it tells nothing about an officer.
        places = (self._units[unit][1] for unit in self.units_from(claim.unit) if self._units[unit][0])
        return self._places_up(next((place for place in places if place), None) or claim.district)

    def regions_above(self, place: int) -> list[int]:
        """Returns the places around a place, without itself."""
        return self._places_up(place)[1:]

    def _places_up(self, place):
        found = []
        while place in self._places and place not in found:
            found.append(place)
            place = self._places[place]
        return found


def claims_of(session: TrainingSession) -> list[Claim]:
    """Returns the Claims of all who were not withdrawn: who holds a seat as they came, then the waiting list. One query."""
    return _claims([session])[session.pk]


def _claims(sessions):
    """Returns {id of a session: its Claims}, as `claims_of` does of each. One query."""
    rows = (
        Enrolment.objects.filter(session__in=[session.pk for session in sessions])
        .exclude(state=EnrolmentState.WITHDRAWN)
        .annotate(counted_unit=Coalesce("unit", "nominated_by"))
        .order_by(F("place_in_line").asc(nulls_first=True), "pk")
        .values_list("session", "pk", "officer__sex", "counted_unit", "officer__district", "state", "place_in_line")
    )
    claims = {session.pk: [] for session in sessions}
    for session, pk, sex, unit, district, state, place in rows:
        claims[session].append(Claim(pk, sex, unit, district, state == EnrolmentState.NOMINATED, place))
    return claims


def claim_of(officer: Officer, *, unit: Unit | None) -> Claim:
    """Returns the Claim of an Officer whom `unit` (Unit or None) proposes."""
    counted_unit = officer.unit_id or (unit.pk if unit else None)
    return Claim(None, officer.sex, counted_unit, officer.district_id)


def quotas_of(session: TrainingSession) -> list[SessionQuota]:
    """Returns the quotas of a session with their units and regions, by name. One query."""
    return _by_name(session.quotas.order_by("pk").select_related("unit", "region"))


def _by_name(quotas):
    return sorted(quotas, key=lambda quota: (bool(quota.region_id), name_of(quota), quota.pk))


def name_of(quota: SessionQuota) -> str:
    """Returns the name of the unit or region of a quota, in the language of the page."""
    of = quota.unit or quota.region
    return of.name if of else ""


# For pages and letters


@dataclass
class QuotaLine:
    """One quota and who fills it. `women` are those among the nominated and confirmed."""

    quota: SessionQuota
    women_share: int
    nominated: int = 0
    confirmed: int = 0
    women: int = 0
    waiting: int = 0

    @property
    def name(self) -> str:
        return name_of(self.quota)

    @property
    def held(self) -> int:
        return self.nominated + self.confirmed

    @property
    def open(self) -> int:
        """Seats that nobody was proposed for yet."""
        return max(0, self.quota.seats - self.held)

    @property
    def over(self) -> int:
        """Officers beyond the quota: it was lowered after they came, or they were enrolled without being proposed."""
        return max(0, self.held - self.quota.seats)

    @property
    def women_wanted(self) -> int:
        return -(-self.quota.seats * self.women_share // 100)

    @property
    def women_missing(self) -> int:
        return max(0, self.women_wanted - self.women)

    @property
    def is_short(self) -> bool:
        """Whether a letter is due: officers are missing, or women among them."""
        return bool(self.open or self.women_missing)


@dataclass(frozen=True)
class Tally:
    """The live numbers of a session: seats, women, and a line per quota."""

    seats: int
    nominated: int
    confirmed: int
    waiting: int
    women: int
    women_share: int
    units: tuple[QuotaLine, ...]
    regions: tuple[QuotaLine, ...]
    warnings: tuple[str, ...]
    obstacles: dict[int, Obstacle]

    @property
    def held(self) -> int:
        return self.nominated + self.confirmed

    @property
    def free(self) -> int:
        return max(0, self.seats - self.held)

    @property
    def women_percent(self) -> int | None:
        """The share of women among the nominated and confirmed, rounded down; None while there is nobody."""
        return self.women * 100 // self.held if self.held else None

    @property
    def women_missing(self) -> int:
        """Women still wanted for the share to hold once every seat is filled."""
        return max(0, -(-self.seats * self.women_share // 100) - self.women)

    @property
    def short_units(self) -> list[QuotaLine]:
        """The units that a letter can go to."""
        return [line for line in self.units if line.is_short]


def tally_of(session: TrainingSession) -> Tally:
    """Returns the Tally of a session. Four queries, however many officers and quotas."""
    return tallies_of([session])[session.pk]


def tallies_of(sessions: Iterable[TrainingSession]) -> dict[int, Tally]:
    """Returns {id of a session: its Tally}. Four queries, however many sessions, officers and quotas."""
    sessions = list(sessions)
    if not sessions:
        return {}
    quotas: dict[int, list[SessionQuota]] = {session.pk: [] for session in sessions}
    for quota in SessionQuota.objects.filter(session__in=quotas).order_by("pk").select_related("unit", "region"):
        quotas[quota.session_id].append(quota)
    claims, trees = _claims(sessions), Trees()
    return {one.pk: _tally(one, _by_name(quotas[one.pk]), claims[one.pk], trees) for one in sessions}


def _tally(session, quotas, claims, trees):
    allocation = SeatAllocation(session.capacity, quotas, trees)
    lines = {quota.pk: QuotaLine(quota, session.women_share) for quota in quotas}
    for claim in claims:
        for quota in allocation.quotas_of(claim):
            _count(lines[quota.pk], claim)
        if not claim.waits:
            allocation.seat(claim)
    seated = [claim for claim in claims if not claim.waits]
    return Tally(
        seats=session.capacity,
        nominated=sum(claim.is_proposed for claim in seated),
        confirmed=sum(not claim.is_proposed for claim in seated),
        waiting=len(claims) - len(seated),
        women=sum(claim.sex == Sex.FEMALE for claim in seated),
        women_share=session.women_share,
        units=tuple(line for line in lines.values() if line.quota.unit_id),
        regions=tuple(line for line in lines.values() if line.quota.region_id),
        warnings=tuple(_warnings(session, quotas, trees)),
        obstacles={claim.enrolment: no for claim in claims if claim.waits and (no := allocation.obstacle(claim))},
    )


def allocation_of(session: TrainingSession, claims: Iterable[Claim] = ()) -> SeatAllocation:
    """Returns the SeatAllocation of a session in which the given Claims are seated. Three queries."""
    allocation = SeatAllocation(
        session.capacity, list(session.quotas.order_by("pk").select_related("unit", "region")), Trees()
    )
    for claim in claims:
        allocation.seat(claim)
    return allocation


def _count(line, claim):
    if claim.waits:
        line.waiting += 1
        return
    line.nominated += claim.is_proposed
    line.confirmed += not claim.is_proposed
    line.women += claim.sex == Sex.FEMALE


def _warnings(session, quotas, trees):
    """Yields a sentence where the quotas promise more seats than there are; those inside another count once."""
    units = {quota.unit_id: quota.seats for quota in quotas if quota.unit_id}
    regions = {quota.region_id: quota.seats for quota in quotas if quota.region_id}
    promised = {
        _("The units may fill %(promised)s seats together; the session has %(seats)s. Some will wait."): sum(
            seats for unit, seats in units.items() if not units.keys() & set(trees.units_from(unit)[1:])
        ),
        _("The regions may fill %(promised)s seats together; the session has %(seats)s. Some will wait."): sum(
            seats for region, seats in regions.items() if not regions.keys() & set(trees.regions_above(region))
        ),
    }
    language = get_language()
    for sentence, seats in promised.items():
        if seats > session.capacity:
            yield sentence % {
                "promised": number_text(seats, language),
                "seats": number_text(session.capacity, language),
            }
