"""The officers behind a number on the page of the trained capacity, for those who may see them."""

from collections.abc import Mapping

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participants.models import Officer
from participants.models.officer import OfficerQuerySet
from reports.capacity.counts import Movement, Units, trained, with_movement
from reports.capacity.page import MOVEMENTS, NO_DISTRICT, CapacityQuery

_PARTS = {
    "then": (gettext_lazy("when trained"), lambda rows, then, now: rows.filter(then)),
    "now": (gettext_lazy("now"), lambda rows, then, now: rows.filter(now)),
    "came": (gettext_lazy("came since"), lambda rows, then, now: rows.filter(now, ~then | Q(unit=None))),
    "went": (gettext_lazy("went since"), lambda rows, then, now: rows.filter(then, ~now | Q(unit_now=None))),
}


def officers_behind(ask: CapacityQuery, query: Mapping[str, str]) -> tuple[OfficerQuerySet, str]:
    """Returns (the officers as a QuerySet, what they are in words). ask: CapacityQuery; query: the parameters of the address.

    ?part= a Movement, or with ?unit= or ?district= one of _PARTS; anything else means all the trained.
    """
    rows = trained(ask.choice)
    part, unit, district = query.get("part", ""), query.get("unit"), query.get("district")
    if part in set(Movement):
        movement = Movement(part)
        rows, words = with_movement(rows, movement), str(MOVEMENTS[movement][0])
    elif part in _PARTS and (unit or district):
        then, now, where = _of_unit(unit) if unit else _of_district(district)
        label, select = _PARTS[part]
        rows, words = select(rows, then, now), f"{where}, {label}"
    else:
        words = _("Trained officers")
    return Officer.objects.filter(pk__in=rows.order_by().values("officer")), words


def _of_unit(code):
    units = Units()
    ids = units.below(code)
    return Q(unit__in=ids), Q(unit_now__in=ids), str(units.top(ids[0])) if ids else _("No such unit")


def _of_district(code):
    units = Units()
    if code == NO_DISTRICT:
        ids = units.seated_in(None)
        left = Q(left_now=True)
        return Q(unit__in=ids) | Q(unit=None), (Q(unit_now__in=ids) | Q(unit_now=None)) & ~left, _("No district")
    ids = units.seated_in(code)
    name = next((place.name for place in units.districts.values() if place.code == code), _("No such district"))
    return Q(unit__in=ids), Q(unit_now__in=ids), name
