"""A pytest plugin for runs under libfaketime (`make test-at`): mends what the library breaks in Python."""

import select
import time


def sleep(seconds):
    """Sleeps as `time.sleep` does.

    libfaketime 0.9.10 refuses the call that Python sleeps with ("Invalid argument") where the monotonic clock stays
    true, and it has to stay true: the waits of Python's threads go by it, past the library.
    """
    select.select([], [], [], seconds)


time.sleep = sleep
