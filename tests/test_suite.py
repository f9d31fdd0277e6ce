"""The rules of the suite: it holds on any day, at any hour and under any load."""

import ast
import gc
import multiprocessing
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path

import pytest

from tests.asserting import Suite, suite_of
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
# The driver asks again by evaluating text inside the page, which our pages forbid: it works when the first answer is yes.
LUCKY_WAITS = {"wait_for_function"}
# Words of a call that end a wait. The limit is PATIENCE, which is far beyond a busy machine.
LIMITS = {"timeout", "seconds"}
LIMITED = {"wait", "join", "communicate", "run", "wait_for", "Barrier", "get", "result", "wait_until", "acquire"}
# A day that is still to come today and past one day. What must lie ahead is counted from today, or lies in the year 2999.
COMING_DAY = re.compile(r"""\bdate(?:time)?\(20(?:2[7-9]|[3-9]\d)\b|["'= ]20(?:2[7-9]|[3-9]\d)-[01]\d-\d\d""")
# Where days to come are compared with days of the test's own.
OWN_CLOCKS = {
    "certificates/signing/test_keys.py": "the day of signing is an argument",
    "participants/officers/test_at_a_day.py": "where officers were posted at a day that is an argument",
    "participants/roster/test_plain_cells.py": "spreadsheet days; none is compared with today",
    "participants/table_import/test_check_cache.py": "the clock is set",
    "programmes/consultations/test_planned.py": "the day of asking is an argument",
    "programmes/opening/test_opening.py": "days within the dates of a programme",
    "programmes/test_phases.py": "days within the dates of a programme",
    "programmes/workstreams/test_curriculum_ladder.py": "days in order; none is compared with today",
    "setup/test_another_day.py": "the false clock itself",
    "trainings/attendance/test_today_page.py": "the clock is set",
    "trainings/sessions/test_suggestions.py": "a calculation with days",
}
DATE = re.compile(r"\b20\d\d-[01]\d|\bdate(?:time)?\(20\d\d\b")


def files():
    """Yields (path below tests/, its text) of every Python file but this one."""
    for path in sorted(ROOT.rglob("*.py")):
        if path != Path(__file__):
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def calls(text):
    """Returns (what is called, as text; the call) for every call in a program."""
    return [(ast.unparse(node.func), node) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]


def fixed_waits(text):
    return [name for name, _call in calls(text) if name.split(".")[-1] in FIXED_WAITS | LUCKY_WAITS]


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


def coming_days(text):
    """Days written into a test that are still to come: it would hold until then, and fail from that day on."""
    return COMING_DAY.findall(text)


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


@cache
def found_in_tests():
    """Returns {what is looked for (function): {file: what it finds}}. Reading the tests takes longer than looking."""
    looks = (fixed_waits, short_limits, todays_by_the_machine, asked_at_import, coming_days)
    wrong = {look: {} for look in looks}
    for path, text in files():
        for look in looks:
            if found := look(text):
                wrong[look][path] = found
    return wrong


def found(look, *, but=()):
    return {path: wrong for path, wrong in found_in_tests()[look].items() if path not in but}


def test_tests_wait_for_states_and_not_for_a_time():
    assert found(fixed_waits, but=SLEEPERS) == {}


def test_no_limit_of_a_wait_is_shorter_than_a_busy_machine_needs():
    assert found(short_limits) == {}


def test_the_day_is_that_of_the_product_and_not_of_the_machine():
    assert found(todays_by_the_machine) == {}


def test_no_day_is_remembered_from_the_start_of_the_run():
    assert found(asked_at_import) == {}


def test_no_day_ahead_is_written_into_a_test():
    assert found(coming_days, but=OWN_CLOCKS) == {}
    assert found(coming_days).keys() >= OWN_CLOCKS.keys(), "A file without such days needs no line here."


def test_tests_of_processes_and_browsers_hold_no_dates():
    whole = {
        path: text for path, text in files() if path.startswith("browser/") or "pytestmark = pytest.mark.pro" in text
    }
    assert {path: dates for path, text in whole.items() if (dates := DATE.findall(text))} == {}


def test_every_test_asserts_something():
    assert suite_of(ROOT).silent_tests() == []


@pytest.mark.parametrize(
    ("text", "is_silent"),
    [
        ("def test_one():\n    work()", True),
        ("def assures():\n    work()\ndef test_one():\n    assures()", True),
        ("def test_one(close):\n    close()\ndef close():\n    assert work()", True),
        ("def test_one(client):\n    client.check()\ndef check():\n    assert work()", True),
        ("def test_one():\n    assert work()", False),
        ("def test_one():\n    with pytest.raises(Refused):\n        work()", False),
        ("def test_one(django_assert_num_queries):\n    with django_assert_num_queries(3):\n        work()", False),
        ("def look():\n    assert work()\ndef sees():\n    look()\ndef test_one():\n    sees()", False),
        (
            "@pytest.fixture\ndef look():\n    def see():\n        assert work()\n    return see\ndef test_one(look):\n    look()",
            False,
        ),
        ("from tests.waiting import wait_until\ndef test_one():\n    wait_until(work)", False),
    ],
)
def test_a_test_that_asserts_nothing_is_found(text, is_silent):
    waiting = {"tests/waiting.py": "def wait_until(state):\n    assert state()"}
    assert bool(Suite({"tests/test_a.py": text} | waiting).silent_tests()) is is_silent


@pytest.mark.parametrize(
    ("look", "text"),
    [
        (fixed_waits, "import time\ntime.sleep(1)"),
        (fixed_waits, "from time import sleep\nsleep(1)"),
        (fixed_waits, "page.wait_for_timeout(50)"),
        (fixed_waits, "page.wait_for_function('document.ready')"),
        (short_limits, "process.wait(timeout=10)"),
        (short_limits, "subprocess.run(['make'], timeout=20)"),
        (short_limits, "threading.Barrier(2, timeout=5)"),
        (todays_by_the_machine, "from datetime import date\ndate.today()"),
        (todays_by_the_machine, "import datetime\ndatetime.datetime.now()"),
        (coming_days, "starts_on=date(2031, 6, 17)"),
        (coming_days, 'sent = {"posted_on": "2031-01-01"}'),
        (coming_days, 'client.get(page + "?since=2029-12-31")'),
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
        (
            coming_days,
            "starts_on=date(2999, 6, 17), held_on=date(2026, 1, 1), key=rsa(2048), number='SHETU-2031-00001'",
        ),
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


# Garbage: not looked for while the tests are collected, and then as seldom as in the product


def test_garbage_is_looked_for_again_once_the_tests_are_collected():
    assert gc.isenabled()
    assert gc.get_freeze_count() > 100_000
    assert gc.get_threshold() == (20_000, 10, 10)


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
