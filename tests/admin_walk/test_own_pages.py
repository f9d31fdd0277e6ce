"""What a coordinator reads on pages of the own programme: they are all there, and nothing of the other programme is on them."""

import pytest
from django.contrib import admin

from tests.admin_walk import addresses
from tests.admin_walk.numbering import foreign_keys_in
from tests.admin_walk.visitors import visitor

pytestmark = pytest.mark.django_db

# Not there for a coordinator, own object or not, and why.
NOT_THERE = {
    "admin:": "no page has this address",
    "admin:participants_officer_table_apply": "only sent",
    "admin:participants_officer_table_discard": "only sent",
    "admin:programmes_programme_add": "opened by an administrator",
    "admin:auth_user_password_change": "accounts are kept elsewhere",
    "admin:accounts_user_changelist": "accounts are kept elsewhere",
    "admin:accounts_user_add": "accounts are kept elsewhere",
    "admin:accounts_user_change": "accounts are kept elsewhere",
}
# Only sent, and there for some objects alone.
NOTHING_TO_POST = {
    "admin:autocomplete": "answers only for a field; test_choices.py asks for each one",
    "programme:separate": "only a merged finding is taken out again",
    "sessions:decide_objection": "the form names the half-day",
    "sessions:take_back_allowance": "the form names the payment",
}
ADMINISTRATION = "administration/"  # for administrators: test_administrators.py


def told(world, seen, path, *, with_keys=True):
    """Returns what is wrong with an answer about own objects; "" when nothing is."""
    found = world.canaries.found_in(seen.text)
    keys = foreign_keys_in(seen.text) if with_keys and not seen.text.startswith("%PDF") else ()
    if seen.broke or seen.status >= 500:
        return f"{seen.status} {seen.broke}"
    if found or keys:
        return f"shows of the other programme: {found[:5]} {sorted(keys)[:5]}"
    return f"changed foreign rows: {seen.harmed} {seen.touched}" if seen.harmed or seen.touched else ""


def test_every_page_is_there_and_shows_nothing_of_the_other_programme(world, own_pages):
    faults = {}
    for one, (path, seen) in own_pages().items():
        if (seen.status == 404) != (one.name in NOT_THERE or one.route.startswith(ADMINISTRATION)):
            faults[path] = f"{seen.status} {one.name}"
        elif wrong := told(world, seen, path):
            faults[path] = wrong
    assert faults == {}


def test_what_is_only_sent_is_there_too(world, own_pages):
    coordinator, faults = visitor(world, "coordinator"), {}
    for one, (path, asked) in own_pages().items():
        if asked.status != 405:
            continue
        seen = coordinator.post(path)
        if seen.status == 404 and one.name not in NOTHING_TO_POST:
            faults[path] = f"{seen.status} {one.name}"
        elif wrong := told(world, seen, path):
            faults[path] = wrong
    assert faults == {}


def test_pop_ups_show_no_more_than_pages(world):
    coordinator, faults = visitor(world, "coordinator"), {}
    for one in addresses.every():
        if not one.name.endswith(("_changelist", "_add")) or one.name in NOT_THERE:
            continue
        path = one.path(world)
        seen = coordinator.get(path, {"_popup": "1", "_to_field": "id"})
        if wrong := told(world, seen, path):
            faults[path] = wrong
    assert faults == {}


@pytest.mark.parametrize("kind", ["0", "1"], ids=["csv", "xlsx"])
def test_an_export_of_officers_holds_own_ones(world, kind):
    sent = {"format": kind, "columns": ["service_number", "name_en", "name_bn", "mobile", "email"]}
    own, foreign = (
        visitor(world, who).post("/admin/participants/officer/export/", sent)
        for who in ("coordinator", "foreign coordinator")
    )
    assert world.own.officer.service_number in own.text
    assert world.canaries.found_in(own.text) == []
    assert {"officer.name_en", "service number of an officer"} <= set(world.canaries.found_in(foreign.text))


def test_the_canaries_are_there_to_be_seen(world):
    """A walk without anything to find would prove nothing: the other coordinator reads them on her own pages."""
    her = visitor(world, "foreign coordinator")
    lists = [f"/admin/{model._meta.app_label}/{model._meta.model_name}/" for model in admin.site._registry]
    pages = [*lists, f"/admin/officers/{world.foreign.officer.pk}/", f"/admin/sessions/{world.foreign.scheduled.code}/"]
    read = {place for path in pages for place in world.canaries.found_in(her.get(path).text)}
    assert {"officer.name_en", "session.title_en", "finding.text_en", "news.title_en", "name of a roster"} <= read
    assert "serial of a certificate" in read
