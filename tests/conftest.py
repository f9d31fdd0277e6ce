"""The cast and the tools that every test may use."""

from contextlib import contextmanager
from itertools import count
from pathlib import Path

import hypothesis
import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from jobs import requesting
from tests import factories
from tests.built_once import pytest_fixture_setup  # noqa: F401 -- a hook
from tests.dealing import InOrder
from tests.flushing import _tables_are_emptied_after_tests_that_commit  # noqa: F401 -- an autouse fixture
from tests.garbage import pytest_collection_finish  # noqa: F401 -- a hook
from tests.kept_tables import alone_with, copy_of_migrated, drop_templates, on_postgresql, template_of_migrated
from tests.marks import anything_may_start, pytest_collection_modifyitems, pytest_runtest_protocol  # noqa: F401 -- hooks
from tests.midnight import pytest_runtest_setup  # noqa: F401 -- a hook
from tests.migrated_early import pytest_sessionstart, wait_for_it  # noqa: F401 -- a hook
from tests.plain_problem_pages import _plain_problem_pages  # noqa: F401 -- a fixture
from tests.rendered import _pages_without_their_parts_are_remembered  # noqa: F401 -- an autouse fixture
from tests.shared_worlds import shared_world  # noqa: F401 -- a fixture

# A busy machine is no finding.
hypothesis.settings.register_profile("busy", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("busy")


@pytest.hookimpl(tryfirst=True, optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return InOrder(config, log) if config.getvalue("dist") == "loadgroup" else None


@pytest.fixture(scope="session")
def django_db_keepdb(request, django_db_modify_db_settings):
    """Every test process starts with a copy of one migrated database; pytest --create-db migrates its own."""
    if request.config.getvalue("create_db"):
        return request.config.getvalue("reuse_db")
    test = connection.settings_dict["TEST"]
    if on_postgresql():
        with anything_may_start():
            test["TEMPLATE"] = template_of_migrated()
        return request.config.getvalue("reuse_db")
    alone_with(Path(test["NAME"]))
    for left in Path(test["NAME"]).parent.glob(f"{Path(test['NAME']).name}*"):
        left.unlink()
    with anything_may_start():
        copy_of_migrated(test["NAME"])
    return True


def pytest_unconfigure(config):
    """The last process to end, the one that deals, takes the templates away."""
    wait_for_it()
    if on_postgresql() and not hasattr(config, "workerinput"):
        drop_templates()


@pytest.fixture(scope="session")
def _own_folder(tmp_path_factory):
    """A function: `_own_folder(name)` returns a Path that nobody has had. It is made by who writes to it: few tests do."""
    files, numbers = tmp_path_factory.mktemp("files"), count()
    return lambda name: files / f"{next(numbers)}-{name}"


@pytest.fixture(autouse=True)
def _quiet_start(settings, _own_folder):
    """No throttle counts, language or numbering from the test before, and files of each test in a folder of its own."""
    cache.clear()
    # A broker that did not answer the test before is no reason to be silent in this one.
    requesting._backoff.until = 0.0
    # Numbered from the start, so that a code or name a test writes down meets those of the factories always or never.
    for factory in factories.in_use():
        factory.reset_sequence(0, force=True)
    settings.MEDIA_ROOT = _own_folder("media")
    settings.AUDIT_FOLDER = _own_folder("audit")
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
