"""One foreground process that keeps the web server, the workers and the scheduler alive, and sweeps.

Every child is a program of its own, in its own process group (Ctrl-C reaches the supervisor only) and on a tether
(jobs/processes/die_with_parent.py): however the supervisor dies, its children die too. What they say comes out here, a line at a time.
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
from urllib.parse import urlsplit

from celery import current_app
from django.conf import settings
from kombu.utils.json import loads

from jobs.processes.sweeper import keep_sweeping

SWEEP_SECONDS = 3
# Gunicorn waits five seconds for requests in progress, a worker for the end of its chunk.
STOP_SECONDS = 8
LONGEST_PAUSE = 30
# A child that lived this long was well: its next death is answered after the shortest pause again.
WELL_SECONDS = 30
# Workers leave the processors to the web server until it answers, but not for longer than this.
HEAD_START_SECONDS = 10
# Said by Celery whatever its log level.
NOISE = ("", "worker: Warm shutdown (MainProcess)")


def web_command(host, port):
    """Returns the command line (list of str) of the web server: one process, since SQLite has one writer."""
    return [
        *(sys.executable, "-m", "gunicorn", "config.wsgi:application"),
        *("--bind", f"{bracketed(host)}:{port}", "--workers", "1", "--threads", "8"),
        *("--worker-class", "config.web_worker.ReceivingWorker", "--worker-connections", "500"),
        *("--graceful-timeout", "5", "--no-control-socket", "--log-level", "warning"),
    ]


def worker_command(name):
    """Returns the command line of a worker that does one job at a time.

    One process without a pool: on the file broker a pool stands still for ever when one of its children is killed.
    """
    return [
        *(sys.executable, "-W", "ignore:You're running the worker with superuser privileges"),
        *("-m", "celery", "--quiet", "-A", "config", "worker", "--pool", "solo", "--queues", "celery"),
        *("--hostname", f"{name}@%h", "--loglevel", "WARNING"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]


def scheduler_command():
    """Returns the command line of Celery's beat, whose memory is under VAR_DIR."""
    return [
        *(sys.executable, "-m", "celery", "--quiet", "-A", "config", "beat", "--loglevel", "WARNING"),
        *("--pidfile=", "--schedule", str(settings.VAR_DIR / "run" / "schedule")),
    ]


def bracketed(host):
    """Returns a host as it stands in an address: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def make_queue():
    """Makes the queue before two workers do so at the same moment: the file broker does not stand that.

    A table of queues that a power cut left half-written would silence every bell, so it is made anew.
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

    def __init__(self, name, command, *, waits=False):
        self.name, self.command, self.waits = name, command, waits
        self.process = None
        self.started = self.not_before = 0.0
        self.deaths = 0
        self.unfinished_line = b""

    @property
    def alive(self):
        return self.process is not None

    def start(self):
        self.process = subprocess.Popen(  # noqa: S603 -- our own programs
            [sys.executable, "-m", "jobs.processes.die_with_parent", str(os.getpid()), *self.command],
            cwd=settings.BASE_DIR,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        os.set_blocking(self.process.stdout.fileno(), False)
        self.started = time.monotonic()

    def buried(self):
        """Notes the death; returns after how many seconds to start it again."""
        lived = time.monotonic() - self.started
        self.deaths = 1 if lived > WELL_SECONDS else self.deaths + 1
        pause = min(2 ** (self.deaths - 1), LONGEST_PAUSE)
        self.not_before = time.monotonic() + pause
        self.process.stdout.close()
        self.process = None
        return pause

    def signal(self, number):
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.process.pid, number)

    def kill_group(self):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def lines(self):
        """Yields what the child has said since the last time, whole lines only."""
        with contextlib.suppress(BlockingIOError):
            while piece := os.read(self.process.stdout.fileno(), 65536):
                *lines, self.unfinished_line = (self.unfinished_line + piece).split(b"\n")
                yield from (line.decode(errors="replace").rstrip() for line in lines)


def how_it_ended(code):
    """Returns words for the exit code (int) of a process."""
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


class Supervisor:
    """Starts the children, starts them again when they die, sweeps, and stops them all when asked to."""

    def __init__(self, host, port, workers):
        self.host, self.port = host, port
        self.children = [Child("web", web_command(host, port))]
        self.children += [
            Child(name, worker_command(name), waits=True) for name in (f"worker-{n + 1}" for n in range(workers))
        ]
        if settings.CELERY_BEAT_SCHEDULE:
            self.children.append(Child("scheduler", scheduler_command(), waits=True))
        self.asked_to_stop = 0
        self.over = threading.Event()
        self.ready = threading.Event()
        self.selector = selectors.DefaultSelector()

    def run(self):
        """Returns when everything has stopped after SIGINT, SIGTERM or SIGHUP; to be called in the main thread."""
        wake, woken = socket.socketpair()
        for end in (wake, woken):
            end.setblocking(False)
        self.selector.register(woken, selectors.EVENT_READ)
        signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        threads = [threading.Thread(target=work, daemon=True) for work in (self._sweep, self._wait_for_web)]
        begun = time.monotonic()
        try:
            for thread in threads:
                thread.start()
            while not self.asked_to_stop:
                self._start_due(begun)
                self._listen(0.2)
                self._bury_the_dead()
        finally:
            self.over.set()
            self._stop()
            for thread in threads:
                thread.join(timeout=2)

    def say(self, name, line):
        # The console may have gone away; that is no reason to leave the children alone.
        with contextlib.suppress(OSError):
            print(f"{name:<9} | {line}", flush=True)  # noqa: T201 -- this is the console's one voice

    def _ask_to_stop(self, _number, _frame):
        self.asked_to_stop += 1

    def _start_due(self, begun):
        now = time.monotonic()
        for child in self.children:
            held = child.waits and not self.ready.is_set() and now < begun + HEAD_START_SECONDS
            if not child.alive and not held and now >= child.not_before:
                child.start()
                self.selector.register(child.process.stdout, selectors.EVENT_READ, child)

    def _listen(self, seconds):
        for key, _events in self.selector.select(seconds):
            if key.data is None:
                with contextlib.suppress(BlockingIOError):
                    key.fileobj.recv(4096)
            else:
                self._pass_on(key.data)

    def _pass_on(self, child):
        for line in child.lines():
            if line not in NOISE:
                self.say(child.name, line)

    def _bury_the_dead(self):
        for child in self.children:
            if child.alive and child.process.poll() is not None:
                ending = how_it_ended(child.process.returncode)
                self.selector.unregister(child.process.stdout)
                self._pass_on(child)
                child.kill_group()
                pause = child.buried()
                if not self.asked_to_stop:
                    self.say("serve", f"{child.name} ended ({ending}); starting it again in {pause} s")

    def _stop(self):
        self.say("serve", "stopping")
        for child in self.children:
            if child.alive:
                child.signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        patience = max(self.asked_to_stop, 1)
        while any(child.alive for child in self.children):
            if time.monotonic() > deadline or self.asked_to_stop > patience:
                for child in self.children:
                    if child.alive:
                        child.kill_group()
            self._listen(0.1)
            self._bury_the_dead()
        self.say("serve", "stopped")

    def _sweep(self):
        keep_sweeping(lambda: self.over.wait(SWEEP_SECONDS))

    def _wait_for_web(self):
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
            self.say("serve", f"ready at http://{shown}:{self.port} (Ctrl-C stops it)")
            return
