"""Starts programs from a Python that has read the libraries already (tests/warm_python.py): one for each test process."""

import array
import json
import os
import signal
import socket
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NO_FILE = subprocess.DEVNULL
THE_END = "The warm Python has ended."


class Process:
    """A started program, used like a subprocess.Popen without pipes."""

    stdin = stdout = None

    def __init__(self, pid, answers):
        self.pid, self._answers, self.returncode = pid, answers, None

    def poll(self):
        """Returns its exit code, None while it runs."""
        return self._exit_code(0)

    def wait(self, timeout=None):
        """Waits until it ends and returns its exit code; subprocess.TimeoutExpired when it does not within `timeout`."""
        code = self._exit_code(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout)
        return code

    def _exit_code(self, timeout):
        if self.returncode is None:
            self._answers.settimeout(timeout)
            try:
                said = self._answers.recv(64)
            except (TimeoutError, BlockingIOError):
                return None
            self._answers.close()
            if not said:
                raise OSError(THE_END)
            self.returncode = int(said)
        return self.returncode

    def send_signal(self, number):
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self):
        self.send_signal(signal.SIGTERM)

    def kill(self):
        self.send_signal(signal.SIGKILL)


class Warm:
    """A warm Python behind the socket `control`: it ends when the socket is closed."""

    def __init__(self, control):
        self._control = control

    def start(self, command, *, cwd, env, stdin=NO_FILE, stdout=None, stderr=None):
        """Starts `command`, which begins with this Python, and returns its Process. Files are open ones, or DEVNULL."""
        python, *arguments = map(str, command)
        assert python == sys.executable
        # As Popen does: a test without the mark for it may start nothing (tests/marks.py).
        sys.audit("subprocess.Popen", python, command, str(cwd), env)
        ours, theirs = socket.socketpair()
        with theirs, Path(os.devnull).open("r+b") as nothing:
            files = [
                nothing.fileno() if file == NO_FILE else standard if file is None else file.fileno()
                for standard, file in enumerate((stdin, stdout, stderr))
            ]
            facts = {"arguments": arguments, "cwd": str(cwd), "env": env}
            sent = array.array("i", [*files, theirs.fileno()])
            self._control.sendmsg([json.dumps(facts).encode()], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, sent)])
        return Process(int(_line(ours)), ours)

    def run(self, command, *, cwd, env):
        """Runs `command` to its end; subprocess.CalledProcessError when it fails."""
        code = self.start(command, cwd=cwd, env=env).wait()
        if code:
            raise subprocess.CalledProcessError(code, command)

    def close(self):
        """Ends it; what it started lives on."""
        self._control.close()


def start(command, **more):
    """Starts `command` as a Warm does, from the one of this test process."""
    return _first().start(command, **more)


def run(command, **more):
    """Runs `command` to its end as a Warm does, from the one of this test process."""
    _first().run(command, **more)


def warmer(program, *, cwd, env):
    """Returns a Warm that ran `program` (Python) in this folder and environment: for many starts in the same one.

    The program reads what all of them would read, and opens nothing. What they start with later may differ from `env` only in
    what is looked up while they run.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        # Its control is what it has for standard input.
        start([sys.executable, "-m", "tests.warm_python", "0", program], cwd=cwd, env=env, stdin=theirs)
    return Warm(ours)


@cache
def _first():
    """The warm Python of this test process."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, "-m", "tests.warm_python", str(theirs.fileno())]
    # Nothing of ours is read in it, and no setting of the process that tests.
    env = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    with theirs:
        subprocess.Popen(command, cwd=ROOT, env=env, pass_fds=[theirs.fileno()], stdin=NO_FILE)
    return Warm(ours)


def _line(answers):
    said = b""
    while not said.endswith(b"\n"):
        piece = answers.recv(1)
        if not piece:
            raise OSError(THE_END)
        said += piece
    return said
