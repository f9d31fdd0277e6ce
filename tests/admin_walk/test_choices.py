"""Whatever offers a choice offers own objects: autocompletes, filters, searches, and what the address of a list may ask."""

import json

import pytest
from django.apps import apps
from django.contrib import admin

from tests.admin_walk.numbering import FOREIGN, foreign_keys_in, numbered
from tests.admin_walk.visitors import visitor

pytestmark = pytest.mark.django_db


def lists():
    """Yields (model, address of its list) of the model admin."""
    for model in admin.site._registry:
        yield model, f"/admin/{model._meta.app_label}/{model._meta.model_name}/"


@pytest.mark.usefixtures("_plain_problem_pages")
def test_an_autocomplete_offers_own_objects(world):
    coordinator, faults, offered = visitor(world, "coordinator"), {}, 0
    for model in (one for one in apps.get_models() if numbered(one)):
        for field in (one for one in model._meta.get_fields() if one.is_relation and not one.auto_created):
            names = {"app_label": model._meta.app_label, "model_name": model._meta.model_name, "field_name": field.name}
            seen = coordinator.post("/admin/autocomplete/", names)
            if world.canaries.found_in(seen.text) or foreign_keys_in(seen.text) or seen.status not in (200, 404):
                faults[f"{model._meta.label}.{field.name}"] = (seen.status, seen.text[:200])
            offered += len(json.loads(seen.text)["results"]) if seen.status == 200 else 0
    assert faults == {}
    assert offered > 20


def relations(model):
    """Yields (what the address of a list calls it, the model it leads to) of each relation, forwards and backwards."""
    for field in model._meta.get_fields():
        if field.is_relation and field.related_model is not None and numbered(field.related_model):
            yield field.name, field.related_model


@pytest.mark.usefixtures("_plain_problem_pages")
def test_a_list_answers_no_question_about_an_object_of_others(world):
    """Rows or none, either would tell what the two have to do with each other."""
    coordinator, faults = visitor(world, "coordinator"), {}
    for model, path in lists():
        if model._meta.label == "certificates.CertificateDesign":
            continue  # its list is a page of its own
        filters = {one[0] if isinstance(one, tuple) else one for one in admin.site._registry[model].list_filter}
        for name, related in relations(model):
            row = FOREIGN.first(related)
            if row is None or name in filters:
                continue
            seen = coordinator.get(path, {name: row.pk})
            asked_again = seen.status == 302 and "e=1" in seen.location
            if seen.status not in (400, 404) and not asked_again:
                faults[f"{path}?{name}={row.pk}"] = seen.status
    assert faults == {}


def test_a_search_for_words_of_the_other_programme_finds_nothing(world):
    coordinator, faults, foreign = visitor(world, "coordinator"), {}, world.foreign
    wanted = [foreign.officer.service_number, foreign.certificate.serial, "zq"]
    for model, path in lists():
        for text in wanted:
            if getattr(admin.site._registry[model], "is_search_discreet", False):
                seen = coordinator.get(coordinator.post(path, {"words_to_find": text}).location)
            else:
                seen = coordinator.get(path, {"q": text})
            if foreign_keys_in(seen.text) or world.canaries.found_in(seen.text, but=(text,)) or seen.status >= 500:
                faults[f"{path}?q={text}"] = seen.status
    assert faults == {}


def test_the_page_that_finds_officers_finds_own_ones(world):
    coordinator = visitor(world, "coordinator")
    own, foreign = (
        coordinator.post("/admin/officers/search/", {"words": side.officer.service_number})
        for side in (world.own, world.foreign)
    )
    assert str(world.own.officer.pk) in own.text + own.location, own.status
    assert not foreign_keys_in(foreign.text + foreign.location)


def test_a_filter_offers_own_objects_and_counts_own_rows(world):
    coordinator = visitor(world, "coordinator")
    for _model, path in lists():
        seen = coordinator.get(path, {"_facets": "True"})
        assert not foreign_keys_in(seen.text), path
        assert not world.canaries.found_in(seen.text), path
