"""What starts from the warm Python is a process like any other: own environment, files, arguments, exit code and death."""

import os
import signal
import subprocess
import sys

import pytest

from tests import warm
from tests.marks import UnmarkedError
from tests.waiting import PATIENCE

TELL = "import os, sys; print(os.getpid(), sys.argv[1:], os.environ.get('WORD'), os.getcwd(), flush=True)"
AT_ONCE = 0.01  # seconds, for what will not happen
LIBRARY, OURS = "django.db.models", "accounts.models"


def start(*arguments, folder, **options):
    env = {name: value for name, value in os.environ.items() if name != "WORD"} | options.pop("env", {})
    return warm.start([sys.executable, *arguments], cwd=folder, env=env, **options)


def said(*arguments, folder, **options):
    with (folder / "said").open("w+", encoding="utf-8") as file:
        process = start(*arguments, folder=folder, stdout=file, **options)
        assert process.wait(timeout=PATIENCE) == 0
        file.seek(0)
        return process, file.read().strip()


@pytest.mark.processes
def test_it_has_arguments_an_environment_and_a_folder_of_its_own(tmp_path):
    process, words = said("-c", TELL, "one", "two", folder=tmp_path, env={"WORD": "boat"})
    assert words == f"{process.pid} ['one', 'two'] boat {tmp_path}"
    # The next one finds nothing of it.
    process, words = said("-c", TELL, folder=tmp_path)
    assert words == f"{process.pid} [] None {tmp_path}"


@pytest.mark.processes
def test_of_the_environment_of_the_warm_python_it_has_nothing(tmp_path):
    with (tmp_path / "said").open("w+", encoding="utf-8") as file:
        program = "import os; print(dict(os.environ))"
        warm.start([sys.executable, "-c", program], cwd=tmp_path, env={"WORD": "boat"}, stdout=file).wait()
        file.seek(0)
        assert file.read().strip() == "{'WORD': 'boat'}"


@pytest.mark.processes
def test_files_and_modules_run_as_python_runs_them(tmp_path):
    (tmp_path / "told.py").write_text("import sys; print(__name__, sys.argv)", encoding="utf-8")
    assert said("told.py", "one", folder=tmp_path)[1] == "__main__ ['told.py', 'one']"
    assert said("-m", "json.tool", "--help", folder=tmp_path)[1].startswith("usage: ")


@pytest.mark.processes
@pytest.mark.parametrize(("program", "code"), [("pass", 0), ("raise SystemExit(3)", 3), ("1 / 0", 1)])
def test_it_ends_with_its_own_exit_code(tmp_path, program, code):
    with (tmp_path / "errors").open("w") as errors:
        process = start("-c", program, folder=tmp_path, stderr=errors)
        assert process.wait(timeout=PATIENCE) == code
    assert process.poll() == code


@pytest.mark.processes
def test_it_is_killed_alone(tmp_path):
    for_ever = "import signal; signal.pause()"
    one, other = (start("-c", for_ever, folder=tmp_path) for _time in range(2))
    with pytest.raises(subprocess.TimeoutExpired):
        one.wait(timeout=AT_ONCE)
    one.kill()
    assert one.wait(timeout=PATIENCE) == -signal.SIGKILL
    assert other.poll() is None
    other.terminate()
    assert other.wait(timeout=PATIENCE) == -signal.SIGTERM


@pytest.mark.processes
def test_libraries_are_there_already_and_nothing_of_ours(tmp_path):
    program = f"import sys; print({LIBRARY!r} in sys.modules, {OURS!r} in sys.modules)"
    assert said("-c", program, folder=tmp_path)[1] == "True False"


@pytest.mark.processes
def test_a_warmer_one_has_read_what_it_was_given_and_starts_programs_with_an_environment_of_their_own(tmp_path):
    read = "import os, json.tool; os.environ['READ'] = os.environ['WORD']; json.read_by = os.getpid()"
    warmer = warm.warmer(read, cwd=tmp_path, env={"WORD": "boat"})
    program = "import json, os; print(json.read_by != os.getpid(), dict(os.environ), os.getcwd())"
    (tmp_path / "other").mkdir()
    with (tmp_path / "said").open("w+", encoding="utf-8") as file:
        command = [sys.executable, "-c", program]
        for word in ("river", "bank"):
            process = warmer.start(command, cwd=tmp_path / "other", env={"WORD": word}, stdout=file)
            assert process.wait(timeout=PATIENCE) == 0
        file.seek(0)
        assert file.read().splitlines() == [
            f"True {{'WORD': '{word}'}} {tmp_path / 'other'}" for word in ("river", "bank")
        ]
    for_ever = warmer.start([sys.executable, "-c", "import signal; signal.pause()"], cwd=tmp_path, env={})
    warmer.close()
    # Whoever started it is gone; it is not.
    os.kill(for_ever.pid, signal.SIGKILL)


@pytest.mark.processes
def test_what_fails_is_told(tmp_path):
    with pytest.raises(subprocess.CalledProcessError):
        warm.run([sys.executable, "-c", "raise SystemExit(2)"], cwd=tmp_path, env=dict(os.environ))


def test_without_the_mark_it_starts_nothing(tmp_path):
    with pytest.raises(UnmarkedError, match=r"starts .*python"):
        start("-c", "", folder=tmp_path)
