"""Keeps the marks honest: only a test marked `processes` or `browser` starts a program that is not a tool.

`make test-at` runs the tests without these marks under a false clock, which another program need not share.
`make test-fast` leaves out those marked `long` as well: files and folders that are listed here.
"""

import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

MARKS = ("processes", "browser")
# They take more than a third of the time of all tests without the other marks: walks through every address, certificates
# that are issued and drawn, the demo, and rosters at their limits. `make test`, `make test-at` and `.ci/run` run them.
LONG = (
    "tests/accounts/access/test_request_ids.py",
    "tests/admin_walk",
    "tests/certificates/badges",
    "tests/certificates/ceremonies",
    "tests/certificates/drawing/test_exactness.py",
    "tests/certificates/drawing/test_extracting.py",
    "tests/certificates/drawing/test_page.py",
    "tests/certificates/drawing/test_picture.py",
    "tests/certificates/issuing",
    "tests/certificates/lifecycle",
    "tests/certificates/reinstatement",
    "tests/certificates/verification",
    "tests/demo",
    "tests/participants/roster/test_random_files.py",
    "tests/programmes/workbooks/test_reading_limits.py",
    "tests/participants/roster/test_speed.py",
    "tests/trainings/rosters/test_any_roster.py",
)
# Called by these names: they read what they are given, answer and end, whatever the clock says.
TOOLS = {
    "bash",
    "node",
    "npm",
    "pdffonts",
    "pdfimages",
    "pdfinfo",
    "pdfsig",
    "pdftoppm",
    "pdftotext",
    "qpdf",
    "zbarimg",
}
# With these Python itself finds a library by its name (ctypes.util).
FINDS_LIBRARIES = {"ldconfig", "gcc", "cc", "ld", "objdump"}


class UnmarkedError(Exception):
    """A test starts a program and lacks the mark that says so."""


class _Now:
    """The test that runs in this process, and whether it may start any program."""

    test, may = "", True


@contextmanager
def anything_may_start():
    """Lets the block start programs in any test: for what a test needs and does not know of."""
    before, _Now.may = _Now.may, True
    try:
        yield
    finally:
        _Now.may = before


def is_long(nodeid):
    """Whether the test of this id is in one of the files and folders that take long."""
    path = nodeid.partition("::")[0]
    return any(path == one or path.startswith(f"{one}/") for one in LONG)


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items):
    for item in items:
        if is_long(item.nodeid):
            item.add_marker(pytest.mark.long)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    _Now.test = item.nodeid
    _Now.may = any(item.get_closest_marker(mark) for mark in MARKS)
    try:
        return (yield)
    finally:
        _Now.may = True


def _on_start(event, arguments):
    if _Now.may or event not in ("subprocess.Popen", "os.fork", "os.posix_spawn"):
        return
    program = str(arguments[0]) if event != "os.fork" else "a copy of itself"
    if program not in TOOLS and Path(program).name not in FINDS_LIBRARIES:
        raise UnmarkedError(
            f"{_Now.test} starts {program}: it needs the mark `processes` or `browser` (tests/marks.py)."
        )


sys.addaudithook(_on_start)
