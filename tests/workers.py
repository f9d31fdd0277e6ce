"""A small Shetu of its own for one test of real workers: folder, database, broker; shares nothing with the test process."""

import os
import sqlite3
import sys
import uuid
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import redis

from jobs.processes.supervisor import worker_command
from tests import warm
from tests.drawn_once import share
from tests.kept_tables import (
    copy_of_migrated,
    copy_of_tables,
    on_postgresql,
    server,
    template_of_migrated,
    template_of_tables,
)
from tests.standing_still import GATE
from tests.waiting import PATIENCE

ROOT = Path(__file__).resolve().parent.parent
BROKERS = ("files", "redis")
SQLITE = "counting.sqlite3"
TABLES = "tests.jobs.counting.settings"  # all houses have the same; the settings of the others add none
SET_UP = """
import django; django.setup()
"""
# What every worker reads before it works.
READ_ALL = f"""{SET_UP}
from config.celery import app
app.loader.import_default_modules()
"""
# They are looked up while a program works; all else is read once for all programs of a house.
LOOKED_UP = {GATE, "DIES_AT", "HANDED_OVER"}
# To migrated tables it adds those of the apps that only tests have.
MAKE_TABLES = """
from django.core.management import call_command
call_command("migrate", run_syncdb=True, verbosity=0, skip_checks=True)
"""


class House:
    """`broker` is "" for the file broker or the address of a Redis server.

    A subclass says with which `settings` its workers run, and with `preparation` (Python) what they find to do.
    """

    settings = "tests.jobs.counting.settings"
    preparation = ""

    def __init__(self, folder, broker):
        self.folder, self.broker = folder, broker
        self.keys = f"counting-{uuid.uuid4().hex[:12]}-"
        self.processes, self._warm = [], {}
        self.gate = folder / "go-on"
        self.database = self._own_database()
        share(folder / "var")
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in ("REDIS_URL", "PYTEST_PLUGINS")},
            "DJANGO_SETTINGS_MODULE": self.settings,
            "VAR_DIR": str(folder / "var"),
            "DATABASE_URL": self.database,
            "COUNTING_KEYS": self.keys,
            GATE: str(self.gate),
            **({"REDIS_URL": broker} if broker else {}),
        }

    def _own_database(self):
        if not on_postgresql():
            return f"sqlite:///{self.folder / SQLITE}"
        name = f"test_{self.keys.replace('-', '_').strip('_')}"
        return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()

    def prepare(self):
        """Makes the tables and asks for the work; the bell is rung."""
        if on_postgresql():
            like = template_of_migrated()
            template = template_of_tables(
                TABLES, lambda address: self._run(MAKE_TABLES, DATABASE_URL=address), like=like
            )
            with server() as connection:
                connection.execute(f'CREATE DATABASE "{self._name}" TEMPLATE "{template}"')
        else:
            copy_of_tables(TABLES, self.folder / SQLITE, self._make_tables)
        self._run(self.preparation)

    def prepare_empty(self):
        """Makes the database, without any table."""
        if on_postgresql():
            with server() as connection:
                connection.execute(f'CREATE DATABASE "{self._name}"')

    def _make_tables(self):
        copy_of_migrated(self.folder / SQLITE)
        self._run(MAKE_TABLES)

    @property
    def _name(self):
        return urlsplit(self.database).path[1:]

    def _run(self, program, **environment):
        environment = {**self.environment, GATE: "", **environment}
        self._warm_in(environment).run([sys.executable, "-c", SET_UP + program], cwd=ROOT, env=environment)

    def start_worker(self, name):
        return self.start(worker_command(name))

    def start_sweeper(self):
        return self.start([sys.executable, "manage.py", "sweep", "--every", "0.5", "--skip-checks"])

    def start(self, command, **files):
        """Starts a command of this Python in the environment of this house; it is killed in the end."""
        process = self._warm_in(self.environment).start(command, cwd=ROOT, env=self.environment, **files)
        self.processes.append(process)
        return process

    def _warm_in(self, environment):
        """The Python that has read this product in this environment."""
        read = {name: value for name, value in environment.items() if name not in LOOKED_UP}
        key = tuple(sorted(read.items()))
        if key not in self._warm:
            self._warm[key] = warm.warmer(READ_ALL, cwd=ROOT, env=read)
        return self._warm[key]

    def go_on(self):
        """Lets nobody stand still from now on, and makes it so late that the leases of killed workers have run out."""
        self.gate.touch()
        with self._connected() as connection:
            connection.execute("UPDATE jobs_job SET lease_until = CURRENT_TIMESTAMP WHERE state = 'running'")
            connection.commit()

    def ask(self, question):
        """Returns the rows that an SQL question yields, read from outside of Django."""
        with self._connected() as connection:
            return connection.execute(question).fetchall()

    def _connected(self):
        if self.database.startswith("sqlite"):
            return closing(sqlite3.connect(self.folder / SQLITE, timeout=PATIENCE))
        return closing(psycopg.connect(urlsplit(self.database)._replace(scheme="postgresql").geturl()))

    def job(self, kind=None):
        """Returns (state, attempts, done, has a lease) of the only job, or of the only one of this kind."""
        only = f" WHERE kind = '{kind}'" if kind else ""
        [(state, attempts, done, lease)] = self.ask(f"SELECT state, attempts, done, lease_until FROM jobs_job{only}")
        return state, attempts, done, lease is not None

    def tear_down(self):
        for process in self.processes:
            process.kill()
            process.wait()
        for python in self._warm.values():
            python.close()
        if self.broker:
            with redis.Redis.from_url(self.broker) as broker:
                for key in broker.scan_iter(f"{self.keys}*"):
                    broker.delete(key)
        if on_postgresql():
            with server() as connection:
                connection.execute(f'DROP DATABASE IF EXISTS "{self._name}" WITH (FORCE)')


@contextmanager
def house_with(broker, kind, folder):
    """A House of this `kind` (class) with a `broker` of BROKERS, torn down afterwards; skips where no Redis answers."""
    address = redis_that_answers() if broker == "redis" else ""
    if broker == "redis" and not address:
        pytest.skip("No Redis answers at REDIS_URL or localhost:6379.")
    house = kind(folder, address)
    try:
        yield house
    finally:
        house.tear_down()


def redis_that_answers():
    """Returns the address of a Redis server: REDIS_URL, else the one on this machine; "" when none answers."""
    address = os.environ.get("REDIS_URL") or "redis://localhost:6379/0"
    try:
        with redis.Redis.from_url(address, socket_connect_timeout=5) as server:
            server.ping()
    except redis.RedisError:
        return ""
    return address
