"""How work grows with its input: a ratio of two measurements holds on a slow or busy machine, a limit in seconds does not."""

import gc
import time
from collections.abc import Callable

TIMES = 4
# Work that grows with its input takes 4 times as long, work that grows with its square 16 times.
_MOST = 10
TRIES = 3


def assert_grows_evenly(work: Callable[[int], object], size: int) -> None:
    """Fails where `work`, called with 4 times the `size`, takes more than 10 times the CPU time: it grows faster than its input."""
    # The least of several measurements is the one that was disturbed least. One of the big ones tells enough when it holds.
    small, big = min(_time(work, size) for _repeat in range(TRIES)), []
    while len(big) < TRIES and not (big and big[-1] < small * _MOST):
        big.append(_time(work, size * TIMES))
    assert big[-1] < small * _MOST, f"{size}: {small:.4f} s of CPU, {size * TIMES}: {min(big):.4f} s"


def _time(work, size):
    # No collection falls into a measurement. One before each, in a process that holds all tests, would take longer than the work.
    collects = gc.isenabled()
    gc.disable()
    try:
        begun = time.process_time()
        work(size)
        return time.process_time() - begun
    finally:
        if collects:
            gc.enable()
