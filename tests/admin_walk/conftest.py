"""The world is built once for the whole walk, inside one transaction that is rolled back in the end."""

from functools import cache

import pytest
from django.core import cache as caches
from django.db import transaction
from django.test import override_settings

from tests import factories
from tests.admin_walk import addresses
from tests.admin_walk import world as worlds
from tests.admin_walk.visitors import visitor


@pytest.fixture(scope="package")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """The World of both programmes."""
    media = tmp_path_factory.mktemp("media")
    patched = pytest.MonkeyPatch.context()
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), patched as patch:
        caches.cache.clear()
        for factory in factories.in_use():
            factory.reset_sequence(0, force=True)
        with transaction.atomic():
            made = worlds.build()
            made.media = media
            # The test client would keep a copy of the context of every template of every page.
            patch.setattr("django.test.client.store_rendered_templates", lambda *_args, **_facts: None)
            yield made
            transaction.set_rollback(True)


@pytest.fixture(scope="package")
def own_pages(world):
    """A function: `own_pages()` returns {Address: (path, Seen)}, what a coordinator gets at every address of the own programme.

    Asked for once, and looked at by several tests.
    """

    @cache
    def asked():
        coordinator, paths = visitor(world, "coordinator"), {}
        for one in addresses.every():
            if one.name not in addresses.DOORS:
                path = one.path(world)
                paths[one] = (path, coordinator.get(path))
        return paths

    return asked


@pytest.fixture(autouse=True)
def _files_of_the_world(world, _quiet_start, settings, caplog):
    settings.MEDIA_ROOT = world.media
    # Thousands of pages are not there on purpose.
    caplog.set_level("CRITICAL", logger="django.request")
