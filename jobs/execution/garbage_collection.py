"""When to look for garbage while very many rows are in memory."""

import gc
from contextlib import contextmanager


@contextmanager
def collecting_later():
    """Looks for garbage only after the block.

    While rows are worked on they are all in use: looking through them, and through all that a process keeps anyway, takes a
    quarter of the time and finds nothing.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def collecting_between(portions):
    """Yields portions of rows; garbage is looked for between them only."""
    with collecting_later():
        for portion in portions:
            yield portion
            del portion
            gc.collect(1)
