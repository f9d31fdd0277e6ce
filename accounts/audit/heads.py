"""Signed heads: the length and the last hash of the trail, written outside of the database while Shetu runs.

A head is one line of a file in AUDIT_FOLDER that only grows. It says how many entries there were, the hash of the last one,
when, and the seal of the head before it; the whole carries a seal of the key. Each machine writes a file of its own, and
the trail in turn names the files (`audit.sealed`): neither can be shortened without the other showing it. Whoever owns
the database but not the key and not the files cannot cut the trail behind the last head unseen.
"""

import fcntl
import json
import os
import re
import secrets
import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.audit import beginning
from accounts.audit.keys import key_in_use, known_keys
from accounts.audit.trail import record
from accounts.models import User
from accounts.models.audit_entry import UNSEALED, AuditEntry

SEALED, BEGUN_ANEW = "audit.sealed", "audit.begun_anew"
# How often the trail names the file and its last head.
NAMED_EVERY = timedelta(days=1)
BEGINNING = ""
# Heads of before the second form vouch for the entries of before the seals where nothing else does (checking.py).
FORM = 2


def folder() -> Path:
    """Returns the folder (Path) of the files of heads."""
    return Path(settings.AUDIT_FOLDER)


def machine() -> str:
    """Returns the name of this machine for file names."""
    return re.sub(r"[^A-Za-z0-9.-]+", "-", socket.gethostname())[:40] or "machine"


def series_of(path: Path) -> tuple[str, str]:
    """Returns (machine, series) of a file of heads by its name: "<machine>_<series>.heads"."""
    owner, _mark, series = path.stem.rpartition("_")
    return owner, series


def files() -> list[Path]:
    """Returns the files of heads (Path), those of every machine whose file lies here, oldest series first."""
    return sorted(folder().glob("*_*.heads"), key=lambda path: (path.stat().st_mtime, path.name))


def canonical(head: dict[str, Any]) -> str:
    """Returns the exact text of a head (dict) that its seal covers."""
    return json.dumps(
        {name: value for name, value in head.items() if name != "seal"}, sort_keys=True, separators=(",", ":")
    )


def read(path: Path) -> Iterator[Any]:
    """Yields (line number, head or None where a line is none) of a file of heads."""
    with path.open(encoding="utf-8", errors="replace") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                yield number, _parsed(line)


def _parsed(line: str) -> dict[str, Any] | None:
    try:
        head = json.loads(line)
        whole = isinstance(head["head"], int) and isinstance(head["entries"], int) and parse_datetime(head["at"])
        return head if whole and all(isinstance(head[name], str) for name in ("hash", "previous", "seal")) else None
    except (ValueError, KeyError, TypeError):
        return None


def seal_if_grown(*, every: Any = None) -> dict[str, Any] | None:
    """Writes a head when the trail has grown since the last one; returns it (dict), or None when nothing was to be written.

    every: a timedelta that must have passed since the last head; default AUDIT_SEAL_EVERY. Cheap when nothing is to be done.
    Raises OSError when the folder cannot be written.
    """
    every = settings.AUDIT_SEAL_EVERY if every is None else every
    last = _last_head()
    now = timezone.now()
    if last and timedelta(0) <= now - datetime.fromisoformat(last["at"]) < every:
        return None
    newest = _newest()
    if newest is None or (last and last["entries"] == newest.sequence and last["hash"] == newest.hash):
        return None
    return seal()


def seal() -> dict[str, Any]:
    """Writes a head of the present trail and returns it (dict).

    Once a day, and twice with a new file, an entry names the file first (`audit.sealed`), so that the check detects a file
    that is missing, cut or replaced by an older copy.
    """
    with _locked() as path:
        last = _last_line(path)
        if _is_to_be_named(path):
            _name_in_trail(path, last)
        newest = _newest()
        if newest is None:
            raise LookupError("There is no audit entry to seal.")
        key = key_in_use()
        head: dict[str, Any] = {
            "form": FORM,
            "head": last["head"] + 1 if last else 1,
            "entries": newest.sequence,
            "hash": newest.hash,
            "at": timezone.now().isoformat(timespec="microseconds"),
            "previous": last["seal"] if last else BEGINNING,
        }
        head["seal"] = key.seal(canonical(head))
        _append(path, json.dumps(head, separators=(",", ":")))
    return head


