"""`manage.py serve`: one process to start, one to stop."""

import contextlib
import os
import re
import signal
import socket
import sys
import urllib.request
from pathlib import Path

import pytest

from tests import warm
from tests.jobs.counting import HALF_WAY, UP_TO
from tests.jobs.counting.house import ROOT, House
from tests.waiting import end_of, wait_until

pytestmark = pytest.mark.processes


@pytest.fixture
def house(tmp_path):
    house = House(tmp_path, broker="")
    try:
        yield house
    finally:
        house.tear_down()


@pytest.fixture
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Served:
    """A running `serve`, what it said so far, and its children."""

    def __init__(self, house, port, *, workers=2):
        self.port, self.log = port, house.folder / "serve.log"
        with self.log.open("w") as log:
            more = [] if workers == 2 else ["--workers", str(workers)]
            self.process = house.start([*serve(port), *more], stdout=log, stderr=log)
        wait_until(lambda: "ready at" in self.said())
        wait_until(lambda: len(self.children()) == 1 + workers)

    def said(self):
        return self.log.read_text()

    def children(self):
        """Returns {what it is: process id} of those alive."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            # A process may end while it is looked at.
            with contextlib.suppress(OSError, IndexError):
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                name = re.search(r"worker-\d|gunicorn", (folder / "cmdline").read_text())
                if parent == self.process.pid and name:
                    found[name.group()] = int(folder.name)
        return found


def serve(port):
    return [sys.executable, "manage.py", "serve", "--port", str(port)]


def refusal(house, port):
    with (house.folder / "refusal.log").open("w+") as log:
        assert end_of(warm.start(serve(port), cwd=ROOT, env=house.environment, stderr=log)) == 1
        log.seek(0)
        return log.read()


def alive(process_id):
    try:
        return Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_serve_answers_works_restarts_and_stops(house, port):
    house.prepare()
    for message in (house.folder / "var" / "queue" / "in").iterdir():
        # Nobody will hear of the work but the sweeper.
        message.unlink()
    served = Served(house, port, workers=1)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
        assert answer.status == 200

    wait_until(lambda: len(house.numbers()) == HALF_WAY)
    os.kill(served.children()["worker-1"], signal.SIGKILL)
    wait_until(lambda: "ended (killed by SIGKILL); starting it again" in served.said())
    house.go_on()
    wait_until(lambda: house.job()[0] == "done")
    assert house.numbers() == list(range(UP_TO))
    assert house.job() == ("done", 2, UP_TO, False)

    children = served.children()
    served.process.send_signal(signal.SIGTERM)
    assert end_of(served.process) == 0
    assert [name for name, number in children.items() if alive(number)] == []
    assert served.said().rstrip().endswith("stopped")


def test_a_second_serve_on_the_same_folder_says_so_and_children_do_not_outlive_the_first_when_it_is_killed(house, port):
    house.prepare()
    served = Served(house, port)
    said = refusal(house, port)
    assert "Shetu is already running" in said
    assert f"process {served.process.pid}, port {port}" in said

    children = served.children()
    assert set(children) == {"gunicorn", "worker-1", "worker-2"}
    assert all(map(alive, children.values()))
    served.process.kill()
    wait_until(lambda: not any(alive(number) for number in children.values()))


def test_a_port_that_is_taken_is_named_with_a_way_out(house, port):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        said = refusal(house, port)
    assert f"Port {port} is taken by another program." in said
    assert f"PORT={port + 1} make run" in said


def test_a_database_without_its_tables_is_said_before_anything_starts(house, port):
    house.prepare_empty()
    house.environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
    assert "manage.py migrate" in refusal(house, port)
