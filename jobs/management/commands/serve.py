"""Everything Shetu needs to run, in one foreground process."""

import errno
import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import run_checks
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from jobs.processes.supervisor import Supervisor, bracketed, declare_queue


class Command(BaseCommand):
    help = "Serves Shetu: web, workers, scheduler and sweeper, supervised, in the foreground. Ctrl-C stops it."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (default 8000)")
        parser.add_argument("--workers", type=int, default=2, help="how many jobs are done at once (default 2)")

    def handle(self, *args: Any, host: str, port: int, workers: int, **options: Any) -> None:
        with exclusive_lock(settings.VAR_DIR / "run" / "serve.lock", f"process {os.getpid()}, port {port}"):
            check_port(host, port)
            check_database()
            self.warn_at_start()
            try:
                declare_queue()
            except Exception as error:  # noqa: BLE001 -- brokers fail in many ways; jobs wait, the pages work
                self.stderr.write(
                    f"The broker does not answer ({type(error).__name__}); long work waits until it does."
                )
            Supervisor(host, port, workers).run()

    def warn_at_start(self) -> None:
        """Prints the failed checks of the start. They do not keep Shetu from starting."""
        for found in run_checks(tags=["start"], include_deployment_checks=True):
            self.stderr.write(" ".join(filter(None, (str(found.msg), found.hint and str(found.hint)))))


@contextmanager
def exclusive_lock(path: Path, who: str) -> Iterator[None]:
    """Locks the file `path` and writes `who` into it. CommandError if another process holds the lock."""
    with path.open("a+") as lock:
        try:
            # The kernel releases the lock when the process ends, however that happens.
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            lock.seek(0)
            other = lock.read().strip() or "another process"
            raise CommandError(
                f"Shetu is already running on {settings.VAR_DIR} ({other}). Stop that one first."
            ) from held
        lock.truncate(0)
        lock.write(who)
        lock.flush()
        yield


def check_port(host: str, port: int) -> None:
    """Raises CommandError, with what to do, unless this process can listen on `host`:`port`."""
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(where)
            probe.listen(1)
    except (OSError, OverflowError) as no:
        known = {
            errno.EADDRINUSE: f"Port {port} is taken by another program.",
            errno.EACCES: f"Port {port} is reserved for the administrator of this machine.",
        }
        reason = known.get(getattr(no, "errno", 0) or 0, f"{bracketed(host)}:{port} cannot be listened on: {no}.")
        raise CommandError(f"{reason} Choose another one, for example: PORT={port + 1} make run") from no


def check_database() -> None:
    """Raises CommandError unless the database answers and has every migration."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except OperationalError as away:
        raise CommandError(f"The database does not answer: {away}") from away
    finally:
        connection.close()
    if missing:
        raise CommandError(
            f"The database is {len(missing)} migrations behind. Run first: .venv/bin/python manage.py migrate"
        )
