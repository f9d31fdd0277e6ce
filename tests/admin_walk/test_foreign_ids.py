"""A coordinator sends forms of own pages with the number of a foreign object in them, one field at a time."""

import uuid

import pytest
from django.apps import apps

from tests.admin_walk import addresses
from tests.admin_walk.forms import posts
from tests.admin_walk.numbering import FOREIGN, FOREIGN_OFFSET, OWN, numbered
from tests.admin_walk.visitors import visitor

pytestmark = pytest.mark.django_db


def swaps():
    """Returns {what names an object of the own programme, other than its key: what names the same one of the foreign one}."""
    found = {}
    for model in (one for one in apps.get_models() if numbered(one)):
        fields = [field.attname for field in model._meta.concrete_fields if field.unique and not field.primary_key]
        fields = [name for name in fields if not name.endswith("_id") or name == "public_id"]
        foreign = {
            row.pk: row
            for row in model._base_manager.filter(
                pk__in=[pk + FOREIGN_OFFSET for pk in OWN.rows(model).values_list("pk", flat=True)]
            )
        }
        for row in OWN.rows(model) if fields else ():
            other = foreign.get(row.pk + FOREIGN_OFFSET)
            for name in fields if other else ():
                value, instead = getattr(row, name), getattr(other, name)
                if isinstance(value, str | uuid.UUID) and value and instead:
                    found[str(value)] = str(instead)
    return found


@pytest.mark.usefixtures("_plain_problem_pages")
def test_a_foreign_number_in_a_form_reads_and_changes_nothing(world, own_pages):
    coordinator, faults, sent, instead = visitor(world, "coordinator"), {}, set(), swaps()
    for path, page in own_pages().values():
        for post in posts(page.text, path, instead) if page.status == 200 else ():
            if post.kind in sent:
                continue
            sent.add(post.kind)
            seen = coordinator.post(post.path, post.as_dict)
            found = world.canaries.found_in(seen.text, but=(post.value, post.path))
            if seen.status >= 500 or found or seen.harmed or seen.touched:
                told = (seen.status, found[:5], seen.harmed, seen.touched, seen.broke)
                faults[f"{post.path} {post.field}={post.value}"] = told
    assert len(sent) > 100
    assert faults == {}


# What pages are told in a query or a form to choose an object or to do something with it, whatever the page.
NAMES = {
    "certificates": "certificate.pk",
    "certificate": "certificate.pk",
    "consultation": "consultation.pk",
    "where": "consultation.pk",
    "dignitaries": "guest.pk",
    "dignitary": "guest.pk",
    "enrolment": "completed.pk",
    "finding": "finding.pk",
    "findings": "finding.pk",
    "ids": "finding.pk",
    "one": "finding.pk",
    "other": "other_finding.pk",
    "stays": "other_finding.pk",
    "keep": "officer.pk",
    "officer": "officer.pk",
    "owner": "coordinator.pk",
    "phase": "phase.pk",
    "course": "course.pk",
    "old_design": "design.pk",
    "new_design": "design.pk",
    "design": "design.pk",
    "signatories": "signatory.pk",
    "row": "hand_over.pk",
    "session": "closed.pk",
    "add": "closed.pk",
    "programme": "programme.pk",
    "workstream": "workstream.pk",
    "milestone": "milestone.pk",
}
CODES = {
    "session": "closed.code",
    "add": "closed.code",
    "programme": "programme.code",
    "certificates": "certificate.serial",
}
ACTS = {
    "act": "confirm", "decision": "same", "mark": "handed_over", "order": "name", "step": "accepted", "only": "1",
    "which": "chosen", "who": "chosen", "reason": "Words", "reason_bn": "কথা", "outcome": "Words", "text_en": "Words",
    "priority": "1", "kind": "gap", "theme": "trust", "words": "Words", "whom": "all",
    "why": "left", "roles": "trainer", "confirmed": "yes",
}  # fmt: skip


LISTENS_TO_WORDS = {"certificates:file_correction"}  # "other" is a text there


def told_of(side, names):
    """Returns {name: what names the object of this side}."""
    found = {}
    for name, thing in names.items():
        one, _dot, attribute = thing.partition(".")
        found[name] = str(getattr(getattr(side, one), attribute))
    return found


# Where an object is named by its code.
BY_CODE = ("certificate-designs/", "certificates/re", "ceremonies/", "capacity/", "participations/")


@pytest.mark.usefixtures("_plain_problem_pages")
@pytest.mark.parametrize(
    ("method", "names", "below"),
    [("get", NAMES, ("",)), ("post", NAMES, ("",)), ("get", CODES, BY_CODE)],
    ids=["asked", "sent", "asked by code"],
)
def test_whatever_a_page_is_told_it_knows_no_foreign_object(world, method, names, below):
    """Each page of our own, told of foreign objects by every name that any page listens to."""
    told, faults = told_of(world.foreign, names), {}
    visit = getattr(visitor(world, "coordinator"), method)
    for one in addresses.every():
        if one.name.startswith("admin:") or one.name in LISTENS_TO_WORDS or not one.route.startswith(below):
            continue
        path = one.path(world)
        seen = visit(path, told if method == "get" else {**ACTS, **told})
        found = world.canaries.found_in(seen.text, but=(path, *told.values()))
        if seen.status >= 500 or found or seen.harmed or seen.touched:
            faults[path] = (seen.status, found[:5], seen.harmed, seen.touched, seen.broke)
    assert faults == {}


def test_a_form_to_add_something_takes_no_foreign_object_from_its_address(world):
    coordinator, faults = visitor(world, "coordinator"), {}
    for one in addresses.every():
        if not one.name.startswith("admin:") or not one.name.endswith("_add"):
            continue
        model = apps.get_model(*one.route.split("/")[:2])
        fields = [field for field in model._meta.get_fields() if field.is_relation and not field.auto_created]
        rows = {field.name: FOREIGN.first(field.related_model) for field in fields if numbered(field.related_model)}
        seen = coordinator.get(one.path(world), {name: row.pk for name, row in rows.items() if row})
        if found := world.canaries.found_in(seen.text):
            faults[one.name] = found[:5]
    assert faults == {}
