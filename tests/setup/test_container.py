"""The container is built from the Dockerfile: its steps are read here, and tried in a folder that holds only what it copies."""

import json
import os
import re
import shutil
import subprocess
import sys

import healthy
import pytest
from django.urls import resolve

from tests.setup.conftest import ROOT

# What `manage.py check` needs besides the copied files: the environment of this project, which is not installed again.
ALONE = {"PATH": os.environ["PATH"], "SHETU_IGNORES_ENV_FILE": "yes"}
CHECK = """
from django.core.management import execute_from_command_line as run
run(["manage.py", "check"])
run(["manage.py", "serve", "--help"])
"""
# The installer in the bare folder: which libraries and which lock it would install now. It installs nothing.
PLAN = """
import sys; sys.path.insert(0, "scripts")
import install
assert str(install.ROOT) == sys.argv[1], install.ROOT
print(install.lock_to_install({}, tests=False), install.debian.LIBRARIES and install.fingerprint(install.INSTALLER))
"""


def steps():
    """Yields (instruction, its argument on one line) of the Dockerfile."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE).replace("\\\n", " ")
    for line in filter(None, text.splitlines()):
        word, _, rest = line.partition(" ")
        yield word, " ".join(rest.split())


def all_of(word):
    return [rest for instruction, rest in steps() if instruction == word]


def copied():
    """Yields (source, target) below the working folder for everything that is copied."""
    for rest in all_of("COPY"):
        *sources, target = rest.split()
        for source in sources:
            yield source, f"{target}{source}" if target.endswith("/") else target


def variables():
    """The variables that the image sets: {name: value}."""
    return dict(part.split("=", 1) for rest in all_of("ENV") for part in rest.split())


def command():
    """The words of the command that checks the health, and of the one that starts Shetu."""
    return [json.loads(rest[rest.index("[") :]) for rest in (*all_of("HEALTHCHECK"), *all_of("CMD"))]


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """A folder with what the Dockerfile copies, and what Python made of it: it reads that only beside its source."""
    folder = tmp_path_factory.mktemp("image") / "shetu"
    for source, target in copied():
        place = folder / target
        place.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, place)
        else:
            shutil.copy(ROOT / source, place)
    return folder


def run(image, tmp_path, *words, **variables_given):
    environment = {**ALONE, "VAR_DIR": str(tmp_path / "state"), **variables_given}
    done = subprocess.run(words, cwd=image, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.processes
def test_the_copied_files_are_enough_for_the_installer(image, tmp_path):
    """It imports its neighbours and reads every lock; what it would install for running is the runtime's lock."""
    assert run(image, tmp_path, sys.executable, "-c", PLAN, str(image)).startswith("requirements.txt ")


@pytest.mark.processes
def test_the_copied_files_are_enough_for_the_program(image, tmp_path):
    said = run(image, tmp_path, sys.executable, "-c", CHECK, DJANGO_SETTINGS_MODULE="config.settings")
    assert "no issues" in said
    assert "--host" in said


@pytest.mark.processes
def test_production_starts_with_the_documented_variables_alone(image, tmp_path, root):
    """Those marked ● in docs/configuration.md; what the image sets itself is not asked of anybody."""
    lines = re.findall(r"^\| `([A-Z_]+)` ●", (root / "docs" / "configuration.md").read_text(), re.MULTILINE)
    values = {
        "SECRET_KEY": "k7Qw-2mZt_9xLpR4vB8sNc1yHdG6fJ3aE5uT0iOoWqXrYbMnK8jV",
        "ALLOWED_HOSTS": "shetu.example",
        "SITE_URL": "https://shetu.example",
        "EMAIL_URL": "smtp+tls://shetu:secret@mail.example:587",
    }
    assert sorted(lines) == sorted(values)
    image_sets = {**variables(), "VAR_DIR": str(tmp_path / "state")}
    run(image, tmp_path, sys.executable, "manage.py", "check", **image_sets, **values)


def test_everything_that_is_copied_exists_and_is_let_in(root):
    """.dockerignore keeps everything out but what it names."""
    first, *rest = [
        line for line in (root / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")
    ]
    let_in = {line[1:] for line in rest if line.startswith("!")}
    assert first == "*"
    assert {source for source, _target in copied()} == let_in
    assert [name for name in sorted(let_in) if not (root / name).exists()] == []
    assert "**/__pycache__" in rest


def test_no_state_no_secret_and_no_test_gets_into_the_image():
    sources = {source for source, _target in copied()}
    assert sources & {".", "var", ".env", ".venv", ".libs", ".git", "tests", "docs"} == set()


def test_the_installer_of_the_project_installs():
    assert any("scripts/install.py" in step for step in all_of("RUN"))
    assert not any(re.search(r"\bpip3? install|apt-get install", step) for step in all_of("RUN"))


def test_shetu_does_not_run_as_root():
    """The last user before the command counts; the account is made before, and owns the volume."""
    instructions = list(steps())
    (account,) = all_of("USER")
    assert account not in ("root", "0")
    assert instructions.index(("USER", account)) > max(n for n, (word, _) in enumerate(instructions) if word == "RUN")
    assert any(re.search(rf"useradd .*--uid [1-9]\d+ .*\b{account}\b", step) for step in all_of("RUN"))
    (volume,) = all_of("VOLUME")
    assert any(re.search(rf"install -d -o {account} .*-m 700 {volume}$", step) for step in all_of("RUN"))


def test_the_state_lies_in_the_volume():
    assert [variables()["VAR_DIR"]] == all_of("VOLUME")


def test_what_the_image_sets_is_documented(root):
    text = (root / "docs" / "configuration.md").read_text()
    of_python = {"PYTHONUNBUFFERED"}
    assert [name for name in variables() if name not in of_python and f"`{name}`" not in text] == []
    assert variables()["ENVIRONMENT"] == "production"
    assert "DEMO" not in variables()
    assert all_of("EXPOSE") == [variables()["PORT"]]


def test_the_health_check_asks_an_address_that_exists_and_is_public(settings):
    health, _start = command()
    assert health[-1] == "scripts/healthy.py"
    view = resolve(healthy.ADDRESS)
    assert view.url_name == "healthz"
    assert view.func.allowed == "public"


def test_the_health_check_is_answered_over_plain_http(client, settings):
    """Also in production, where every other page leads to https."""
    settings.SECURE_SSL_REDIRECT = True
    assert client.get(healthy.ADDRESS).status_code == 200
    assert client.get("/verify/").status_code == 301


def test_a_silent_port_is_not_alive():
    assert not healthy.is_alive("9", "https://shetu.example")


def test_the_container_starts_what_everybody_starts(root):
    _health, start = command()
    assert len(start) == 1
    script = root / start[0]
    assert os.access(script, os.X_OK)
    text = script.read_text()
    assert text.index("manage.py prepare") < text.index("exec .venv/bin/python manage.py serve --host 0.0.0.0")


def test_the_base_is_the_python_that_the_locks_are_for(root):
    (base,) = all_of("FROM")
    assert re.fullmatch(r"python:3\.11(\.\d+)?-slim-bookworm(@sha256:[0-9a-f]{64})?", base)
