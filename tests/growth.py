"""How work grows with its input: a ratio of two measurements holds on a slow or busy machine, a limit in seconds does not."""

import gc
import time
from collections.abc import Callable

TIMES = 4
# Work that grows with its input takes 4 times as long, work that grows with its square 16 times.
_MOST = 10


def assert_grows_evenly(work: Callable[[int], object], size: int) -> None:
    """Fails where `work`, called with 4 times the `size`, takes more than 10 times the CPU time: it grows faster than its input."""
    small, big = _least_time(work, size), _least_time(work, size * TIMES)
    assert big < small * _MOST, f"{size}: {small:.4f} s of CPU, {size * TIMES}: {big:.4f} s"


def _least_time(work, size):
    # The least of several measurements is the one that was disturbed least.
    return min(_time(work, size) for _repeat in range(3))


def _time(work, size):
    gc.collect()
    begun = time.process_time()
    work(size)
    return time.process_time() - begun
