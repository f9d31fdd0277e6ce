"""Brings a new or updated installation up to date before it serves; safe to run at every start."""

import hashlib

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    """All in one process, because starting Python and Django again for each step takes longer than the steps."""

    help = "Migrates, collects the static files, loads the reference data and, where DEMO=yes, the demo programme."

    def handle(self, *, verbosity, **_options):
        """Runs each step that has something to do; the commands it calls say what they did."""
        try:
            if migrations_wait():
                self.stdout.write("Migrating the database")
                call_command("migrate", interactive=False, verbosity=0)
            collect_static_files(self.stdout)
            call_command("load_reference", verbosity=verbosity)
            if settings.DEMO:
                call_command("load_demo", verbosity=verbosity)
        except KeyboardInterrupt as stopped:
            raise CommandError("Stopped before everything was ready.", returncode=130) from stopped


def migrations_wait():
    """Whether the database lacks a migration."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def collect_static_files(out):
    """Collects and compresses the static files, unless none changed since the last time."""
    stamp = settings.VAR_DIR / "run" / "static-files.sha256"
    state = fingerprint_of_static_files()
    if any(settings.STATIC_ROOT.glob("*")) and stamp.is_file() and stamp.read_text() == state:
        return
    out.write("Collecting the static files")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(state)


def fingerprint_of_static_files():
    """A SHA-256 that changes when a static file is added, removed or edited, or the way of storing them is changed."""
    files = sorted(
        (path, storage.size(path), storage.get_modified_time(path).isoformat())
        for finder in get_finders()
        for path, storage in finder.list([])
    )
    return hashlib.sha256(repr((settings.STORAGES["staticfiles"], files)).encode()).hexdigest()
