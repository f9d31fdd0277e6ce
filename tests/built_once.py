"""What costs much to set up is built for the first test of a file, and laid down again for each of the others.

A fixture marked with `built_once` runs in the first test that asks for it. The rows and files that are there afterwards are
remembered, with what it and the fixtures it needs returned. Each later test of the file that asks for the same gets a copy of
all of it: its own rows in its own transaction, its own files, its own objects. So no test sees what another one did, and
the order does not matter. A certificate takes 20 statements to lay down, and some 200 and a signed PDF to issue.

Such a fixture is set up before the others of a test. A test that commits builds it anew.
"""

import inspect
import pickle
import shutil
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from types import FunctionType
from typing import NamedTuple

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from tests import factories
from tests.flushing import tables_with_rows

FOLDERS = ("MEDIA_ROOT", "AUDIT_FOLDER")
COMMITS = {"transactional_db", "live_server", "django_db_reset_sequences", "django_db_serialized_rollback"}
_names = set()
_laid_down, _recorded, _worlds = pytest.StashKey(), pytest.StashKey(), pytest.StashKey()
_numbers = count()


class World(NamedTuple):
    """What a fixture left: its rows, its files, the next number of each factory, and what the fixtures returned, pickled."""

    rows: dict[str, tuple[str, list[tuple]]]
    files: Path
    numbers: dict[type, int]
    fixtures: tuple
    returned: bytes


def built_once(function):
    """Marks the function of a fixture, below `@pytest.fixture`. It returns models, or what else can be pickled."""
    _names.add(function.__name__)
    function.is_built_once = True
    return function


def provide(request, folder_factory):
    """Sets up what the test of `request` asks for of the marked fixtures: builds it, or lays down what was built before."""
    item = request.node
    wanted = tuple(name for name in request.fixturenames if name in _names and _is_marked(request, name))
    if not wanted or _commits(item):
        return
    request.getfixturevalue("db")
    worlds = item.getparent(pytest.Module).stash.setdefault(_worlds, {})
    key = (timezone.localdate(), *wanted)
    if key in worlds:
        item.stash[_laid_down] = lay_down(worlds[key])
    else:
        worlds[key] = _build(request, wanted, folder_factory.mktemp("built") / str(next(_numbers)))


def _is_marked(request, name):
    [*_overridden, nearest] = request.session._fixturemanager.getfixturedefs(name, request.node) or [None]
    return getattr(nearest and nearest.func, "is_built_once", False)


def _commits(item):
    marker = item.get_closest_marker("django_db")
    return not COMMITS.isdisjoint(item.fixturenames) or bool(marker and marker.kwargs.get("transaction"))


def _build(request, wanted, files):
    """Sets the fixtures up and returns what they left (World)."""
    assert not tables_with_rows(connection), "Something was in the database before what is built once."
    request.node.stash[_recorded] = made = {}
    try:
        for name in wanted:
            request.getfixturevalue(name)
    finally:
        del request.node.stash[_recorded]
    # What a copy has not, the first one must not have.
    cache.clear()
    assert not mail.outbox, "A message was sent, which no copy would have."
    for name in FOLDERS:
        if Path(getattr(settings, name)).exists():
            shutil.copytree(getattr(settings, name), files / name)
    return World(stored_rows(), files, dict(_next_numbers()), tuple(made), pickle.dumps(list(made.values())))


def lay_down(world):
    """Writes the rows and files of a World. Returns {FixtureDef: what it returned}, new objects for each call."""
    with connection.cursor() as cursor:
        for insert, rows in world.rows.values():
            cursor.executemany(insert, rows)
    for name in FOLDERS:
        if (world.files / name).exists():
            shutil.copytree(world.files / name, getattr(settings, name), dirs_exist_ok=True)
    for factory_class, number in world.numbers.items():
        factory_class.reset_sequence(number, force=True)
    return dict(zip(world.fixtures, pickle.loads(world.returned), strict=True))  # noqa: S301 -- our own


def stored_rows():
    """Returns {table: (the statement that writes its rows, the rows)} as the database stores them."""
    # SQLite converts what comes from a column, and nothing that comes from an expression.
    stored = "+{}" if connection.vendor == "sqlite" else "{}"
    found = {}
    with connection.cursor() as cursor:
        for table in map(connection.ops.quote_name, tables_with_rows(connection)):
            cursor.execute(f"SELECT * FROM {table} LIMIT 0")
            columns = [connection.ops.quote_name(column[0]) for column in cursor.description]
            cursor.execute(f"SELECT {', '.join(map(stored.format, columns))} FROM {table} ORDER BY 1")
            values = ", ".join(["%s"] * len(columns))
            found[table] = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({values})", cursor.fetchall()
    return found


def _next_numbers():
    for factory_class in factories.in_use():
        number = factory_class._meta.next_sequence()
        factory_class.reset_sequence(number, force=True)
        yield factory_class, number


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef, request):
    stash = request.node.stash
    laid_down = stash.get(_laid_down, {})
    if fixturedef in laid_down:
        with _returning(fixturedef, laid_down[fixturedef]):
            return (yield)
    returned = yield
    if _recorded in stash and _is_ours(fixturedef) and not isinstance(returned, FunctionType):
        assert not hasattr(request, "param"), f"{fixturedef.argname} has parameters: what it leaves is not built once."
        stash[_recorded][fixturedef] = returned
    return returned


def _is_ours(fixturedef):
    """Those with a second half (`yield`) run in every test, as do those that return a function."""
    return fixturedef.func.__module__.startswith("tests.") and not inspect.isgeneratorfunction(fixturedef.func)


@contextmanager
def _returning(fixturedef, value):
    """In the block, the fixture returns the value instead of running."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fixturedef, "func", lambda **_needed: value)
        yield
