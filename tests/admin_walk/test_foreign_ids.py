"""A coordinator sends forms of own pages with the number of a foreign object in them, one field at a time."""

import uuid

import pytest
from django.apps import apps

from tests.admin_walk.forms import posts
from tests.admin_walk.numbering import FOREIGN_OFFSET, OWN, numbered
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
