"""Venues, rooms, kits and stock on record: each has what its kind needs, a name of its own, and belongs to one programme."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry
from accounts.refusal import NotAllowed, Refused
from tests.factories import DistrictFactory
from trainings.models import Resource, Venue
from trainings.resources import catalogue

pytestmark = pytest.mark.django_db


def test_each_kind_is_added_with_what_it_needs(programme, academy, coordinator):
    def add(kind, **facts):
        return catalogue.add(programme, kind, {"name_en": "  A   name "} | facts, by=coordinator)

    room, kit, stock = add("room", venue=academy, seats=40), add("kit", count=3, seats=5), add("stock", count=9)
    assert [str(one) for one in (room, kit, stock)] == ["A name, Police Academy", "A name", "A name"]
    assert (room.seats, kit.count, kit.seats, stock.count) == (40, 3, None, None)
    for kind, facts, why in (
        ("room", {"venue": academy, "seats": 0}, "seats"),
        ("room", {"venue": None, "seats": 4}, "venue of this programme"),
        ("kit", {"count": 1001}, "of the kit there are, from 1 to"),
        ("stock", {"name_en": "  "}, "English letters"),
        ("car", {}, "listed values"),
        ("kit", {"name_en": "a NAME", "count": 1}, "of this name already"),
        ("room", {"name_en": "A Name", "venue": academy, "seats": 1}, "in this venue already"),
    ):
        with pytest.raises(Refused, match=why):
            add(kind, **facts)
    assert Resource.objects.count() == 3
    for wrong in ({"count": 2}, {"venue": None}, {"seats": None}, {"kind": "car"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Resource.objects.filter(pk=room.pk).update(**wrong)


def test_a_venue_has_one_name_in_a_place_and_stays_while_it_has_rooms(programme, academy, hall, coordinator):
    facts = {"name_en": "police academy", "place": academy.place}
    with pytest.raises(Refused, match="in this place already"):
        catalogue.add_venue(programme, facts, by=coordinator)
    elsewhere = catalogue.add_venue(programme, facts | {"place": DistrictFactory(code="3026")}, by=coordinator)
    with pytest.raises(Refused, match="in this place already"):
        catalogue.change_venue(elsewhere, facts, by=coordinator)
    with pytest.raises(Refused, match="has rooms"):
        catalogue.remove_venue(academy, by=coordinator)
    catalogue.remove_venue(elsewhere, by=coordinator)
    assert Venue.objects.get() == academy
    assert not AuditEntry.objects.filter(verb="venue.removed", target_id=academy.pk).exists()


def test_there_are_never_fewer_of_a_kit_than_are_booked(ahead, other, plan, projectors, book, coordinator, today):
    book(ahead, projectors, 2)
    book(other, projectors, 1)
    book(plan(-30), projectors, 3)
    facts = {"name_en": "Projector"}
    with pytest.raises(Refused, match=r"3 are booked on .* \(TOT-ONE, TOT-TWO\)"):
        catalogue.change(projectors, facts | {"count": 2}, by=coordinator, today=today)
    type(ahead).objects.filter(pk=other.pk).update(state="cancelled", state_reason="Flood.")
    assert catalogue.change(projectors, facts | {"count": 2}, by=coordinator, today=today).count == 2


def test_out_of_use_stays_on_record_where_something_hangs_on_it(ahead, hall, small_room, book, coordinator):
    book(ahead, hall)
    assert catalogue.retire(hall, by=coordinator).is_retired
    assert catalogue.retire(small_room, by=coordinator) is None
    assert list(Resource.objects.all()) == [hall]
    assert not catalogue.bring_back(hall, by=coordinator).is_retired


@pytest.mark.parametrize("who", ["observer", "outsider", "trainer"])
def test_nobody_else_changes_what_is_on_record(request, programme, session, academy, hall, elsewhere, today, who):
    room = {"name_en": "X", "venue": academy, "seats": 1}
    for by in (request.getfixturevalue(who), elsewhere[0]):
        for act in (
            lambda by: catalogue.add_venue(programme, {"name_en": "X", "place": academy.place}, by=by),
            lambda by: catalogue.change_venue(academy, {"name_en": "X", "place": academy.place}, by=by),
            lambda by: catalogue.remove_venue(academy, by=by),
            lambda by: catalogue.add(programme, "room", room, by=by),
            lambda by: catalogue.change(hall, room, by=by, today=today),
            lambda by: catalogue.retire(hall, by=by),
            lambda by: catalogue.bring_back(hall, by=by),
        ):
            with pytest.raises(NotAllowed):
                act(by)
    with pytest.raises(Refused, match="venue of this programme"):
        catalogue.add(elsewhere[1], "room", room, by=elsewhere[0])


def test_what_somebody_else_removed_meanwhile_is_refused(
    programme, academy, projectors, ahead, book, coordinator, today
):
    kit, venue = Resource.objects.get(pk=projectors.pk), Venue.objects.get(pk=academy.pk)
    catalogue.retire(projectors, by=coordinator)
    catalogue.remove_venue(academy, by=coordinator)
    for act in (
        lambda: book(ahead, kit),
        lambda: catalogue.retire(kit, by=coordinator),
        lambda: catalogue.change(kit, {"name_en": "Kit", "count": 1}, by=coordinator, today=today),
        lambda: catalogue.remove_venue(venue, by=coordinator),
    ):
        with pytest.raises(Refused, match="removed this meanwhile"):
            act()


def test_only_what_is_in_use_counts_against_the_most(programme, projectors, ahead, book, coordinator, monkeypatch):
    monkeypatch.setattr(catalogue, "MOST_RESOURCES", 1)
    book(ahead, projectors)
    catalogue.retire(projectors, by=coordinator)
    catalogue.add(programme, "stock", {"name_en": "Pens"}, by=coordinator)
    for act in (
        lambda: catalogue.bring_back(projectors, by=coordinator),
        lambda: catalogue.add(programme, "stock", {"name_en": "Ink"}, by=coordinator),
    ):
        with pytest.raises(Refused, match="1 rooms, kits and stocks are in use already"):
            act()
