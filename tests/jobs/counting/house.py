"""A small Shetu of its own for one test: folder, database, broker, workers; shares nothing with the test process."""

import os
import sqlite3
import subprocess
import sys
import time
import uuid
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import redis

from jobs.supervising import worker_command

ROOT = Path(__file__).resolve().parents[3]
PREPARE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", run_syncdb=True, verbosity=0, skip_checks=True)
from jobs.requesting import request
request("tests.count", by=None)
"""


class House:
    """`broker` is "" for the file broker or the address of a Redis server."""

    def __init__(self, folder, broker):
        self.folder, self.broker = folder, broker
        self.keys = f"counting-{uuid.uuid4().hex[:12]}-"
        self.processes = []
        self.database = self._own_database()
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in ("REDIS_URL", "PYTEST_PLUGINS")},
            "DJANGO_SETTINGS_MODULE": "tests.jobs.counting.settings",
            "VAR_DIR": str(folder / "var"),
            "DATABASE_URL": self.database,
            "COUNTING_KEYS": self.keys,
            **({"REDIS_URL": broker} if broker else {}),
        }

    def _own_database(self):
        given = os.environ.get("DATABASE_URL", "")
        if not given.startswith("postgres"):
            return f"sqlite:///{self.folder / 'counting.sqlite3'}"
        name = f"test_{self.keys.replace('-', '_').strip('_')}"
        with psycopg.connect(self._maintenance(given), autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")
        return urlsplit(given)._replace(path=f"/{name}").geturl()

    @staticmethod
    def _maintenance(address):
        return urlsplit(address)._replace(scheme="postgresql", path="/postgres").geturl()

    def prepare(self):
        """Makes the tables and asks for the work; the bell is rung."""
        subprocess.run([sys.executable, "-c", PREPARE], check=True, cwd=ROOT, env=self.environment, timeout=120)

    def start_worker(self, name):
        return self._start(worker_command(name))

    def start_sweeper(self):
        return self._start([sys.executable, "manage.py", "sweep", "--every", "0.5", "--skip-checks"])

    def _start(self, command):
        process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL)
        self.processes.append(process)
        return process

    def ask(self, question):
        """Returns the rows that an SQL question yields, read from outside of Django."""
        if self.database.startswith("sqlite"):
            connection = sqlite3.connect(self.folder / "counting.sqlite3", timeout=20)
        else:
            connection = psycopg.connect(urlsplit(self.database)._replace(scheme="postgresql").geturl())
        try:
            return connection.execute(question).fetchall()
        finally:
            connection.close()

    def job(self):
        """Returns (state, attempts, done, has a lease) of the only job."""
        [(state, attempts, done, lease)] = self.ask("SELECT state, attempts, done, lease_until FROM jobs_job")
        return state, attempts, done, lease is not None

    def numbers(self):
        """Returns the numbers that were written down, in order."""
        return [number for (number,) in self.ask("SELECT number FROM counting_counted ORDER BY number")]

    def tear_down(self):
        for process in self.processes:
            process.kill()
            process.wait()
        if self.broker:
            with redis.Redis.from_url(self.broker) as server:
                for key in server.scan_iter(f"{self.keys}*"):
                    server.delete(key)
        if self.database.startswith("postgres"):
            with psycopg.connect(self._maintenance(self.database), autocommit=True) as server:
                server.execute(f"DROP DATABASE {urlsplit(self.database).path[1:]} WITH (FORCE)")


def wait_until(true, seconds=60):
    """Waits until `true()` holds; AssertionError after so many seconds."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def redis_that_answers():
    """Returns the address of a Redis server: REDIS_URL, else the one on this machine; "" when none answers."""
    address = os.environ.get("REDIS_URL") or "redis://localhost:6379/0"
    try:
        with redis.Redis.from_url(address, socket_connect_timeout=1) as server:
            server.ping()
    except redis.RedisError:
        return ""
    return address
