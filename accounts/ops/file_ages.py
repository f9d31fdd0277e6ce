"""The age of a file by the clock of its file system.

The server of a network drive dates files by its own clock. If that differs from the clock of this machine, files would look
old and be removed while they are still being written.
"""

import os
import tempfile
from pathlib import Path


def now_in(folder: Path) -> float:
    """Returns the time that a file written into this folder now would get, in seconds like `st_mtime`.

    Raises FileNotFoundError where there is no such folder.
    """
    with tempfile.TemporaryFile(dir=folder, prefix=".now-") as probe:
        return os.fstat(probe.fileno()).st_mtime
