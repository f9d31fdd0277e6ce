"""The scripts read .env: what it says counts where the environment is silent."""

import subprocess

import pytest


@pytest.fixture
def load(root, tmp_path):
    """
    A function: `load(text, NAME="value", …)` sources env.sh beside a .env with this text, in that environment.

    Gives the exit code, the environment afterwards {name: value}, and what was said.
    """

    def source(text, **environment):
        (tmp_path / ".env").write_text(text)
        done = subprocess.run(
            ["bash", "-c", f"set -euo pipefail; . {root}/scripts/env.sh; env"],
            cwd=tmp_path,
            env={"PATH": "/usr/bin:/bin", **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, dict(line.split("=", 1) for line in done.stdout.splitlines()), done.stderr

    return source


def test_the_file_sets_what_the_environment_does_not(load):
    _, read, _ = load("SITE_URL=https://file.example\nDEMO=no\n", DEMO="yes")
    assert (read["SITE_URL"], read["DEMO"]) == ("https://file.example", "yes")


def test_comments_empty_lines_quotes_and_the_line_ends_of_windows_are_understood(load):
    _, read, _ = load("# a comment\r\n\r\nEMAIL_FROM=\"Shetu <no-reply@shetu.example>\"\r\nLOG_LEVEL='INFO'\r\nDEMO=no")
    assert (read["EMAIL_FROM"], read["LOG_LEVEL"], read["DEMO"]) == ("Shetu <no-reply@shetu.example>", "INFO", "no")


def test_values_are_taken_as_they_stand(load, tmp_path):
    _, read, _ = load("SECRET_KEY=a$HOME`touch made`$(touch made)=b c\n")
    assert read["SECRET_KEY"] == "a$HOME`touch made`$(touch made)=b c"
    assert not (tmp_path / "made").exists()


def test_a_line_that_says_nothing_is_named_without_its_content(load):
    code, _, errors = load("DEMO=no\nexport SECRET_KEY=hunter2\n")
    assert code == 1
    assert ".env, line 2" in errors
    assert "hunter2" not in errors


def test_libraries_unpacked_beside_it_come_first(load, tmp_path):
    folder = tmp_path / ".libs" / "usr" / "lib" / "x86_64-linux-gnu"
    folder.mkdir(parents=True)
    assert load("")[1]["LD_LIBRARY_PATH"] == str(folder)
    assert load("", LD_LIBRARY_PATH="/opt/lib")[1]["LD_LIBRARY_PATH"] == f"{folder}:/opt/lib"


def test_compiled_files_are_kept_whatever_the_machine_says(load):
    assert "PYTHONDONTWRITEBYTECODE" not in load("", PYTHONDONTWRITEBYTECODE="1")[1]
