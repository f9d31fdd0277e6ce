"""One foreground process that runs the web server, the workers and the scheduler, restarts them when they end, and sweeps.

Every child is a program in its own process group, so Ctrl-C reaches the supervisor only. However the supervisor ends, the kernel
kills its children (jobs/processes/die_with_parent.py). The supervisor prints the output of its children line by line.
"""

import contextlib
import http.client
import os
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import IO, cast
from urllib.parse import urlsplit

from celery import current_app
from django.conf import settings
from kombu.utils.json import loads

from jobs.processes.sweeper import sweep_until

SWEEP_SECONDS = 3
# Gunicorn waits five seconds for its current requests, a worker for the end of its chunk.
STOP_SECONDS = 8
LONGEST_PAUSE = 30
# A child that ran this long was stable: after its next end the pause is the shortest one again.
STABLE_SECONDS = 30
# Workers start when the web server answers, at the latest after this time.
HEAD_START_SECONDS = 10
# Celery prints these at every log level.
IGNORED_LINES = ("", "worker: Warm shutdown (MainProcess)")


def web_command(host: str, port: int) -> list[str]:
    """Returns the command line of the web server: one process, since SQLite allows one writer."""
    return [
        *(sys.executable, "-m", "gunicorn", "config.wsgi:application"),
        *("--bind", f"{bracketed(host)}:{port}", "--workers", "1", "--threads", "8"),
        *("--worker-class", "config.web_worker.ReceivingWorker", "--worker-connections", "500"),
        *("--graceful-timeout", "5", "--no-control-socket", "--log-level", "warning"),
        # Whether a request came by https is decided by TRUSTED_PROXIES alone; gunicorn believes every local process.
        *("--forwarded-allow-ips", ""),
    ]


