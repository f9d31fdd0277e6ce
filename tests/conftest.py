"""The cast and the tools that every test may use."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from jobs import requesting
from tests import factories
from tests.dealing import SharedBrowser
from tests.flushing import _tables_may_be_emptied_between_tests  # noqa: F401 -- an autouse fixture
from tests.kept_tables import ROOT, copy_of_tables
from tests.marks import anything_may_start, pytest_runtest_protocol  # noqa: F401 -- a hook
from tests.midnight import pytest_runtest_setup  # noqa: F401 -- a hook

# A busy machine is no finding.
hypothesis.settings.register_profile("busy", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("busy")

MIGRATE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0, skip_checks=True)
"""


@pytest.hookimpl(tryfirst=True, optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return SharedBrowser(config, log) if config.getvalue("dist") == "loadgroup" else None


@pytest.fixture(scope="session")
def django_db_keepdb(request, django_db_modify_db_settings):
    """On SQLite every test process starts with a copy of one migrated database; pytest --create-db migrates its own."""
    test = connection.settings_dict["TEST"]["NAME"]
    if connection.vendor != "sqlite" or request.config.getvalue("create_db"):
        return request.config.getvalue("reuse_db")
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "VAR_DIR": str(settings.VAR_DIR.parent),
        "DATABASE_URL": f"sqlite:///{test}",
    }
    for left in Path(test).parent.glob(f"{Path(test).name}*"):
        left.unlink()
    command = [sys.executable, "-c", MIGRATE]
    with anything_may_start():
        copy_of_tables("migrated", test, lambda: subprocess.run(command, check=True, cwd=ROOT, env=environment))
    return True


@pytest.fixture(autouse=True)
def _quiet_start(settings, tmp_path):
    """No throttle counts, language or numbering from the test before, and files of each test in a folder of its own."""
    cache.clear()
    # A broker that did not answer the test before is no reason to be silent in this one.
    requesting._backoff.until = 0.0
    # Numbered from the start, so that a code or name a test writes down meets those of the factories always or never.
    for factory in factories.in_use():
        factory.reset_sequence(0, force=True)
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.AUDIT_FOLDER = tmp_path / "audit"
    yield
    # A page asked for in Bangla leaves its language behind in this thread.
    translation.deactivate()


@pytest.fixture
def coordinator(db):
    """Coordinates a programme of her own (see `programme`)."""
    return factories.UserFactory(email="coordinator@example.org", full_name="Nusrat Coordinator")


@pytest.fixture
def programme(coordinator):
    """The programme that `coordinator` coordinates."""
    return factories.ProgrammeFactory(code="SHETU", coordinators=[coordinator])


@pytest.fixture
def administrator(db):
    """Opens programmes; has no other part."""
    return factories.AdministratorFactory(email="administrator@example.org", full_name="Tahmina Administrator")


@pytest.fixture
def trainer(db):
    """Leads `session`."""
    return factories.UserFactory(email="trainer@example.org", full_name="Rafiqul Trainer")


@pytest.fixture
def session(programme, trainer):
    """A running three-day session that `trainer` leads, without officers."""
    return factories.SessionFactory(programme=programme, led_by=trainer, code="TOT-KHU-03")


@pytest.fixture
def officer(db):
    """An officer with an account, enrolled nowhere."""
    user = factories.UserFactory(email=None, service_number="9900555001", full_name="Sabina Officer")
    return factories.OfficerFactory(
        user=user, service_number="9900555001", name_en="Sabina Yasmin", name_bn="সাবিনা ইয়াসমিন", sex="female"
    )


@pytest.fixture
def officer_user(officer):
    """The account of `officer`."""
    return officer.user


@pytest.fixture
def outsider(db):
    """Signed in, but without any role."""
    return factories.UserFactory(email="outsider@example.org", full_name="Outsider")


@pytest.fixture
def observer(programme):
    """Reads the results of `programme`, never a name."""
    user = factories.UserFactory(email="observer@example.org", full_name="Observer")
    programme.team.create(user=user, role="observer")
    return user


@pytest.fixture
def signed_in(client):
    """A function: `signed_in(user)` returns a client with that user's session."""

    def sign_in(user):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture
def writes_nothing():
    """A context manager that fails when the block changes the database."""

    @contextmanager
    def watch():
        with CaptureQueriesContext(connection) as queries:
            yield
        changing = ("INSERT", "UPDATE", "DELETE", "REPLACE", "COPY", "TRUNCATE")
        written = [
            query["sql"] for query in queries.captured_queries if query["sql"].lstrip().upper().startswith(changing)
        ]
        assert written == []

    return watch
