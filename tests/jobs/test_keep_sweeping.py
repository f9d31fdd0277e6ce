"""The sweeper outlives a database and a disk that are away for a while."""

import logging
import os
import sqlite3
import subprocess
import sys

import pytest
from django.db import InterfaceError, OperationalError

from jobs import sweeping
from tests.jobs.counting.house import ROOT, House, wait_until
from tests.workers import SQLITE


def passes(number):
    """A `wait` that lets so many passes happen."""
    left = [number + 1]

    def wait():
        left[0] -= 1
        return not left[0]

    return wait


@pytest.mark.parametrize("trouble", [OperationalError, InterfaceError, OSError, RuntimeError])
@pytest.mark.parametrize("act", ["sweep", "seal_if_grown"])
def test_it_goes_on_after_a_trouble_and_says_so_once(db, monkeypatch, caplog, act, trouble):
    done, troubles = [], [trouble("away"), trouble("away")]

    def acting():
        if troubles:
            raise troubles.pop()
        done.append(1)

    acting.__name__ = act
    monkeypatch.setattr(sweeping, act, acting)
    with caplog.at_level(logging.WARNING):
        sweeping.keep_sweeping(passes(4))
    assert len(done) == 2
    said = [record.getMessage() for record in caplog.records if act in record.getMessage()]
    assert said == [f"The sweeper waits ({act}): {trouble.__name__}.", f"The sweeper goes on ({act})."]


def test_a_trouble_of_the_one_does_not_keep_the_other_from_its_work(db, monkeypatch):
    sealed = []

    def away():
        raise OperationalError("away")

    monkeypatch.setattr(sweeping, "sweep", away)
    monkeypatch.setattr(sweeping, "seal_if_grown", lambda: sealed.append(1))
    sweeping.keep_sweeping(passes(3))
    assert len(sealed) == 3


@pytest.mark.broker
@pytest.mark.skipif("os.environ.get('DATABASE_URL', '').startswith('postgres')", reason="the file is taken away")
def test_the_command_outlives_a_database_that_cannot_be_reached(tmp_path):
    house = House(tmp_path / "house", broker="")
    (tmp_path / "house").mkdir()
    away = tmp_path / "away"
    try:
        house.prepare()
        sweeper, log = start_sweeper(house, tmp_path)
        wait_until(lambda: (house.folder / "var" / "audit").exists() or sweeper.poll() is not None)
        # Not the database alone, which SQLite would make anew: its folder.
        database = house.folder / SQLITE
        hidden = away / SQLITE
        away.mkdir()
        for path in house.folder.glob(f"{SQLITE}*"):
            path.rename(away / path.name)
        database.mkdir()
        wait_until(lambda: "The sweeper waits" in log.read_text())
        assert sweeper.poll() is None
        database.rmdir()
        for path in away.glob(f"{SQLITE}*"):
            path.rename(house.folder / path.name)
        wait_until(lambda: "The sweeper goes on" in log.read_text())
        assert sweeper.poll() is None
        assert sqlite3.connect(database).execute("SELECT COUNT(*) FROM jobs_job").fetchone() == (1,)
        assert not hidden.exists()
    finally:
        house.tear_down()


def start_sweeper(house, folder):
    log = folder / "sweep.log"
    with log.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "sweep", "--every", "0.2", "--skip-checks"],
            cwd=ROOT,
            env={**os.environ, **house.environment},
            stdout=file,
            stderr=file,
        )
    house.processes.append(process)
    return process, log
