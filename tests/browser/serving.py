"""Shetu as it is run: web, workers and sweeper of `manage.py serve`, on a database and in a folder of its own."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import redis

from tests import kept_static, warm
from tests.drawn_once import share
from tests.kept_tables import copy_of_migrated, template_of_migrated
from tests.waiting import PATIENCE, wait_until

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
# Seconds; a Shetu that takes longer to stop is killed, and no test minds.
STOPS_WITHIN = 30
NAME = "localhost"  # passkeys belong to a name, never to a number
# The last of the sixteen a Redis server has: scripts/test leaves it out when it deals them to the processes that test.
REDIS_DATABASE = 15
NOT_OURS = ("ENVIRONMENT", "DEMO", "SECRET_KEY", "STORAGE_URL", "EMAIL_URL", "REQUIRE_SECOND_FACTOR", "PYTEST_PLUGINS")


class StageError(Exception):
    """What the stage hand could not do, with the traceback of its process."""


class Shetu:
    """A running Shetu. `url` is where it answers; `stage(verb, **facts)` changes its data from behind the scenes.

    environment: variables that differ from what the tests need. empty: whether it has to migrate its database itself.
    """

    def __init__(self, folder, *, empty=False, **environment):
        self.folder, self.empty = folder, empty
        self.url = f"http://{NAME}:{free_port()}"
        self.cleaning = contextlib.ExitStack()
        if not empty:
            share(folder / "var")
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in NOT_OURS},
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SHETU_IGNORES_ENV_FILE": "yes",
            "VAR_DIR": str(folder / "var"),
            "SITE_URL": self.url,
            "ALLOWED_HOSTS": f"{HOST},{NAME}",
            "DATABASE_URL": self._own_database(),
            "REDIS_URL": self._own_redis(),
            **environment,
        }

    def start(self):
        """Returns this Shetu once its pages can be served."""
        self._prepare()
        self._serve()
        self._wait_until_ready()
        return self

    @cached_property
    def _hand(self):
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        return self._keep_running("stage", [sys.executable, "-m", "tests.browser.stage"], text=True, **pipes)

    def _prepare(self):
        if self.empty:
            self._manage("prepare")
            return
        kept_static.lay_down(self.folder / "var")
        self._manage("prepare")
        kept_static.keep(self.folder / "var")

    def _serve(self):
        self.serving = self._keep_running("serve", self._command(self.url.rpartition(":")[2]))

    def _command(self, port):
        # One worker, because each takes seconds of a core to start; two at once are for tests of jobs.
        return [sys.executable, "manage.py", "serve", "--host", HOST, "--port", port, "--workers", "1"]

    def restart(self):
        """Ends the web server; its supervisor starts another one, at the same address, with the same data."""
        [before] = self._web_servers()
        os.kill(before, signal.SIGTERM)
        wait_until(lambda: self._web_servers() not in ([], [before]))
        self._wait_until_ready()

    def _web_servers(self):
        """The processes (their numbers) that the supervisor has started to answer pages."""
        found = []
        for child in Path(f"/proc/{self.serving.pid}/task/{self.serving.pid}/children").read_text().split():
            with contextlib.suppress(OSError):  # has ended meanwhile
                if b"gunicorn" in Path(f"/proc/{child}/cmdline").read_bytes():
                    found.append(int(child))
        return found

    def stop(self):
        self.cleaning.close()

    def stage(self, verb, **facts):
        """Lets a function of tests/browser/stage.py run in the database of this Shetu; returns what it returns."""
        print(json.dumps([verb, facts]), file=self._hand.stdin, flush=True)
        answer = self._hand.stdout.readline()
        if not answer:
            raise StageError(self.said("stage"))
        worked, result = json.loads(answer)
        if not worked:
            raise StageError(result)
        return result

    def said(self, program):
        """What "prepare", "serve" or "stage" has written so far."""
        return (self.folder / f"{program}.log").read_text(encoding="utf-8")

    def _manage(self, command):
        with (self.folder / f"{command}.log").open("w+", encoding="utf-8") as log:
            program = [sys.executable, *self._words(command)]
            process = self._start(program, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
            assert process.wait() == 0, self.said(command)

    def _words(self, command):
        return ["manage.py", command]

    def _keep_running(self, name, command, **pipes):
        log = self.cleaning.enter_context((self.folder / f"{name}.log").open("w", encoding="utf-8"))
        pipes = {"stdin": subprocess.DEVNULL, "stdout": log, **pipes}
        process = self._start(command, stderr=log, **pipes)
        self.cleaning.callback(self._end, process)
        return process

    def _start(self, command, **files):
        # How one starts that is not prepared is what its test is about; nor does a warm Python give pipes.
        is_warm = not self.empty and subprocess.PIPE not in files.values()
        start = warm.start if is_warm else subprocess.Popen
        return start(command, cwd=ROOT, env=self.environment, **files)

    @staticmethod
    def _end(process):
        if process.stdin:
            process.stdin.close()
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()

    def _wait_until_ready(self):
        wait_until(self._is_ready, otherwise=lambda: f"Shetu did not get ready.\n{self.said('serve')}")

    def _is_ready(self):
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=PATIENCE)
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        return False

    def _own_database(self):
        given = os.environ.get("DATABASE_URL", "")
        if not given.startswith("postgres"):
            if not self.empty:
                copy_of_migrated(self.folder / "browser.sqlite3")
            return f"sqlite:///{self.folder / 'browser.sqlite3'}"
        parts = urlsplit(given)
        name = f"{parts.path.strip('/')}_browser_{os.getpid()}"
        server = parts._replace(scheme="postgresql", path="/postgres").geturl()
        with psycopg.connect(server, autocommit=True) as connection:
            template = "template1" if self.empty else template_of_migrated()
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        self.cleaning.callback(self._drop, server, name)
        return parts._replace(path=f"/{name}").geturl()

    @staticmethod
    def _drop(server, name):
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _own_redis(self):
        given = os.environ.get("REDIS_URL", "")
        if not given:
            return ""
        address = urlsplit(given)._replace(path=f"/{REDIS_DATABASE}").geturl()
        with redis.Redis.from_url(address) as database:
            if not database.dbsize():
                self.cleaning.callback(self._empty, address)
        return address

    @staticmethod
    def _empty(address):
        with redis.Redis.from_url(address) as database:
            database.flushdb()


def free_port():
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]
