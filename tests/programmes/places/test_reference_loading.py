"""Reference data: complete, and the same however often it is loaded."""

import pytest
from django.core.management import call_command

from participants.models import Rank, Unit
from programmes.models import Goal, Place
from trainings.models import Holiday


@pytest.fixture
def loaded(db):
    call_command("load_reference", verbosity=0)


def counts():
    kinds = {kind: Place.objects.filter(kind=kind).count() for kind in ("division", "district", "upazila")}
    return kinds | {
        "units": Unit.objects.count(),
        "ranks": Rank.objects.count(),
        "goals": Goal.objects.count(),
        "holidays": Holiday.objects.count(),
    }


def test_everything_is_there(loaded):
    assert counts() == {
        "division": 8,
        "district": 64,
        "upazila": 495,
        "units": 107,
        "ranks": 13,
        "goals": 17,
        "holidays": 6,
    }


def test_loading_again_adds_nothing_and_mends_what_was_changed(loaded):
    before = counts()
    khulna = Place.objects.get(kind="district", code="4047")
    Place.objects.filter(pk=khulna.pk).update(name_bn="?")
    call_command("load_reference", verbosity=0)
    assert counts() == before
    khulna.refresh_from_db()
    assert khulna.name_bn == "খুলনা"


def test_every_upazila_leads_up_to_the_country(loaded):
    upazila = Place.objects.filter(kind="upazila").select_related("parent__parent__parent").first()
    assert [place.kind for place in (upazila.parent, upazila.parent.parent, upazila.parent.parent.parent)] == [
        "district",
        "division",
        "country",
    ]


def test_a_district_police_sits_in_its_district_under_its_range(loaded):
    unit = Unit.objects.select_related("parent", "place").get(code="DP-4087")
    assert (unit.place.name_en, unit.parent.code) == ("Satkhira", "RANGE-KHU")


def test_old_spellings_come_along(loaded):
    assert "Comilla" in Place.objects.get(kind="district", name_en="Cumilla").aliases
