"""A Python that has read the libraries already: what a test starts with it runs 0.3 s of CPU later, and not 0.9.

Each program is a process of its own, forked from this one before anything of ours is read: settings, models and addresses are
read by the program, from its own environment. It can be killed, has its own files and ends with its own exit code. A test
that is about the start itself, and all that `manage.py serve` starts, begin with a new Python.

Many programs in one environment, such as the workers of one test, start from a warmer one: forked from this one too, it runs
what it is given (our settings, models and tasks are read by it once, from their environment) and then serves as this one does.

The other half is tests/warm.py.
"""

import array
import atexit
import gc
import importlib
import json
import os
import runpy
import selectors
import signal
import socket
import sys
import threading
import types
import warnings
from contextlib import suppress

# Most of what a start reads. They ask for no settings, and start no thread.
LIBRARIES = (
    "PIL.Image",
    "allauth.core",
    "argon2",
    "asn1crypto.x509",
    "celery.apps.worker",
    "celery.bin.celery",
    "cryptography.hazmat.primitives.serialization.pkcs12",
    "cryptography.x509",
    "django.contrib.admin",
    "django.contrib.postgres.fields",
    "django.contrib.staticfiles.finders",
    "django.core.mail",
    "django.core.management.base",
    "django.core.management.commands.migrate",
    "django.db.backends.postgresql.psycopg_any",
    "django.db.backends.sqlite3.base",
    "django.db.migrations.executor",
    "django.forms",
    "django.template.loader",
    "django.test.client",
    "django.views.generic",
    "fido2.server",
    "fontTools.ttLib",
    "fontTools.pens.transformPen",
    "icalendar",
    "import_export.resources",
    "kombu.transport.filesystem",
    "kombu.transport.redis",
    "lxml.etree",
    "markdown_it",
    "openpyxl",
    "psycopg",
    "segno",
    "simple_history.models",
    "sqlparse",
    "uharfbuzz",
    "yaml",
)
MOST_BYTES = 1 << 17
FILES = 4  # standard input, output and errors, and where the answers go


def receive(control):
    """Returns (what to run, its open files) of the next request, None when nobody is left to ask."""
    message, ancillary, _flags, _address = control.recvmsg(MOST_BYTES, socket.CMSG_SPACE(FILES * 4))
    if not message:
        return None
    files = array.array("i")
    for _level, _kind, data in ancillary:
        files.frombytes(data)
    return json.loads(message), list(files)


def serve(control):
    """Forks for each request and answers with the process id and, once it has ended, its exit code.

    Returns the request in the new process, None in this one when the tests have ended.
    """
    waiting = selectors.DefaultSelector()
    waiting.register(control, selectors.EVENT_READ)
    while True:
        for key, _events in waiting.select():
            if key.fileobj is not control:
                waiting.unregister(key.fd)
                _answer_with_exit(key.fd, *key.data)
                continue
            request = receive(control)
            if request is None:
                return None
            facts, (*files, answers) = request
            assert threading.active_count() == 1
            process = os.fork()
            if not process:
                control.close()
                waiting.close()
                return facts, files
            os.write(answers, f"{process}\n".encode())
            for file in files:
                os.close(file)
            waiting.register(os.pidfd_open(process), selectors.EVENT_READ, (process, answers))


def _answer_with_exit(pidfd, process, answers):
    _process, status = os.waitpid(process, 0)
    with suppress(BrokenPipeError):  # who asked does not mind any more
        os.write(answers, f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os.close(pidfd)
    os.close(answers)


def become(facts, files):
    """Makes this process what `python …` would have been: its files, folder, environment, arguments and warnings."""
    for number, file in enumerate(files):
        os.dup2(file, number)
    os.closerange(3, 1024)
    os.chdir(facts["cwd"])
    os.environ.clear()
    os.environ.update(facts["env"])
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # What is frozen would not be taken away in the end: an open connection keeps SQLite from writing its file.
    atexit.register(gc.unfreeze)
    gc.enable()
    arguments = facts["arguments"]
    while arguments[0] == "-W":
        action, _colon, message = arguments[1].partition(":")
        warnings.filterwarnings(action, message)
        arguments = arguments[2:]
    return arguments


def run(arguments):
    """Runs `-m MODULE …`, `-c PROGRAM` or `FILE …` as Python does."""
    what, *rest = arguments
    if what == "-m":
        sys.argv = rest
        runpy.run_module(rest[0], run_name="__main__", alter_sys=True)
    elif what == "-c":
        sys.argv = ["-c", *rest[1:]]
        main = sys.modules["__main__"] = types.ModuleType("__main__")
        exec(compile(rest[0], "<string>", "exec"), main.__dict__)  # noqa: S102 -- a program of the tests
    else:
        sys.argv = arguments
        runpy.run_path(what, run_name="__main__")


def main(control, first=""):
    """Serves behind the socket with the number `control` (text) after running the program `first`, which opens nothing."""
    # Ctrl-C is for those who test; this process ends when they do.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
    for library in LIBRARIES:
        importlib.import_module(library)
    exec(first, {})  # noqa: S102 -- a program of the tests
    gc.freeze()
    with socket.socket(fileno=int(control)) as asking:
        request = serve(asking)
    if request:
        run(become(*request))


if __name__ == "__main__":
    main(*sys.argv[1:])
