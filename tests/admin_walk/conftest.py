"""The world is built once for the whole walk, inside one transaction that is rolled back in the end."""

from functools import cache

import pytest
from django.contrib import admin
from django.core import cache as caches
from django.db import transaction
from django.test import override_settings
from unfold.settings import get_config

from tests import factories
from tests.admin_walk import addresses
from tests.admin_walk import world as worlds
from tests.admin_walk.visitors import visitor, who_asks


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
            _walk_lightly(patch)
            yield made
            transaction.set_rollback(True)


def _walk_lightly(patch):
    """Leaves out of thousands of visits what is the same with each and shows no object."""
    # The test client would be told of every template of every page, and keep a copy of its context.
    patch.setattr("django.template.base.Template._render", lambda template, context: template.nodelist.render(context))
    # Nine people: who they are is looked up once for each of them.
    patch.setattr("django.contrib.auth.middleware.get_user", who_asks)
    # The settings of the frame would be put together some thirty times for a page, and its colours reckoned anew.
    patch.setattr("unfold.sites.get_config", cache(get_config))
    patch.setattr("unfold.sites.UnfoldAdminSite._get_colors", lambda *_args: {})
    # What the frame offers somebody: after every visit the same again.
    for part in ("get_app_list", "get_sidebar_list"):
        patch.setattr(admin.site, part, _once_for_each_visitor(getattr(admin.site, part)))


def _once_for_each_visitor(part):
    known = {}

    def offered(request, *args):
        key = (request.user.pk, *args)
        if key not in known:
            known[key] = part(request, *args)
        return known[key]

    return offered


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
