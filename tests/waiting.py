"""Waiting for other processes: for a state, never for a length of time."""

import time

# Seconds after which a state is given up. Far beyond what a busy machine takes, because only a fault ever waits so long.
PATIENCE = 600
# For what a page does, in the milliseconds of the browser's driver.
PATIENCE_MS = 180_000


def wait_until(true, *, otherwise=lambda: ""):
    """Waits until `true()` returns something true, and returns that. AssertionError when it never does.

    otherwise: a function that tells what the matter may be.
    """
    deadline = time.monotonic() + PATIENCE
    while not (found := true()):
        assert time.monotonic() < deadline, f"waited in vain. {otherwise()}"
        time.sleep(0.05)
    return found


def end_of(process):
    """Waits until a process (Popen) ends and returns its exit code; subprocess.TimeoutExpired when it never does."""
    return process.wait(timeout=PATIENCE)
