"""Half-written files that a killed process left behind, whoever wrote them.

Everything that is written aside first bears the ending `.part` until it is whole, and is moved to its name then. One that
has not grown for STALE belongs to nobody any more.
"""

import logging
import os
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from accounts.ops.file_ages import now_in

logger = logging.getLogger(__name__)

ENDING = ".part"
STALE = timedelta(hours=1)


def remove_stale(*, now=None):
    """Removes the stale unfinished files below VAR_DIR and the folders for files and mail; returns their number.

    now: seconds since the epoch, for every folder; else the clock that dates the files of each tells. Several at once are
    harmless; a folder that cannot be read is passed over.
    """
    removed = 0
    for folder in _folders():
        try:
            before = (now_in(folder) if now is None else now) - STALE.total_seconds()
        except OSError:
            continue
        removed += sum(_removed(entry, before) for entry in _unfinished(folder))
    if removed:
        logger.warning("%d unfinished files that nobody goes on writing were removed.", removed)
    return removed


def _folders():
    """The folders to look through, none of them twice."""
    wanted = {Path(settings.VAR_DIR), Path(settings.MEDIA_ROOT)}
    if getattr(settings, "EMAIL_FILE_PATH", None):
        wanted.add(Path(settings.EMAIL_FILE_PATH))
    wanted = {path.resolve() for path in wanted}
    return [path for path in wanted if not any(other in path.parents for other in wanted)]


def _unfinished(folder):
    # What is public is written by collectstatic alone.
    static = os.fspath(Path(settings.STATIC_ROOT).resolve())
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if os.path.join(where, name) != static]  # noqa: PTH118 -- millions of files
        yield from (Path(where, name) for name in names if name.endswith(ENDING))


def _removed(path, before):
    try:
        if path.stat().st_mtime >= before:
            return False
        path.unlink()
    except OSError:
        return False
    return True
