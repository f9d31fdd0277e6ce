"""A world that costs seconds to build, built once for the tests that read it."""

from contextlib import contextmanager

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import override_settings

from tests import factories


@pytest.fixture(scope="session")
def shared_world(django_db_setup, django_db_blocker, tmp_path_factory):
    """A context manager for fixtures of a module or package: what is built in it lasts until it ends.

    All of it is one transaction that is undone in the end, and each test undoes its own changes inside of it. No test of
    such a module may need an empty database, or one that commits. It is built in English, in folders of its own.
    """

    @contextmanager
    def lasting():
        folders = {name: tmp_path_factory.mktemp(name.lower()) for name in ("MEDIA_ROOT", "AUDIT_FOLDER")}
        with django_db_blocker.unblock(), override_settings(**folders):
            cache.clear()
            for factory in factories.in_use():
                factory.reset_sequence(0, force=True)
            with transaction.atomic():
                yield
                transaction.set_rollback(True)

    return lasting
