"""What a programme has to lend: venues with their rooms, kits, stock. Added, changed, taken out of use."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates, require
from accounts.refusal import Refused
from accounts.text.localised_text import date_text
from accounts.text.sentences import numbers
from programmes.models import Place, Programme
from trainings.models import Resource, ResourceKind, Venue
from trainings.models.resource import LONGEST_NAME, LONGEST_NOTE, MOST_OF_A_KIT
from trainings.resources.availability import codes_text
from trainings.resources.stock import lock_resource
from trainings.resources.use import Part, uses_of

MOST_RESOURCES = 500
MOST_VENUES = 300
TEXTS = ("name_en", "name_bn", "notes")
# What each kind has beside its texts.
FIGURES = {ResourceKind.ROOM: ("venue", "seats"), ResourceKind.KIT: ("count",), ResourceKind.STOCK: ()}


@transaction.atomic
def add_venue(programme: Programme, facts: Mapping[str, Any], *, by: User) -> Venue:
    """Adds a venue and returns it. facts: TEXTS and place (a Place). Raises Refused without a name, for one that is there
    already in this place, and beyond MOST_VENUES."""
    programme = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    require(by, coordinates, programme)
    if Venue.objects.filter(programme=programme).count() >= MOST_VENUES:
        raise Refused(_("There are %(most)s venues already. Remove those without rooms.") % numbers(most=MOST_VENUES))
    venue = Venue(programme=programme, place=facts["place"], **_texts(facts))
    _save(venue, _("There is a venue of this name in this place already."))
    record(by, "venue.added", venue)
    return venue


@transaction.atomic
def change_venue(venue: Venue, facts: Mapping[str, Any], *, by: User) -> Venue:
    """Writes the facts of a venue anew and returns it. Sessions keep the venue as it was written. Refused as `add_venue`."""
    venue = _locked_venue(venue)
    require(by, coordinates, venue.programme)
    place: Place = facts["place"]
    venue.place = place
    _write(venue, _texts(facts), _("There is a venue of this name in this place already."))
    record(by, "venue.changed", venue)
    return venue


@transaction.atomic
def add(programme: Programme, kind: str, facts: Mapping[str, Any], *, by: User) -> Resource:
    """Adds a room, kit or stock and returns it. facts: TEXTS, and by kind venue and seats, or count.

    Raises Refused for an unknown kind, without a name, for a venue of another programme, for a name that is there already and
    beyond MOST_RESOURCES.
    """
    programme = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    require(by, coordinates, programme)
    if kind not in ResourceKind.values:
        raise Refused(_("Choose one of the listed values."))
    _refuse_beyond_the_most(programme)
    resource = Resource(programme=programme, kind=kind, **_texts(facts), **_figures(programme, kind, facts))
    _save(resource, _taken(kind))
    record(by, "bookable.added", resource, kind=kind)
    return resource


@transaction.atomic
def change(resource: Resource, facts: Mapping[str, Any], *, by: User, today: date) -> Resource:
    """Writes the facts of a resource anew and returns it. Raises Refused as `add`, and for fewer of a kit than are booked.

    today: date in Dhaka; what was booked before it does not count.
    """
    resource = lock_resource(resource)
    require(by, coordinates, resource.programme)
    figures = _figures(resource.programme, resource.kind, facts)
    if resource.kind == ResourceKind.KIT and figures["count"] < (resource.count or 0):
        _refuse_fewer_than_booked(resource, figures["count"], today)
    for name, value in figures.items():
        setattr(resource, name, value)
    _write(resource, _texts(facts), _taken(resource.kind))
    record(by, "bookable.changed", resource, **({"count": resource.count} if resource.count else {}))
    return resource


@transaction.atomic
def retire(resource: Resource, *, by: User) -> Resource | None:
    """Takes a resource out of use. What was booked or entered stays; what never was is deleted, and None returned."""
    resource = lock_resource(resource)
    require(by, coordinates, resource.programme)
    if not (resource.bookings.exists() or resource.entries.exists()):
        record(by, "bookable.removed", resource)
        resource.delete()
        return None
    if not resource.is_retired:
        resource.is_retired = True
        resource.save(update_fields=["is_retired"])
        record(by, "bookable.retired", resource)
    return resource


@transaction.atomic
def bring_back(resource: Resource, *, by: User) -> Resource:
    """Puts a resource into use again and returns it. Raises Refused beyond MOST_RESOURCES."""
    programme = Programme.objects.select_for_update(of=("self",)).get(pk=resource.programme_id)
    resource = lock_resource(resource)
    require(by, coordinates, resource.programme)
    if resource.is_retired:
        _refuse_beyond_the_most(programme)
        resource.is_retired = False
        resource.save(update_fields=["is_retired"])
        record(by, "bookable.brought_back", resource)
    return resource


@transaction.atomic
def remove_venue(venue: Venue, *, by: User) -> None:
    """Removes a venue without rooms. Raises Refused while it has some."""
    venue = _locked_venue(venue)
    require(by, coordinates, venue.programme)
    record(by, "venue.removed", venue)
    try:
        venue.delete()
    except ProtectedError:
        raise Refused(_("This venue has rooms. Move them to another venue, or take them out first.")) from None


def venue_texts(room_en: str, room_bn: str, venue_en: str, venue_bn: str) -> tuple[str, str]:
    """Returns the venue of a session as a room fills it, in English and in Bangla. What has no Bangla name keeps the other."""
    return f"{room_en}, {venue_en}", f"{room_bn or room_en}, {venue_bn or venue_en}"


def _refuse_beyond_the_most(programme):
    if Resource.objects.in_use().filter(programme=programme).count() >= MOST_RESOURCES:
        words = numbers(most=MOST_RESOURCES)
        raise Refused(
            _("%(most)s rooms, kits and stocks are in use already. Take out those that nobody books.") % words
        )


def _locked_venue(venue):
    rows = Venue.objects.select_for_update(of=("self",)).select_related("programme")
    found = rows.filter(pk=venue.pk).first()
    if found is None:
        raise Refused(_("Somebody removed this meanwhile. Go back to the list."))
    return found


def _texts(facts):
    values = {name: " ".join((facts.get(name) or "").split()) for name in TEXTS}
    if not values["name_en"]:
        raise Refused(_("Give the name in English letters."))
    longest = {"notes": LONGEST_NOTE}
    return {name: value[: longest.get(name, LONGEST_NAME)] for name, value in values.items()}


def _figures(programme, kind, facts):
    figures = {name: facts.get(name) for name in FIGURES[ResourceKind(kind)]}
    if kind == ResourceKind.ROOM:
        venue = figures["venue"]
        if venue is None or venue.programme_id != programme.pk:
            raise Refused(_("Choose a venue of this programme."))
        if not 1 <= (figures["seats"] or 0) <= 2000:
            raise Refused(_("A room has from 1 to 2,000 seats."))
    if kind == ResourceKind.KIT and not 1 <= (figures["count"] or 0) <= MOST_OF_A_KIT:
        raise Refused(_("Say how many of the kit there are, from 1 to %(most)s.") % numbers(most=MOST_OF_A_KIT))
    return figures


def _refuse_fewer_than_booked(kit, count, today):
    booked: dict[Part, list[Any]] = {}
    for use in uses_of([kit.pk], today):
        for part in use.parts:
            if part.day >= today:
                booked.setdefault(part, []).append(use)
    short = sorted(part for part, uses in booked.items() if sum(use.quantity for use in uses) > count)
    if short:
        uses = booked[short[0]]
        words = {"codes": codes_text(sorted({use.code for use in uses}))}
        words["date"] = date_text(short[0].day, get_language())
        raise Refused(
            _("%(booked)s are booked on %(date)s (%(codes)s). Release some of them first.")
            % (words | numbers(booked=sum(use.quantity for use in uses)))
        )


def _taken(kind):
    if kind == ResourceKind.ROOM:
        return _("There is a room of this name in this venue already.")
    return _("There is one of this name already. Look among those that are out of use, too.")


def _save(row, taken):
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as clash:
        raise Refused(taken) from clash


def _write(row, texts, taken):
    for name, value in texts.items():
        setattr(row, name, value)
    _save(row, taken)
