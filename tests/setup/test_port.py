"""A port that cannot be used is said before anything slow begins."""

import os
import socket
import subprocess

import port as ports
import pytest


@pytest.fixture
def taken():
    """A port on which another program listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_taken_port_is_named_with_the_way_out(taken):
    assert ports.complaint(str(taken)) == (
        f"Port {taken} is taken by another program. Choose another one: PORT={taken + 1} make run"
    )


def test_a_port_that_was_in_use_a_moment_ago_is_free(taken):
    with socket.create_connection(("127.0.0.1", taken)):
        pass
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    assert ports.complaint(str(free)) is None


@pytest.mark.parametrize("text", ["", "http", "0", "65536", "-1", "80.5"])
def test_what_is_no_port_is_refused(text):
    assert ports.complaint(text) == f"PORT must be a number from 1 to 65535, not {text!r}."


@pytest.mark.processes
def test_make_run_stops_at_once_when_the_port_is_taken(root, taken, tmp_path):
    environment = {**os.environ, "PORT": str(taken), "VAR_DIR": str(tmp_path)}
    done = subprocess.run(["make", "run"], cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert f"Port {taken} is taken" in done.stderr
    assert list(tmp_path.iterdir()) == []
