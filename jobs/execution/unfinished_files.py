"""Removes half-written files that a killed process left behind.

Every writer gives an incomplete file the ending `.part` and renames it when it is complete. A `.part` file that was not written
to for STALE has no writer any more.
"""

import logging
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from accounts.ops.file_ages import now_in

logger = logging.getLogger(__name__)

ENDING = ".part"
STALE = timedelta(hours=1)


def remove_stale(*, now: float | None = None) -> int:
    """Removes the stale unfinished files below VAR_DIR and the folders for files and mail; returns their number.

    now: seconds since the epoch, for every folder; by default the clock of each folder's file system. Several calls at once
    are harmless. A folder that cannot be read is skipped.
    """
    removed = 0
    for folder in _folders():
        try:
            before = (now_in(folder) if now is None else now) - STALE.total_seconds()
        except OSError:
            continue
        removed += sum(_removed(entry, before) for entry in _unfinished(folder))
    if removed:
        logger.warning("%d unfinished files without a writer were removed.", removed)
    return removed


def _folders() -> list[Path]:
    """Returns the folders to search, each once."""
    wanted = {Path(settings.VAR_DIR), Path(settings.MEDIA_ROOT)}
    if mail := getattr(settings, "EMAIL_FILE_PATH", None):
        wanted.add(Path(mail))
    wanted = {path.resolve() for path in wanted}
    return [path for path in wanted if not any(other in path.parents for other in wanted)]


def _unfinished(folder: Path) -> Iterator[Path]:
    # Only collectstatic writes the public files.
    static = os.fspath(Path(settings.STATIC_ROOT).resolve())
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if os.path.join(where, name) != static]  # noqa: PTH118 -- millions of files
        yield from (Path(where, name) for name in names if name.endswith(ENDING))


def _removed(path: Path, before: float) -> bool:
    try:
        if path.stat().st_mtime >= before:
            return False
        path.unlink()
    except OSError:
        return False
    return True
