"""State is readable for its owner only: folders 700, files 600. A roster is a target list, and so is every file with its
people."""

import os
import stat
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

FOLDER, FILE, OTHERS, PUBLIC = 0o700, 0o600, 0o077, 0o755
UMASK = 0o077
_BESIDE_SQLITE = ("", "-wal", "-shm", "-journal")


def keep_private(folder: Path) -> None:
    """Creates a folder for its owner only, with its parents. Removes the rights of others from an existing one.

    Raises ImproperlyConfigured when the folder belongs to another account.
    """
    folder = Path(folder)
    _make(folder)
    if not _tightened(folder, FOLDER):
        owner = folder.stat().st_uid
        raise ImproperlyConfigured(
            f"{folder} may be read by others and belongs to another account (number {owner}), so Shetu cannot close it. "
            f"Give it to the account that runs Shetu (number {os.geteuid()}), or set VAR_DIR to a folder of its own."
        )


def keep_public(folder: Path) -> None:
    """Creates a folder that others may read, for public files: a web server of another account may serve it."""
    folder = Path(folder)
    if not folder.is_dir():
        _make(folder.parent)
        folder.mkdir(exist_ok=True)
        folder.chmod(PUBLIC)


def keep_database_private(database: dict[str, Any]) -> None:
    """Removes the rights of others from the file of an SQLite database (a dict of DATABASES) and from the files beside it."""
    if database["ENGINE"].endswith("sqlite3"):
        for ending in _BESIDE_SQLITE:
            path = Path(f"{database['NAME']}{ending}")
            if path.is_file():
                _tightened(path, FILE)


def close_below(folder: Path, *, but: Path) -> int:
    """Removes the rights of others from everything below a folder except `but`. Returns how many files were open. For
    `prepare`."""
    closed = 0
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if Path(where, name) != Path(but)]
        for name in (*folders, *names):
            path = Path(where, name)
            if not path.is_symlink() and _is_open(path):
                closed += _tightened(path, None)
    return closed


def _make(folder: Path) -> None:
    if not folder.is_dir():
        _make(folder.parent)
        folder.mkdir(mode=FOLDER, exist_ok=True)


def _is_open(path: Path) -> bool:
    try:
        return bool(path.stat().st_mode & OTHERS)
    except FileNotFoundError:
        return False


def _tightened(path: Path, mode: int | None) -> bool:
    """Whether only the owner has rights afterwards. mode: None removes the rights of others and keeps those of the owner."""
    try:
        now = stat.S_IMODE(path.stat().st_mode)
        if now & OTHERS:
            path.chmod(now & ~OTHERS if mode is None else mode)
    except FileNotFoundError:
        return True
    except PermissionError:
        return False
    return True
