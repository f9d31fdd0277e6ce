"""The sweeper outlives a database and a disk that are away for a while."""

import logging
import sys

import pytest
from django.db import InterfaceError, OperationalError

from jobs.processes import sweeper as sweeping
from tests.jobs.counting.house import House
from tests.waiting import wait_until
from tests.workers import SQLITE


def passes(number):
    """A `wait` that lets so many passes happen."""
    left = [number + 1]

    def wait():
        left[0] -= 1
        return not left[0]

    return wait


@pytest.mark.parametrize("error", [OperationalError, InterfaceError, OSError, RuntimeError])
@pytest.mark.parametrize("act", ["sweep", "seal_if_grown"])
def test_it_goes_on_after_a_trouble_and_says_so_once(db, monkeypatch, caplog, act, error):
    done, troubles = [], [error("away"), error("away")]

    def acting():
        if troubles:
            raise troubles.pop()
        done.append(1)

    acting.__name__ = act
    monkeypatch.setattr(sweeping, act, acting)
    with caplog.at_level(logging.WARNING):
        sweeping.sweep_until(passes(4))
    assert len(done) == 2
    said = [record.getMessage() for record in caplog.records if act in record.getMessage()]
    assert said == [f"The sweeper waits ({act}): {error.__name__}.", f"The sweeper goes on ({act})."]


def test_a_trouble_of_the_one_does_not_keep_the_other_from_its_work(db, monkeypatch):
    sealed = []

    def away():
        raise OperationalError("away")

    monkeypatch.setattr(sweeping, "sweep", away)
    monkeypatch.setattr(sweeping, "seal_if_grown", lambda: sealed.append(1))
    sweeping.sweep_until(passes(3))
    assert len(sealed) == 3


@pytest.mark.processes
@pytest.mark.skipif("os.environ.get('DATABASE_URL', '').startswith('postgres')", reason="the file is taken away")
def test_the_command_outlives_a_database_that_cannot_be_reached(tmp_path):
    (tmp_path / "house").mkdir()
    house, away = House(tmp_path / "house", broker=""), tmp_path / "away"
    away.mkdir()
    try:
        house.prepare()
        move(house.folder, away)
        sweeper, log = start_sweeper(house, tmp_path)
        for times in (1, 2):
            wait_for_words(sweeper, log, "The sweeper waits (sweep)", times)
            move(away, house.folder)
            wait_for_words(sweeper, log, "The sweeper goes on (sweep)", times)
            move(house.folder, away)
    finally:
        house.tear_down()


def wait_for_words(sweeper, log, words, times):
    """Waits until the sweeper has said `words` so often; it must be alive then."""
    wait_until(lambda: log.read_text().count(words) == times or sweeper.poll() is not None)
    assert sweeper.poll() is None, log.read_text()


def move(there, here):
    """Moves the database, and leaves a folder of its name: in the place of a missing file SQLite would make an empty one."""
    for place in (there, here):
        if (place / SQLITE).is_dir():
            (place / SQLITE).rmdir()
    for path in there.glob(f"{SQLITE}*"):
        path.rename(here / path.name)
    (there / SQLITE).mkdir()


def start_sweeper(house, folder):
    log = folder / "sweep.log"
    with log.open("w") as file:
        command = [sys.executable, "manage.py", "sweep", "--every", "0.2", "--skip-checks"]
        return house.start(command, stdout=file, stderr=file), log
