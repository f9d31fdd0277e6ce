"""The world is built once for the whole walk, inside one transaction that is rolled back in the end."""

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponseNotFound
from django.test import override_settings

from tests import factories
from tests.admin_walk import world as worlds


@pytest.fixture(scope="package")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """The World of both programmes."""
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media):
        cache.clear()
        for factory in factories.in_use():
            factory.reset_sequence(0, force=True)
        with transaction.atomic():
            made = worlds.build()
            made.media = media
            yield made
            transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _files_of_the_world(world, _quiet_start, settings):
    settings.MEDIA_ROOT = world.media


@pytest.fixture
def _plain_problem_pages(monkeypatch):
    """The page of "not there" without its frame, which costs more than all else; tests/look holds how it looks."""
    monkeypatch.setattr("config.urls.handler404", "tests.admin_walk.conftest.not_there", raising=False)


def not_there(request, exception):
    return HttpResponseNotFound("Not there.")