def worker_command(name: str) -> list[str]:
    """Returns the command line of a worker that does one job at a time.

    One process without a pool: with the file broker a pool hangs for ever when one of its children is killed.
    """
    return [
        *(sys.executable, "-W", "ignore:You're running the worker with superuser privileges"),
        *("-m", "celery", "--quiet", "-A", "config", "worker", "--pool", "solo", "--queues", "celery"),
        *("--hostname", f"{name}@%h", "--loglevel", "WARNING"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]


def scheduler_command() -> list[str]:
    """Returns the command line of Celery's beat, which stores its schedule under VAR_DIR."""
    return [
        *(sys.executable, "-m", "celery", "--quiet", "-A", "config", "beat", "--loglevel", "WARNING"),
        *("--pidfile=", "--schedule", str(settings.VAR_DIR / "run" / "schedule")),
    ]


def bracketed(host: str) -> str:
    """Returns a host as an address writes it: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def declare_queue() -> None:
    """Declares the queue before two workers do so at the same moment, which the file broker cannot handle.

    A table of queues that a power cut left half-written would make every message disappear, so it is created again.
    """
    for table in (settings.VAR_DIR / "control").glob("*.exchange"):
        try:
            loads(table.read_text())
        except ValueError:
            table.unlink()
    with current_app.connection_for_write() as connection:
        current_app.amqp.queues["celery"].bind(connection.default_channel).declare()


class Child:
    """One supervised program."""

    def __init__(self, name: str, command: list[str], *, waits: bool = False) -> None:
        self.name, self.command, self.waits = name, command, waits
        self._process: subprocess.Popen[bytes] | None = None
        self.started = self.not_before = 0.0
        self.exits_in_a_row = 0
        self.unfinished_line = b""

    @property
    def alive(self) -> bool:
        return self._process is not None

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The running process. RuntimeError when there is none."""
        if self._process is None:
            raise RuntimeError(f"{self.name} is not running.")
        return self._process

    @property
    def output(self) -> IO[bytes]:
        """The pipe from which the output of the running process is read."""
        if self.process.stdout is None:
            raise RuntimeError(f"{self.name} has no pipe.")
        return self.process.stdout

    def start(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 -- our own programs
            [sys.executable, "-m", "jobs.processes.die_with_parent", str(os.getpid()), *self.command],
            cwd=settings.BASE_DIR,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        os.set_blocking(self.output.fileno(), False)
        self.started = time.monotonic()

    def record_exit(self) -> int:
        """Records that the child ended. Returns after how many seconds to start it again."""
        lived = time.monotonic() - self.started
        self.exits_in_a_row = 1 if lived > STABLE_SECONDS else self.exits_in_a_row + 1
        pause = min(2 ** (self.exits_in_a_row - 1), LONGEST_PAUSE)
        self.not_before = time.monotonic() + pause
        self.output.close()
        self._process = None
        return pause

    def signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.process.pid, number)

    def kill_group(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def lines(self) -> Iterator[str]:
        """Yields what the child has printed since the last call, complete lines only."""
        with contextlib.suppress(BlockingIOError):
            while piece := os.read(self.output.fileno(), 65536):
                *lines, self.unfinished_line = (self.unfinished_line + piece).split(b"\n")
                yield from (line.decode(errors="replace").rstrip() for line in lines)


def describe_exit(code: int) -> str:
    """Returns words for the exit code of a process."""
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


class Supervisor:
    """Starts the children, restarts them when they end, sweeps, and stops all of them on a signal."""

    def __init__(self, host: str, port: int, workers: int) -> None:
        self.host, self.port = host, port
        self.children = [Child("web", web_command(host, port))]
        self.children += [
            Child(name, worker_command(name), waits=True) for name in (f"worker-{n + 1}" for n in range(workers))
        ]
        if settings.CELERY_BEAT_SCHEDULE:
            self.children.append(Child("scheduler", scheduler_command(), waits=True))
        self.stop_requests = 0
        self.over = threading.Event()
        self.ready = threading.Event()
        self.selector = selectors.DefaultSelector()

    def run(self) -> None:
        """Returns when everything has stopped after SIGINT, SIGTERM or SIGHUP. Call it in the main thread."""
        wake, woken = socket.socketpair()
        for end in (wake, woken):
            end.setblocking(False)
        self.selector.register(woken, selectors.EVENT_READ)
        signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._request_stop)
        threads = [threading.Thread(target=work, daemon=True) for work in (self._sweep, self._wait_for_web)]
        begun = time.monotonic()
        try:
            for thread in threads:
                thread.start()
            while not self.stop_requests:
                self._start_due(begun)
                self._listen(0.2)
                self._reap_exited()
        finally:
            self.over.set()
            self._stop()
            for thread in threads:
                thread.join(timeout=2)

    def log(self, name: str, line: str) -> None:
        # A closed console must not end the supervisor, which looks after the children.
        with contextlib.suppress(OSError):
            print(f"{name:<9} | {line}", flush=True)  # noqa: T201 -- the only place that prints to the console

    def _request_stop(self, _number: int, _frame: object) -> None:
        self.stop_requests += 1

    def _start_due(self, begun: float) -> None:
        now = time.monotonic()
        for child in self.children:
            held = child.waits and not self.ready.is_set() and now < begun + HEAD_START_SECONDS
            if not child.alive and not held and now >= child.not_before:
                child.start()
                self.selector.register(child.output, selectors.EVENT_READ, child)

    def _listen(self, seconds: float) -> None:
        for key, _events in self.selector.select(seconds):
            if key.data is None:
                with contextlib.suppress(BlockingIOError):
                    cast("socket.socket", key.fileobj).recv(4096)
            else:
                self._pass_on(key.data)

    def _pass_on(self, child: Child) -> None:
        for line in child.lines():
            if line not in IGNORED_LINES:
                self.log(child.name, line)

    def _reap_exited(self) -> None:
        for child in self.children:
            if child.alive and child.process.poll() is not None:
                ending = describe_exit(child.process.returncode)
                self.selector.unregister(child.output)
                self._pass_on(child)
                child.kill_group()
                pause = child.record_exit()
                if not self.stop_requests:
                    self.log("serve", f"{child.name} ended ({ending}); starting it again in {pause} s")

    def _stop(self) -> None:
        self.log("serve", "stopping")
        for child in self.children:
            if child.alive:
                child.signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        patience = max(self.stop_requests, 1)
        while any(child.alive for child in self.children):
            if time.monotonic() > deadline or self.stop_requests > patience:
                for child in self.children:
                    if child.alive:
                        child.kill_group()
            self._listen(0.1)
            self._reap_exited()
        self.log("serve", "stopped")

    def _sweep(self) -> None:
        sweep_until(lambda: self.over.wait(SWEEP_SECONDS))

    def _wait_for_web(self) -> None:
        here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 -- compared, not bound
        while not self.over.wait(0.1):
            connection = http.client.HTTPConnection(here, self.port, timeout=5)
            try:
                connection.request("GET", "/healthz", headers={"Host": urlsplit(settings.SITE_URL).netloc})
                connection.getresponse()
            except (OSError, http.client.HTTPException):
                continue
            finally:
                connection.close()
            self.ready.set()
            shown = "localhost" if here in ("127.0.0.1", "::1") else bracketed(here)
            self.log("serve", f"ready at http://{shown}:{self.port} (Ctrl-C stops it)")
            return
