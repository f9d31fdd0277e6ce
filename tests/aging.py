"""Files that were written some time ago."""

import os
from datetime import timedelta

from accounts.ops.file_ages import now_in


def aged(path, **time):
    """Makes a file so old: `aged(path, days=1, minutes=1)`, counted back from a file that is written now."""
    then = now_in(path.parent) - timedelta(**time).total_seconds()
    os.utime(path, (then, then))
