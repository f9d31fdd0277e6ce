"""
Runs a command with a PostgreSQL and a Redis: those on the standard local ports, or servers of its own that end with it.

Runs in .venv and sets DATABASE_URL and REDIS_URL. A local server whose data the tests could disturb is left alone.
Usage: .venv/bin/python scripts/services.py make test
"""

import contextlib
import getpass
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import debian
import psycopg
import redis
from psycopg import sql

# Each process that runs tests empties a database of its own among these.
REDIS_DATABASES = range(8, 16)
DATABASE = f"shetu_ci_{os.getpid()}"
HOST = "127.0.0.1"
PATIENCE = 60  # seconds for a server to answer after it was started


class UnavailableError(Exception):
    """No server to use and none to start; the text says what to do."""


def main(command):
    """Runs `command` (a list) with the services and returns its exit code."""
    with contextlib.ExitStack() as services:
        try:
            postgresql = services.enter_context(use_postgresql())
            redis_address = services.enter_context(use_redis())
        except UnavailableError as problem:
            print(problem, flush=True)
            return 1
        environment = {**os.environ, "DATABASE_URL": f"{postgresql}/{DATABASE}", "REDIS_URL": redis_address}
        return subprocess.run(command, env=environment, check=False).returncode


@contextlib.contextmanager
def use_postgresql():
    """Gives the address of a PostgreSQL, without a database name; afterwards drops the databases of this run."""
    with contextlib.ExitStack() as cleaning:
        user = local_postgresql_user()
        if user:
            say(f"PostgreSQL: the one on port 5432, as {user}")
            where = {"host": HOST, "port": 5432, "user": user, "dbname": "postgres"}
        else:
            where = cleaning.enter_context(own_postgresql())
            say(f"PostgreSQL: one of its own on port {where['port']}")
        cleaning.callback(drop_databases, where)
        yield f"postgres://{where['user']}@{HOST}:{where['port']}"


def local_postgresql_user():
    """Which of PGUSER, postgres and the current user may make databases on the local PostgreSQL; None for none."""
    for user in filter(None, (os.environ.get("PGUSER"), "postgres", getpass.getuser())):
        try:
            with psycopg.connect(host=HOST, port=5432, user=user, dbname="postgres", connect_timeout=3) as connection:
                asked = connection.execute(
                    "SELECT (rolcreatedb OR rolsuper) AND current_setting('server_encoding') = 'UTF8'"
                    " FROM pg_roles WHERE rolname = current_user"
                )
                if asked.fetchone()[0]:
                    return user
        except psycopg.Error:
            continue
    return None


@contextlib.contextmanager
def own_postgresql():
    """Starts a PostgreSQL in a temporary folder; gives the arguments of a connection."""
    programs = find_programs("/usr/lib/postgresql/*/bin/initdb", package="postgresql")
    # PostgreSQL refuses to run as root, and its own user may not be able to enter the project's folder.
    account = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="shetu-postgresql-"))
    if account:
        shutil.chown(folder, "postgres", "postgres")
    try:
        data, port = folder / "data", free_port()
        make = [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust"]
        subprocess.run(
            [*make, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
            **account,
        )
        serve = [programs / "postgres", "-D", data, "-p", str(port), "-h", HOST, "-k", folder, "-c", "fsync=off"]
        with running(serve, port, cwd=folder, **account):
            yield {"host": HOST, "port": port, "user": "postgres", "dbname": "postgres"}
    finally:
        shutil.rmtree(folder)


def drop_databases(where):
    """Drops what the test processes of this run left behind."""
    with psycopg.connect(**where, autocommit=True) as connection:
        left = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"%{DATABASE}%"]).fetchall()
        for (name,) in left:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextlib.contextmanager
def use_redis():
    """Gives the address of a Redis with the first database of the tests; afterwards empties those databases."""
    with contextlib.ExitStack() as cleaning:
        port = 6379
        if redis_is_free(port):
            say("Redis: the one on port 6379")
        else:
            port = cleaning.enter_context(own_redis())
            say(f"Redis: one of its own on port {port}")
        cleaning.callback(empty_redis, port)
        yield f"redis://{HOST}:{port}/{REDIS_DATABASES.start}"


def redis_is_free(port):
    """Whether a Redis answers whose databases for tests are empty, so that emptying them takes nothing from anyone."""
    try:
        return not any(database.dbsize() for database in redis_databases(port))
    except redis.RedisError:
        return False


def redis_databases(port):
    for number in REDIS_DATABASES:
        with redis.Redis(host=HOST, port=port, db=number, socket_connect_timeout=3) as database:
            yield database


def empty_redis(port):
    for database in redis_databases(port):
        database.flushdb()


@contextlib.contextmanager
def own_redis():
    """Starts a Redis that keeps nothing; gives its port."""
    programs = find_programs("/usr/bin/redis-server", package="redis-server")
    port = free_port()
    options = ["--port", str(port), "--bind", HOST, "--save", "", "--appendonly", "no"]
    with running([programs / "redis-server", *options], port, cwd=tempfile.gettempdir()):
        yield port


def find_programs(pattern, *, package):
    """The folder of the newest program that matches `pattern`; installs Debian's package when there is none."""
    root, pattern = Path("/"), pattern.lstrip("/")
    if not any(root.glob(pattern)) and os.geteuid() == 0 and debian.has_apt():
        say(f"Installing Debian's package {package}")
        debian.install([package])
    found = sorted(root.glob(pattern))
    if not found:
        raise UnavailableError(f"{package} is neither running nor installed. Run: sudo apt-get install {package}")
    return found[-1].parent


def free_port():
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running(command, port, **options):
    """Starts a server, waits until it answers on `port`, and ends it afterwards."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options) as server:
        try:
            wait_for(server, port)
            yield
        finally:
            server.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown; Redis takes it like SIGTERM


def wait_for(server, port):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            return
        time.sleep(0.1)
    raise UnavailableError(f"{server.args[0]} did not answer on port {port}.")


def say(text):
    print(text, flush=True)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # an exit that still ends the servers
    sys.exit(main(sys.argv[1:]))
