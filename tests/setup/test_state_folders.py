"""State is for its owner only: folders 700, files 600, whatever the umask or an earlier version left."""

import os
import stat
import subprocess
import sys
import tempfile
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import get_finder
from django.core.exceptions import ImproperlyConfigured

from accounts.management.commands import prepare
from accounts.ops import state_folders
from config import settings as product
from tests.browser.serving import Shetu

ROOT = Path(__file__).resolve().parents[2]


def mode(path):
    return stat.S_IMODE(Path(path).stat().st_mode)


def open_ones(folder, but):
    """Everything below `folder` that others have a right to, and the folder itself; not below `but`."""
    found = []
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if Path(where, name) != but]
        found += [path for path in (Path(where), *(Path(where, name) for name in names)) if mode(path) & 0o077]
    return found


def run(folder, *command, **environment):
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={
            **{name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")},
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "VAR_DIR": str(folder),
            **environment,
        },
        capture_output=True,
        text=True,
        umask=0o022,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


pytestmark = pytest.mark.processes

LOAD = "from django.conf import settings; settings.VAR_DIR; open(settings.VAR_DIR / 'run' / 'x', 'w').close()"
WRITE = f"{LOAD}; from django.db import connection; connection.cursor().execute('CREATE TABLE one (id)')"
PREPARE_SMALL = """
import django; django.setup()
from demo import sessions
from tests.demo import small
sessions.CLOSED, sessions.NOW = small.CLOSED, small.NOW
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", "prepare"])
"""


class Small(Shetu):
    """With a demonstration of few people: a file of each sort is enough."""

    def _words(self, command):
        return ["-c", PREPARE_SMALL] if command == "prepare" else super()._words(command)

    def _command(self, port):
        return [*super()._command(port), "--workers", "1"]


def test_new_state_is_closed_whatever_the_umask(tmp_path):
    var = tmp_path / "deep" / "var"
    run(var, "-c", WRITE)
    assert open_ones(var, var / "static") == []
    assert mode(var / "run" / "x") == mode(var / "shetu.sqlite3") == 0o600


def test_state_of_before_is_closed_at_the_next_start(tmp_path):
    var = tmp_path / "var"
    var.mkdir(mode=0o755)
    for name in ("shetu.sqlite3", "shetu.sqlite3-wal", "shetu.sqlite3-shm"):
        (var / name).touch(mode=0o644)
    (var / "mail").mkdir(mode=0o755)
    run(var, "-c", LOAD)
    assert open_ones(var, var / "static") == []


def test_what_lies_deeper_is_closed_by_prepare(tmp_path):
    var = tmp_path / "var"
    (var / "media" / "rosters").mkdir(parents=True)
    (var / "media" / "rosters" / "old.xlsx").touch()
    for path in (var / "media", var / "media" / "rosters"):
        path.chmod(0o755)
    # The top is closed at each start.
    var.chmod(0o700)
    (var / "media" / "rosters" / "old.xlsx").chmod(0o644)
    kept = var / "media" / "rosters" / "key.p12"
    kept.touch(mode=0o400)
    assert state_folders.close_below(var, but=var / "static") == 3
    assert open_ones(var, var / "static") == []
    assert mode(kept) == 0o400


def test_what_is_public_stays_readable(tmp_path):
    (tmp_path / "static" / "css").mkdir(parents=True)
    (tmp_path / "static" / "css" / "one.css").touch()
    (tmp_path / "static" / "css" / "one.css").chmod(0o644)
    state_folders.close_below(tmp_path, but=tmp_path / "static")
    assert mode(tmp_path / "static" / "css" / "one.css") == 0o644


def test_an_open_folder_of_somebody_else_is_refused_in_a_sentence(tmp_path, monkeypatch):
    tmp_path.chmod(0o755)

    def not_ours(*_args, **_options):
        raise PermissionError

    monkeypatch.setattr(Path, "chmod", not_ours)
    with pytest.raises(ImproperlyConfigured, match="belongs to another account"):
        state_folders.keep_private(tmp_path)


@pytest.mark.skipif("os.geteuid() != 0", reason="only root can become somebody else")
def test_somebody_else_who_starts_it_is_reported():
    # Not below pytest's own folders, which nobody else may enter.
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        program = (
            "import os\n"
            "from accounts.ops import state_folders\n"
            "os.setuid(65534)\n"
            f"try: state_folders.keep_private({folder!r})\n"
            "except Exception as no: print(no)"
        )
        done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "belongs to another account (number 0), so Shetu cannot close it" in done.stdout, done.stderr


def test_what_is_collected_and_compressed_is_public(tmp_path, settings):
    source, settings.VAR_DIR, settings.STATIC_ROOT = tmp_path / "source", tmp_path, tmp_path / "static"
    for folder in (source / "css", tmp_path / "run"):
        folder.mkdir(parents=True, mode=0o700)
    (source / "css" / "one.css").write_text("a { color: red } " * 100)
    (source / "css" / "one.css").chmod(0o600)
    settings.STATICFILES_DIRS, settings.STORAGES = [source], product.STORAGES
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    get_finder.cache_clear()
    try:
        prepare.collect_static_files(StringIO())
    finally:
        get_finder.cache_clear()
    public = [tmp_path / "static", *(tmp_path / "static").rglob("*")]
    assert {path.suffix for path in public} >= {".css", ".gz"}
    assert {mode(path) for path in public if path.is_dir()} == {0o755}
    assert {mode(path) for path in public if path.is_file()} == {0o644}


def test_after_prepare_the_demo_and_a_while_of_serving_nothing_is_open_to_others(tmp_path):
    (tmp_path / "var").mkdir(mode=0o755)
    shetu = Small(tmp_path, DEMO="yes", EMAIL_URL="filemail://")
    database = next(tmp_path.glob("*.sqlite3"), None)
    if database:
        database.chmod(0o644)
    try:
        shetu.start()
    finally:
        shetu.stop()
    var = tmp_path / "var"
    assert open_ones(var, var / "static") == []
    assert database is None or mode(database) == 0o600
    sorts = {path.suffix for path in var.rglob("*") if path.is_file()}
    assert sorts >= {".pdf", ".xlsx", ".json", ".p12"}, "the demonstration wrote less than it does"
    public = list((var / "static").rglob("*.css*"))
    assert public
    assert {mode(path) for path in public} == {0o644}
