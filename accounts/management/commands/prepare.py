"""Prepares a new or updated installation before it serves. Safe to run at every start."""

import hashlib
import os
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from accounts.models import Administrator
from accounts.ops.state_folders import close_below


class Command(BaseCommand):
    """All in one process, because starting Python and Django again for each step takes longer than the steps."""

    help = "Migrates, collects the static files, loads the reference data and, where DEMO=yes, the demo programme."

    def handle(self, *, verbosity: int, **_options: Any) -> None:
        """Runs each step that has something to do; the commands it calls say what they did."""
        try:
            close_state(self.stdout)
            refuse_tables_of_before()
            if migrations_wait():
                self.stdout.write("Migrating the database")
                call_command("migrate", interactive=False, verbosity=0)
                # Officers recorded before there were search keys would not be found without their number.
                call_command("reindex_officers", missing=True, verbosity=verbosity)
            collect_static_files(self.stdout)
            call_command("load_reference", verbosity=verbosity)
            if settings.DEMO:
                call_command("load_demo", verbosity=verbosity)
            elif not Administrator.objects.exists():
                self.stdout.write("Nobody opens programmes yet. Make the first account: manage.py first_administrator")
        except KeyboardInterrupt as stopped:
            raise CommandError("Stopped before everything was ready.", returncode=130) from stopped


def close_state(out: Any) -> None:
    """Removes the rights of others from files and folders below VAR_DIR."""
    closed = close_below(settings.VAR_DIR, but=settings.STATIC_ROOT)
    if closed:
        out.write(f"Closed {closed} files and folders in {settings.VAR_DIR} to other accounts")


def refuse_tables_of_before() -> None:
    """Raises CommandError for a database with migrations that this version does not know."""
    loader = MigrationLoader(connection)
    ours = {app for app, _name in loader.disk_migrations if not _is_packaged(app)}
    unknown = [key for key in loader.applied_migrations if key[0] in ours and key not in loader.disk_migrations]
    if unknown:
        app, name = min(unknown)
        raise CommandError(
            f"The database knows the migration {app}.{name}, which this version does not have: it was made by another "
            "version, from before the first release or newer than this one. Start with an empty database (the embedded "
            "one lies in var/), or with that version."
        )


def _is_packaged(app: str) -> bool:
    return "site-packages" in apps.get_app_config(app).path


def migrations_wait() -> bool:
    """Whether the database lacks a migration."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def collect_static_files(out: Any) -> None:
    """Collects and compresses the static files, unless none changed since the last time."""
    stamp = settings.VAR_DIR / "run" / "static-files.sha256"
    state = fingerprint_of_static_files()
    if any(settings.STATIC_ROOT.glob("*")) and stamp.is_file() and stamp.read_text() == state:
        return
    out.write("Collecting the static files")
    # What is public may be read by a web server of another account, the compressed copies too.
    private = os.umask(0o022)
    try:
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        if settings.STATIC_ROOT.is_dir():
            settings.STATIC_ROOT.chmod(0o755)
    finally:
        os.umask(private)
    stamp.write_text(state)


def fingerprint_of_static_files() -> str:
    """A SHA-256 that changes when a static file is added, removed or edited, or the way of storing them is changed."""
    files = sorted(
        (path, storage.size(path), storage.get_modified_time(path).isoformat())
        for finder in get_finders()
        for path, storage in finder.list([])
    )
    return hashlib.sha256(repr((settings.STORAGES["staticfiles"], files)).encode()).hexdigest()
