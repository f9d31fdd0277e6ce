"""Officers on record before there were keys to find them by get them."""

from importlib import import_module

import pytest
from django.apps import apps

from participants.duplicates import search_keys
from participants.identity.finding_keys import FIRST, LAST
from participants.models import OfficerKey
from tests.factories import OfficerFactory

pytestmark = pytest.mark.django_db
migration = import_module("participants.migrations.0006_keys_to_find_officers_by")


def finding():
    return set(OfficerKey.objects.filter(key__range=(FIRST, LAST)).values_list("officer", "key"))


def test_the_migration_adds_what_an_index_has(monkeypatch):
    monkeypatch.setattr(migration, "OFFICERS_PER_STEP", 2)
    officers = OfficerFactory.create_batch(5)
    search_keys.index(officers)
    expected = finding()
    migration.remove_keys(apps, None)
    assert finding() == set()
    assert OfficerKey.objects.exists()
    migration.add_keys(apps, None)
    assert finding() == expected


def test_who_has_no_key_at_all_is_left_to_the_index():
    OfficerFactory()
    migration.add_keys(apps, None)
    assert not OfficerKey.objects.exists()
    assert search_keys.index_missing(limit=10) == 1
