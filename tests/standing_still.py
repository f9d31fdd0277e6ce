"""A place in the work of a test's worker where it stands still, so that a kill meets it there however busy the machine is."""

import os
import time
from pathlib import Path

GATE = "SHETU_TEST_GATE"


def stand_still():
    """Returns once the file that GATE names is there (see `House.go_on`); at once where GATE names none."""
    gate = os.environ.get(GATE)
    while gate and not Path(gate).exists():
        time.sleep(0.02)
