"""Python looks for garbage again when a process has started, but not among what it imported."""

import gc
import os
import sqlite3
import subprocess
import sys

import pytest
from django.conf import settings

from accounts.ops import garbage


@pytest.fixture(autouse=True)
def _as_before():
    was_on, thresholds = gc.isenabled(), gc.get_threshold()
    yield
    gc.set_threshold(*thresholds)
    (gc.enable if was_on else gc.disable)()


def test_garbage_is_looked_for_from_the_end_of_the_start():
    gc.enable()
    garbage.pause_while_starting()
    assert not gc.isenabled()
    garbage.start_collecting()
    assert gc.isenabled()
    assert gc.get_threshold() == garbage.THRESHOLDS


def test_what_was_imported_is_not_looked_at_again():
    gc.enable()
    garbage.pause_while_starting()
    imported = [[] for _number in range(100)]
    before = gc.get_freeze_count()
    garbage.start_collecting()
    assert gc.get_freeze_count() >= before + len(imported)


@pytest.mark.processes
def test_a_connection_left_open_ends_with_the_process(tmp_path):
    """SQLite then has everything in its one file, which may be copied."""
    file = tmp_path / "left.sqlite3"
    program = (
        "import django; django.setup()\n"
        "from django.db import connection\n"
        "connection.cursor().execute('CREATE TABLE written (number)')"
    )
    environment = {**os.environ, "VAR_DIR": str(tmp_path / "var"), "DATABASE_URL": f"sqlite:///{file}"}
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
    subprocess.run([sys.executable, "-c", program], check=True, cwd=settings.BASE_DIR, env=environment)
    assert [path.name for path in tmp_path.glob("left*")] == [file.name]
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("written",)]


def test_who_turned_it_off_keeps_it_off():
    gc.disable()
    garbage.pause_while_starting()
    garbage.start_collecting()
    assert not gc.isenabled()
