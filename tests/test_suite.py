"""The rules of the suite: it holds on any day, at any hour and under any load."""

import ast
import multiprocessing
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.marks import LONG, UnmarkedError, is_long
from tests.midnight import until_midnight

ROOT = Path(__file__).resolve().parent
# Who may let time pass, and why nothing depends on how long.
SLEEPERS = {
    "waiting.py": "the one way to wait: for a state",
    "standing_still.py": "a worker that is waited for, or killed",
    "false_clock.py": "what time.sleep is under a false clock",
    "jobs/test_half_sent.py": "a client that sends slowly on purpose; nothing is waited for",
}
# The day by the time zone of the machine; a test asks django.utils.timezone, as the product does.
TODAY_OF_THE_MACHINE = {"date.today", "datetime.date.today", "datetime.today", "datetime.utcnow", "time.localtime"}
FIXED_WAITS = {"sleep", "wait_for_timeout"}
# Words of a call that end a wait. The limit is PATIENCE, which is far beyond a busy machine.
LIMITS = {"timeout", "seconds"}
LIMITED = {"wait", "join", "communicate", "run", "wait_for", "Barrier", "get", "result", "wait_until", "acquire"}
DATE = re.compile(r"\b20\d\d-[01]\d|\bdate(?:time)?\(20\d\d\b")


def files():
    """Yields (path below tests/, its text) of every Python file but this one."""
    for path in sorted(ROOT.rglob("*.py")):
        if path != Path(__file__):
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def calls(text):
    """Yields (what is called, as text; the call) for every call in a program."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def fixed_waits(text):
    return [name for name, _call in calls(text) if name.split(".")[-1] in FIXED_WAITS]


def short_limits(text):
    """The limits written as a number of the test's own, of calls that wait for something."""
    return [
        ast.unparse(call)
        for name, call in calls(text)
        if name.split(".")[-1] in LIMITED
        for word in call.keywords
        if word.arg in LIMITS and isinstance(word.value, ast.Constant) and word.value.value is not None
    ]


def todays_by_the_machine(text):
    """Calls that ask the machine for its day, or for a time without a zone."""
    return [
        name
        for name, call in calls(text)
        if name in TODAY_OF_THE_MACHINE or (name.endswith("datetime.now") and not call.args and not call.keywords)
    ]


def asked_at_import(text):
    """Calls for the present that are made as the file is read: a run that begins before midnight ends after it."""
    return [
        ast.unparse(call) for call in made_at_import(ast.parse(text)) if asks_for_the_present(ast.unparse(call.func))
    ]


def asks_for_the_present(name):
    return name.endswith(("localdate", "localtime", "timezone.now", "datetime.now"))


def made_at_import(node):
    """Yields the calls that are made when a file is read, in classes and decorators too, but not in functions."""
    if isinstance(node, ast.Call):
        yield node
    for name, value in ast.iter_fields(node):
        if isinstance(node, (ast.FunctionDef, ast.Lambda)) and name == "body":
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from made_at_import(child)


def found(look, *, but=()):
    return {path: wrong for path, text in files() if path not in but and (wrong := look(text))}


def test_tests_wait_for_states_and_not_for_a_time():
    assert found(fixed_waits, but=SLEEPERS) == {}


def test_no_limit_of_a_wait_is_shorter_than_a_busy_machine_needs():
    assert found(short_limits) == {}


def test_the_day_is_that_of_the_product_and_not_of_the_machine():
    assert found(todays_by_the_machine) == {}


def test_no_day_is_remembered_from_the_start_of_the_run():
    assert found(asked_at_import) == {}


def test_tests_of_processes_and_browsers_hold_no_dates():
    whole = {
        path: text for path, text in files() if path.startswith("browser/") or "pytestmark = pytest.mark.pro" in text
    }
    assert {path: dates for path, text in whole.items() if (dates := DATE.findall(text))} == {}


@pytest.mark.parametrize(
    ("look", "text"),
    [
        (fixed_waits, "import time\ntime.sleep(1)"),
        (fixed_waits, "from time import sleep\nsleep(1)"),
        (fixed_waits, "page.wait_for_timeout(50)"),
        (short_limits, "process.wait(timeout=10)"),
        (short_limits, "subprocess.run(['make'], timeout=20)"),
        (short_limits, "threading.Barrier(2, timeout=5)"),
        (todays_by_the_machine, "from datetime import date\ndate.today()"),
        (todays_by_the_machine, "import datetime\ndatetime.datetime.now()"),
        (asked_at_import, "YESTERDAY = timezone.localdate() - timedelta(days=1)"),
        (asked_at_import, "class TestDays:\n    today = timezone.now().date()"),
        (asked_at_import, "@pytest.mark.parametrize('day', [timezone.localdate()])\ndef test(day):\n    pass"),
    ],
)
def test_the_rules_see_what_they_are_for(look, text):
    assert look(text) != []


@pytest.mark.parametrize(
    ("look", "text"),
    [
        (short_limits, "process.wait(timeout=PATIENCE)"),
        (todays_by_the_machine, "datetime.now(UTC)"),
        (asked_at_import, "def yesterday():\n    return timezone.localdate()"),
        (asked_at_import, "now = factory.LazyFunction(timezone.now)"),
        (asked_at_import, "soon = factory.LazyFunction(lambda: timezone.now() + timedelta(days=1))"),
    ],
)
def test_the_rules_leave_alone_what_is_right(look, text):
    assert look(text) == []


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (datetime(2028, 2, 29, 17, 59, 30, tzinfo=UTC), timedelta(seconds=30)),
        (datetime(2028, 2, 29, 18, 0, tzinfo=UTC), timedelta(days=1)),
        (datetime(2027, 12, 31, 23, 40, tzinfo=UTC), timedelta(hours=18, minutes=20)),
    ],
)
def test_the_day_ends_at_midnight_in_dhaka(now, left):
    assert until_midnight(now) == left


# Marks: what takes long is known by its place, and a test that starts a program says so (tests/marks.py)


def test_what_takes_long_is_there():
    assert [place for place in LONG if not (ROOT.parent / place).exists()] == []


@pytest.mark.parametrize(
    ("test", "long"),
    [
        ("tests/admin_walk/test_choices.py::test_one", True),
        ("tests/participants/roster/test_speed.py::test_one[tests/jobs]", True),
        ("tests/participants/roster/test_speed_of_sound.py::test_one", False),
        ("tests/test_suite.py::test_one[tests/admin_walk]", False),
    ],
)
def test_a_test_takes_long_by_its_file_or_folder(test, long):
    assert is_long(test) is long


def test_only_the_quick_run_leaves_out_what_takes_long():
    script = (ROOT.parent / "scripts" / "test").read_text(encoding="utf-8")
    quick = 'elif [[ ${1:-} == fast ]]; then\n    arguments+=(-m "not processes and not browser and not long")'
    assert quick in script
    assert script.count("not long") == 1
    assert "not long" not in (ROOT.parent / ".ci" / "run").read_text(encoding="utf-8")


def test_without_a_mark_no_program_is_started():
    with pytest.raises(UnmarkedError, match=r"test_without_a_mark_no_program_is_started starts .*python"):
        subprocess.run([sys.executable, "-c", ""], check=True)
    with pytest.raises(UnmarkedError):
        multiprocessing.get_context("fork").Process(target=print).start()


@pytest.mark.processes
def test_with_the_mark_it_is():
    assert subprocess.run([sys.executable, "-c", ""], check=False).returncode == 0


def test_tools_that_only_read_need_no_mark():
    assert subprocess.run(["bash", "-c", "exit 3"], check=False).returncode == 3
