"""The walk knows every address below /admin/, and both programmes have an object of every kind, in marked words."""

import pytest
from django.contrib import admin

from tests.admin_walk import addresses
from tests.admin_walk.numbering import FOREIGN, OWN

pytestmark = pytest.mark.django_db

# The database holds these to a form of their own. Numbers are canaries by themselves; an officer has no name as a guest.
KEPT_AS_THEY_ARE = {
    "participants.Officer.service_number",
    "participants.FormerNumber.service_number",
    "participants.Delegate.guest_name_en",
    "participants.Delegate.guest_name_bn",
}


def test_the_walk_knows_what_to_put_into_every_address():
    assert [addresses.sentence(one) for one in addresses.every() if addresses.unknown(one)] == []


def test_it_finds_all_of_them():
    names = {one.name for one in addresses.every()}
    assert len(names) > 200
    assert {"admin:index", "sessions:schedule", "reports:officer", "admin:participants_officer_simple_history"} <= names


def test_no_place_is_described_that_no_address_has(world):
    routes = [one.route for one in addresses.every()]
    assert [place for place in addresses.PLACES if not any(route.startswith(place) for route in routes)] == []


def test_both_programmes_have_an_object_of_every_model_of_the_admin(world):
    models = [model for model in admin.site._registry if model._meta.label not in addresses.SHARED]
    without = [model._meta.label for model in models if not (OWN.first(model) and FOREIGN.first(model))]
    assert set(without) <= {"programmes.Subscription"}, "Make them in tests/admin_walk/world.py."


def test_every_text_of_the_foreign_programme_is_marked(world):
    assert set(world.unmarked) == KEPT_AS_THEY_ARE
    assert len(world.canaries.words) > 400
