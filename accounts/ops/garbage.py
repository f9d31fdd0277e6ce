"""When Python looks for garbage: not while a process starts, and afterwards not among what it imported.

Models, addresses and templates last until the process ends. Looking through them again and again as they came took a sixth
of what a start costs.
"""

import atexit
import gc

# Python's own numbers are (700, 10, 10).
THRESHOLDS = (20_000, 10, 10)


class _Start:
    paused = False


def pause_while_starting() -> None:
    """Called by the settings, which are the first of ours to be read. Whoever turned the collector off keeps it off."""
    gc.set_threshold(*THRESHOLDS)
    _Start.paused = gc.isenabled()
    gc.disable()


def start_collecting() -> None:
    """Called when all models and the admin are there: what exists now is not looked at again."""
    if _Start.paused:
        _Start.paused = False
        gc.freeze()
        # As the process ends, Python takes its objects away, and what is frozen would stay: connections that are open.
        atexit.register(gc.unfreeze)
        gc.enable()
