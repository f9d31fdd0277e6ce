"""Databases with nothing but their tables, kept between tests, because making the tables takes longer than most tests."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import psycopg
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
MIGRATED = "migrated"
_held = []  # files open until the process ends
MIGRATE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0, skip_checks=True)
"""


def alone_with(database):
    """Holds the SQLite database at `database` (Path) for this process until it ends. RuntimeError where another run has it.

    Two runs in one folder spoil each other unseen: the later one lays a new file in place of the other's, whose own connection
    keeps the old one, while the threads of its tests of "at once" open the new, empty one and are all refused.
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    held = database.with_suffix(".held").open("w")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as taken:
        held.close()
        raise RuntimeError(
            f"Another run of the tests works in {database.parent}. Give this one a VAR_DIR of its own."
        ) from taken
    _held.append(held)


def copy_of_migrated(target):
    """Puts a migrated SQLite database at `target` (Path)."""
    copy_of_tables(MIGRATED, target, lambda: _migrate(f"sqlite:///{target}"))


def template_of_migrated():
    """Returns the name of a migrated PostgreSQL database, for `CREATE DATABASE … TEMPLATE`."""
    return template_of_tables(MIGRATED, _migrate)


def make_migrated():
    """Makes the migrated database that test processes copy, where no process has made one yet."""
    if on_postgresql():
        template_of_migrated()
        return
    with TemporaryDirectory(dir=kept_folder()) as folder:
        copy_of_migrated(Path(folder) / "early.sqlite3")


def _migrate(address):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "VAR_DIR": str(settings.VAR_DIR.parent),
        "DATABASE_URL": address,
    }
    subprocess.run([sys.executable, "-c", MIGRATE], check=True, cwd=ROOT, env=environment)


def copy_of_tables(kind, target, make):
    """Puts the SQLite database of this `kind` (what distinguishes it from others, text) at `target` (Path).

    `make()` makes it at `target` when no test process has made one yet; the others wait for the first.
    """
    kept = kept_folder() / f"{_digest(kind)}.sqlite3"
    with one_at_a_time(kept.with_suffix(".lock")):
        if not kept.exists():
            make()
            half = kept.with_suffix(".part")
            shutil.copyfile(target, half)
            half.replace(kept)
            return
    shutil.copyfile(kept, target)


def on_postgresql():
    """Whether the tests run on PostgreSQL."""
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


def template_of_tables(kind, make, *, like=None):
    """Returns the name of the PostgreSQL database of this `kind`, for `CREATE DATABASE … TEMPLATE`.

    `make(address)` fills an empty one, or a copy of the one named `like`, when no test process has made one yet; the
    others wait for the first.
    """
    name = f"{_kept_names()}{_digest(kind)[:12]}"
    half = f"{name}_half"
    with one_at_a_time(kept_folder() / f"{name}.lock"), server() as connection:
        if not connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchall():
            connection.execute(f'DROP DATABASE IF EXISTS "{half}"')
            connection.execute(f'CREATE DATABASE "{half}" TEMPLATE "{like or "template1"}"')
            make(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{half}").geturl())
            connection.execute(f'ALTER DATABASE "{half}" RENAME TO "{name}"')
    return name


def drop_templates():
    """Takes the templates of this run off the server."""
    with server() as connection:
        kept = connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [_kept_names()])
        for (name,) in kept.fetchall():
            connection.execute(f'DROP DATABASE "{name}"')


def server():
    """A connection to the PostgreSQL that the tests run on, without a transaction."""
    address = urlsplit(os.environ["DATABASE_URL"])._replace(scheme="postgresql", path="/postgres")
    return psycopg.connect(address.geturl(), autocommit=True)


def _kept_names():
    return f"{urlsplit(os.environ['DATABASE_URL']).path.strip('/')}_tables_"


def kept_folder():
    # One for all test processes, so that one of them makes a database and the others wait (tests/settings.py).
    folder = Path(os.environ["KEPT_TABLES"])
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _digest(kind):
    digest = hashlib.sha256(kind.encode())
    paths = [*ROOT.glob("*/migrations/*.py"), *ROOT.glob("*/models/*.py"), *ROOT.glob("*/models.py")]
    # Migrations install what these write.
    paths += [
        ROOT / "accounts" / "database" / "triggers.py",
        ROOT / "accounts" / "database" / "audit_triggers.py",
        ROOT / "certificates" / "models" / "immutability_triggers.py",
        ROOT / "certificates" / "reinstatement" / "triggers.py",
    ]
    for path in sorted([*paths, *ROOT.glob("tests/**/models.py"), ROOT / "requirements.txt"]):
        digest.update(path.read_bytes())
    return digest.hexdigest()


@contextmanager
def one_at_a_time(path):
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
