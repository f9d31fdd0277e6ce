"""Who receives a certificate at a ceremony, in which order, from which dignitary, and on which seat.

A place in the order belongs to an enrolment, not to a certificate: where a certificate was replaced, the new one is handed over.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.refusal import Refused
from certificates.ceremonies.planning import open_to_change
from certificates.designs import versions
from certificates.issuing import eligibility
from certificates.models import Ceremony, Certificate, Dignitary, HandOver, HandOverOrder, HandOverState
from trainings.models import Enrolment, EnrolmentState

SUGGESTED_ORDERS = (HandOverOrder.UNIT, HandOverOrder.RANK, HandOverOrder.NAME)


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Arranged(NamedTuple):
    """What arranging did: places in all, places that are new, places whose officer has no certificate any more."""

    places: int
    new: int
    gone: int


@transaction.atomic
def arrange(ceremony: Ceremony, order: str, dignitaries: Iterable[Dignitary], *, by: User) -> Arranged:
    """Puts everyone with a valid certificate of its sessions in order, with seats, and divides them among the dignitaries.

    order: one of SUGGESTED_ORDERS. dignitaries: Dignitaries of the ceremony; each hands over an equal part of the order, in
    protocol order; with none it stays open who hands over. Returns Arranged. Raises Refused once an officer is marked (the
    order was used), and for a dignitary of another ceremony.
    """
    ceremony = open_to_change(ceremony, by=by)
    if order not in SUGGESTED_ORDERS:
        raise Refused(_("Choose one of the listed orders."))
    if ceremony.hand_overs.exclude(state=HandOverState.PENDING).exists():
        raise Refused(_("Officers are marked already, so the order stays. Undo their marks to arrange it anew."))
    own = [one for one in ceremony.dignitaries.all() if one.pk in {chosen.pk for chosen in dignitaries}]
    if len(own) != len({chosen.pk for chosen in dignitaries}):
        raise Refused(_("Choose dignitaries of this ceremony."))
    before = set(ceremony.hand_overs.values_list("enrolment_id", flat=True))
    holders = sorted(_holders(ceremony), key=_KEYS[HandOverOrder(order)])
    ceremony.hand_overs.all().delete()
    HandOver.objects.bulk_create(
        [
            HandOver(
                ceremony=ceremony,
                enrolment=enrolment,
                place=place,
                seat=seat_of(place, ceremony.seats_in_a_row),
                dignitary=own[(place - 1) * len(own) // len(holders)] if own else None,
            )
            for place, enrolment in enumerate(holders, start=1)
        ],
        batch_size=500,
    )
    ceremony.order = order
    ceremony.save(update_fields=["order"])
    now = {enrolment.pk for enrolment in holders}
    arranged = Arranged(len(now), len(now - before), len(before - now))
    record(
        by, "ceremony.arranged", ceremony, order=str(order), dignitaries=[one.pk for one in own], **arranged._asdict()
    )
    return arranged


@transaction.atomic
def add_missing(ceremony: Ceremony, *, by: User) -> int:
    """Adds those whose certificates were issued since to the end of the order. Returns how many (int). Raises Refused."""
    ceremony = open_to_change(ceremony, by=by)
    last = ceremony.hand_overs.order_by("place").last()
    place = last.place if last else 0
    added = HandOver.objects.bulk_create(
        HandOver(
            ceremony=ceremony,
            enrolment=enrolment,
            place=number,
            seat=seat_of(number, ceremony.seats_in_a_row),
            dignitary_id=last.dignitary_id if last else None,
        )
        for number, enrolment in enumerate(
            sorted(_without_place(ceremony), key=_KEYS[HandOverOrder.UNIT]), start=place + 1
        )
    )
    if added:
        record(by, "ceremony.places_added", ceremony, count=len(added))
    return len(added)


@transaction.atomic
def set_place(hand_over: HandOver, *, place: int, dignitary: Dignitary | None, seat: str, by: User) -> HandOver:
    """Sets place (int from 1), dignitary (Dignitary or None) and seat of one officer by hand; the others move up or down.

    Returns the HandOver. Raises Refused once the ceremony was held or cancelled, and for a dignitary of another ceremony.
    """
    ceremony = open_to_change(hand_over.ceremony, by=by)
    if dignitary is not None and dignitary.ceremony_id != ceremony.pk:
        raise Refused(_("Choose dignitaries of this ceremony."))
    rows = list(ceremony.hand_overs.select_for_update().order_by("place", "pk"))
    moved = next(row for row in rows if row.pk == hand_over.pk)
    rows.remove(moved)
    rows.insert(max(0, place - 1), moved)
    renumbered = [row for number, row in enumerate(rows, start=1) if row.place != number]
    for number, row in enumerate(rows, start=1):
        row.place = number
    HandOver.objects.bulk_update(renumbered, ["place"], batch_size=500)
    if renumbered and ceremony.order != HandOverOrder.HAND:
        ceremony.order = HandOverOrder.HAND
        ceremony.save(update_fields=["order"])
    moved.dignitary, moved.seat = dignitary, seat.strip()
    moved.save(update_fields=["dignitary", "seat"])
    record(by, "hand_over.put", moved, place=moved.place, dignitary=dignitary and dignitary.pk)
    return moved


def missing_places(ceremony: Ceremony) -> int:
    """Returns how many officers with a valid certificate of its sessions have no place in the order yet (int). One query."""
    return _without_place(ceremony).count()


def counts_of(ceremony: Ceremony) -> dict[str, int]:
    """Returns how many are in the order (total), have no valid certificate any more (ended), get theirs from nobody (nobody), and are
    marked already (is_marked). One query."""
    live = Certificate.objects.live().filter(enrolment=OuterRef("enrolment"))
    return ceremony.hand_overs.order_by().aggregate(
        total=Count("pk"),
        ended=Count("pk", filter=~Exists(live)),
        nobody=Count("pk", filter=Q(dignitary__isnull=True)),
        is_marked=Count("pk", filter=~Q(state=HandOverState.PENDING)),
    )


class WithoutCertificate(Sequence[eligibility.Eligibility]):
    """Everyone on the rosters of a ceremony without a valid certificate, by session: the Eligibility lines, with the reason.

    For a paginator: their texts are tried for the lines of a slice alone. The number of queries does not depend on how many sessions
    or officers there are.
    """

    def __init__(self, ceremony: Ceremony) -> None:
        self._sessions = {one.pk: one for one in ceremony.sessions.select_related("course", "phase", "place")}
        holds = Certificate.objects.live().filter(enrolment=OuterRef("pk"))
        self._found = (
            Enrolment.objects.once_on_the_roster()
            .filter(~Exists(holds), session__in=self._sessions)
            .exclude(state=EnrolmentState.WITHDRAWN)
            .select_related("officer", "rank", "unit")
            .prefetch_related(*eligibility.PREFETCHED)
            .order_by("session__starts_on", "session__code", *eligibility.ROSTER_ORDER)
        )
        self._checkers: dict[str, eligibility.Checker] = {}

    @cached_property
    def _count(self) -> int:
        return self._found.count()

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, place: Any) -> Any:
        found = self._found[place]
        return [self._checked(one) for one in found] if isinstance(place, slice) else self._checked(found)

    def _checked(self, enrolment: Enrolment) -> eligibility.Eligibility:
        enrolment.session = session = self._sessions[enrolment.session_id]
        level = versions.level_of(session.course)
        if level not in self._checkers:
            design = versions.default_design(session.phase.programme_id, level)
            self._checkers[level] = eligibility.Checker(session, design)
        return self._checkers[level](enrolment)


def seat_of(place: int, in_a_row: int) -> str:
    """Returns the seat of a place (int from 1) as row letters and number: 11 in rows of ten is B1."""
    row, seat = divmod(place - 1, in_a_row)
    first = LETTERS[row // len(LETTERS) - 1] if row >= len(LETTERS) else ""
    return f"{first}{LETTERS[row % len(LETTERS)]}{seat + 1}"


def _unit(enrolment):
    return (enrolment.unit is None, enrolment.unit.name_en if enrolment.unit else "")


def _rank_and_name(enrolment):
    return (-enrolment.rank.order if enrolment.rank else 0, *_name(enrolment))


def _name(enrolment):
    officer = enrolment.officer
    return ((officer.name_en or officer.name_bn).casefold(), enrolment.pk)


_KEYS = {
    HandOverOrder.UNIT: lambda one: (_unit(one), *_rank_and_name(one)),
    HandOverOrder.RANK: _rank_and_name,
    HandOverOrder.NAME: _name,
}


def _holders(ceremony):
    live = Certificate.objects.live().values("enrolment")
    return Enrolment.objects.filter(
        session__in=ceremony.sessions.all(), pk__in=live, double_of__isnull=True
    ).select_related("officer", "rank", "unit")


def _without_place(ceremony):
    return _holders(ceremony).exclude(pk__in=ceremony.hand_overs.values("enrolment"))
