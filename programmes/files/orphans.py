"""Uploaded files that no row refers to: a process was killed between the file and its row, or between the row and the file.

They are removed once they are a week old. Nobody can reach them any more, and what is on them is kept for nothing.
"""

import logging
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from django.core.files.storage import Storage, default_storage

logger = logging.getLogger(__name__)

CLAIM_DEADLINE = timedelta(days=7)  # long after its request, and long enough to notice that a database was restored
AT_A_TIME = 500


def sweep(
    folder: str,
    claimed: Callable[[Collection[str]], Collection[str]],
    *,
    now: datetime,
    storage: Storage = default_storage,
) -> int:
    """Removes the unclaimed files of a folder of the storage. Returns how many.

    claimed: given names of files ("excuses/0a1b…"), returns those that a row refers to; one query for AT_A_TIME files. now: aware
    datetime. Safe beside uploads, at any time and twice. Logs how many, never which.
    """
    try:
        names = sorted(f"{folder}/{name}" for name in storage.listdir(folder)[1])
    except FileNotFoundError:
        return 0
    removed = 0
    for start in range(0, len(names), AT_A_TIME):
        portion = names[start : start + AT_A_TIME]
        known = set(claimed(portion))
        for name in portion:
            if name not in known and _is_old(storage, name, now):
                storage.delete(name)
                removed += 1
    if removed:
        logger.warning("%d files that nothing refers to were removed from %s.", removed, folder)
    return removed


def _is_old(storage, name, now):
    try:
        return now - storage.get_modified_time(name) > CLAIM_DEADLINE
    except FileNotFoundError:  # another sweep was here first
        return False
