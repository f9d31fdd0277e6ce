"""The beginning of the seals, stored outside of the database: how many entries are older than the seals, and the hash of the
last of them.

Only a trail that was begun before there were seals has this file, in AUDIT_FOLDER. The migration that brings the seals writes
it; `verify_audit --begin-anew --trust-unsealed` adds a line, and the last one counts. Without it the check rejects every
entry without a seal: else a person with access to the database only could rewrite the whole trail as one from before the
seals.
"""

import json
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.audit.keys import Key, key_file, key_in_use

NAME = "sealed_from"


def path() -> Path:
    """Returns the path of the file, whether or not it exists."""
    return Path(settings.AUDIT_FOLDER) / NAME


def canonical(mark: dict[str, Any]) -> str:
    """Returns the exact text of a mark (dict) that its seal covers."""
    facts = {name: value for name, value in mark.items() if name != "seal"}
    return f"{NAME} {json.dumps(facts, sort_keys=True, separators=(',', ':'))}"


def write(unsealed: int, last_hash: str) -> None:
    """Writes down that the first `unsealed` entries have no seal, the last of them with this hash. Raises OSError."""
    mark = {"unsealed": unsealed, "hash": last_hash, "at": timezone.now().isoformat(timespec="microseconds")}
    mark["seal"] = key_in_use().seal(canonical(mark))
    path().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, f"{json.dumps(mark, separators=(',', ':'))}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def write_once(unsealed: int, last_hash: str) -> None:
    """The same while the seals come, and only where none can have been before: with no key made, no heads, no mark yet.

    A database that claims later to be older than the seals is not believed.
    """
    if unsealed and not key_file().exists() and not any(path().parent.glob("*.heads")) and not path().exists():
        write(unsealed, last_hash)


def read(keys: dict[str, Key]) -> tuple[dict[str, Any] | None, bool]:
    """Returns (the last mark with a right seal or None, whether any line is not right)."""
    try:
        lines = path().read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return None, False
    marks = [_right(line, keys) for line in lines if line.strip()]
    return next((mark for mark in reversed(marks) if mark), None), not all(marks)


def _right(line: str, keys: dict[str, Key]) -> dict[str, Any] | None:
    try:
        mark = json.loads(line)
        key = keys.get(mark["seal"].partition(":")[0])
        whole = isinstance(mark["unsealed"], int) and isinstance(mark["hash"], str)
        return mark if whole and key and key.fits(mark["seal"], canonical(mark)) else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