def begin_anew(*, by: User | None = None, trust_unsealed: bool = False) -> dict[str, Any]:
    """Declares in the trail that all existing files of heads no longer count, and starts a new file. Returns its first head.

    For a machine whose files were lost, or a database that was put back from a copy: a mismatch is then a note of the check,
    no longer a fault. The trail records this declaration. trust_unsealed: also accepts the entries without a seal as they are
    now (beginning.py).
    """
    last = AuditEntry.objects.filter(form=UNSEALED).order_by("-sequence").first() if trust_unsealed else None
    lost = sorted({path.stem for path in files()} | set(named_series()))
    record(by, BEGUN_ANEW, None, files=lost, trusted=last.sequence if last else 0)
    if last:
        beginning.write(last.sequence, last.hash)
    return seal()


def named_series() -> dict[str, Any]:
    """Returns {file: (number, seal) of the last head that the trail knows of it} for every file that the trail names."""
    named = (entry.details for entry in _sealed_entries(SEALED))
    return {str(details.get("file")): (int(details.get("head") or 0), str(details.get("seal"))) for details in named}


def given_up() -> set[str]:
    """Returns the names of the files of heads that somebody declared lost."""
    return {name for entry in _sealed_entries(BEGUN_ANEW) for name in entry.details.get("files", ())}


def _sealed_entries(verb: str) -> Iterator[AuditEntry]:
    """Yields the entries of a verb about heads that were written with a key: what only the database says counts for nothing."""
    keys = known_keys()
    for entry in AuditEntry.objects.filter(verb=verb, target_type="").exclude(form=UNSEALED).in_order():
        key = keys.get(entry.seal.partition(":")[0])
        if key and entry.hash == entry.digest() and key.fits(entry.seal, entry.hash):
            yield entry


def _newest() -> AuditEntry | None:
    return AuditEntry.objects.order_by("-sequence").only("sequence", "hash").first()


def _current() -> Path | None:
    """The file this machine writes to, or None when it has none that still counts."""
    lost = given_up()
    mine = [path for path in files() if series_of(path)[0] == machine() and path.stem not in lost]
    return mine[-1] if mine else None


def _last_head() -> dict[str, Any] | None:
    path = _current()
    return _last_line(path) if path else None


class _locked:  # noqa: N801 -- read as a verb: `with _locked() as path`
    """The file of this machine, for one writer at a time."""

    def __enter__(self) -> Path:
        folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = os.open(folder() / f".{machine()}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        return _current() or folder() / f"{machine()}_{secrets.token_hex(4)}.heads"

    def __exit__(self, *_error: Any) -> None:
        os.close(self._lock)


def _last_line(path: Path) -> dict[str, Any] | None:
    """The last whole head of a file; a line that a power cut left half-written is passed over."""
    if not path.exists():
        return None
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 4096))
        lines = file.read().decode(errors="replace").splitlines()
    heads = (_parsed(line) for line in reversed(lines))
    return next((head for head in heads if head), None)


def _is_to_be_named(path: Path) -> bool:
    """Whether the trail says too little of this file: nothing, nothing since its first head, or nothing for a day."""
    named = [entry for entry in _sealed_entries(SEALED) if entry.details.get("file") == path.stem]
    return not named or not named[-1].details.get("head") or timezone.now() - named[-1].at > NAMED_EVERY


def _name_in_trail(path: Path, last: dict[str, Any] | None) -> None:
    record(
        None, SEALED, None, file=path.stem, head=last["head"] if last else 0, seal=last["seal"] if last else BEGINNING
    )


def _append(path: Path, line: str) -> None:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        size = os.fstat(handle).st_size
        whole = not size or os.pread(handle, 1, size - 1) == b"\n"
        os.write(handle, f"{'' if whole else chr(10)}{line}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)
