"""Uploaded files that no row refers to: a process was killed between the file and its row, or between the row and the file.

They are removed once they are a week old. Nobody can reach them any more, and what is on them is kept for nothing.
"""

import logging
from collections.abc import Callable, Collection
from datetime import timedelta
from pathlib import Path

from django.core.files.storage import Storage, default_storage
from django.utils import timezone

from accounts.ops.file_ages import now_in

logger = logging.getLogger(__name__)

CLAIM_DEADLINE = timedelta(days=7)  # long after its request, and long enough to notice that a database was restored
AT_A_TIME = 500


def sweep(
    folder: str,
    claimed: Callable[[Collection[str]], Collection[str]],
    storage: Storage = default_storage,
) -> int:
    """Removes the unclaimed files of a folder of the storage. Returns how many.

    claimed: given names of files ("excuses/0a1b…"), returns those that a row refers to; one query for AT_A_TIME files. Their
    age goes by the clock that dates them. Safe beside uploads, at any time and twice. Logs how many, never which.
    """
    try:
        names = sorted(f"{folder}/{name}" for name in storage.listdir(folder)[1])
    except FileNotFoundError:
        return 0
    removed, age_of = 0, _ages_in(storage, folder)
    for start in range(0, len(names), AT_A_TIME):
        portion = names[start : start + AT_A_TIME]
        known = set(claimed(portion))
        for name in portion:
            if name not in known and age_of(name) > CLAIM_DEADLINE:
                storage.delete(name)
                removed += 1
    if removed:
        logger.warning("%d files that nothing refers to were removed from %s.", removed, folder)
    return removed


def _ages_in(storage, folder):
    """A function: the age of a file of this folder by its name, nothing for one that another sweep removed."""
    try:
        local = Path(storage.path(folder))
    except NotImplementedError:  # object storage
        now = timezone.now()
        return lambda name: _unless_gone(lambda: now - storage.get_modified_time(name))
    now = now_in(local)
    return lambda name: _unless_gone(lambda: timedelta(seconds=now - Path(storage.path(name)).stat().st_mtime))


def _unless_gone(age):
    try:
        return age()
    except FileNotFoundError:
        return timedelta(0)
