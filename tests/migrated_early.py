"""The database that all test processes copy is begun while they still read the tests: migrating takes a core 16 seconds.

They would otherwise begin it together afterwards, and all but one of them would wait.
"""

import subprocess
from contextlib import suppress
from threading import Thread

import pytest

from tests.kept_tables import make_migrated

_threads = []


def is_wanted(config):
    """Whether this process deals tests to others that will copy a migrated database."""
    deals = bool(config.getoption("numprocesses", None)) and not hasattr(config, "workerinput")
    return deals and not config.getoption("create_db") and not config.getoption("collectonly")


@pytest.hookimpl
def pytest_sessionstart(session):
    if is_wanted(session.config):
        _threads.append(Thread(target=_make))
        _threads[0].start()


def _make():
    # The test processes try again, and say what is wrong.
    with suppress(subprocess.CalledProcessError):
        make_migrated()


def wait_for_it():
    """Returns when nothing is being made any more."""
    while _threads:
        _threads.pop().join()
