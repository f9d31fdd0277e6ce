"""Writes the files of a chunk of certificates durably, to a local disk or to an S3-compatible service.

On a disk the files are written first, then synced together and renamed, and their folder is synced too: all of that before any
row refers to them. The files of a chunk share a folder with a random name, so one folder is synced and none grows without
end. A service answers only once it has stored a file; several files are sent at once.
"""

import contextlib
import errno
import hashlib
import os
import secrets
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple, Self
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from accounts.refusal import Refused
from certificates.models.file_field import files

FOLDER = "certificates"
SENT_AT_ONCE = 8
FULL = {errno.ENOSPC, errno.EDQUOT}


class StorageAway(Refused):
    """The files cannot be stored now; this concerns every certificate, unlike a refusal that concerns one officer."""


class Stored(NamedTuple):
    """A file in place: its name in the storage, the SHA-256 of its bytes (hexadecimal), their number."""

    name: str
    sha256: str
    size: int


def local_folder() -> Path | None:
    """Returns the folder (Path) of a storage that is a local disk, or None for a service."""
    try:
        return Path(files().path(""))
    except NotImplementedError:
        return None


class ChunkWriter:
    """Writes the files of one chunk: `write` each, then `sync` them all. A context manager.

    Once `sync()` has returned, every file written survives a power cut. Files that were not synced are removed when the block
    ends, as far as possible. `write` and `sync` raise StorageAway.
    """

    def __init__(self) -> None:
        root = local_folder()
        self._target = _Service() if root is None else _Disk(root)
        self._folder = f"{FOLDER}/{secrets.token_hex(1)}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._target.close()

    def write(self, pdf: bytes) -> Stored:
        """Writes a file under a name that nobody can guess, in the folder of this chunk; returns its Stored."""
        stored = Stored(f"{self._folder}/{uuid4().hex}.pdf", hashlib.sha256(pdf).hexdigest(), len(pdf))
        with _storage_errors():
            self._target.write(stored.name, pdf)
        return stored

    def sync(self) -> None:
        """Returns once all files written so far survive a power cut."""
        with _storage_errors():
            self._target.sync()


class _Disk:
    """Files on a local disk: under a temporary name at first, renamed once their bytes are on the disk."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._open: list[tuple[int, Path, Path]] = []
        self._closed: list[Path] = []

    def write(self, name: str, pdf: bytes) -> None:
        final = self._root / name
        if not self._open:
            _make_folder(final.parent)
        temporary = final.with_name(f"{uuid4().hex}.part")
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._open.append((handle, temporary, final))
        _write(handle, pdf)

    def sync(self) -> None:
        if not self._open:
            return
        # First all are on their way to the disk, then each is waited for: half the time of one after the other.
        for handle, _temporary, _final in self._open:
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        for handle, _temporary, _final in self._open:
            os.fsync(handle)
        while self._open:
            handle, temporary, final = self._open.pop()
            self._closed += [temporary, final]
            os.close(handle)
            temporary.replace(final)
        _sync_folder(self._closed[-1].parent)
        self._closed = []

    def close(self) -> None:
        for handle, temporary, _final in self._open:
            self._closed.append(temporary)
            with contextlib.suppress(OSError):
                os.close(handle)
        for path in self._closed:
            with contextlib.suppress(OSError):
                path.unlink()
        self._open, self._closed = [], []


class _Service:
    """Files in an S3-compatible service, several sent at once."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(SENT_AT_ONCE)
        self._sent: list[Future[str]] = []

    def write(self, name: str, pdf: bytes) -> None:
        self._sent.append(self._threads.submit(files().save, name, ContentFile(pdf)))

    def sync(self) -> None:
        for sent in self._sent:
            sent.result()
        self._sent = []

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)


@contextlib.contextmanager
def _storage_errors() -> Iterator[None]:
    """Turns whatever the storage raises into StorageAway, with a sentence for the reader."""
    try:
        yield
    except Refused:
        raise
    except OSError as error:
        if error.errno in FULL:
            raise StorageAway(
                _("The disk for the files is full. What was finished is kept. Make room, then resume the work.")
            ) from error
        raise _away() from error
    except Exception as error:  # every service has exceptions of its own
        raise _away() from error


def _away() -> StorageAway:
    return StorageAway(
        _("The files cannot be stored just now. What was finished is kept. Resume the work once the storage is back.")
    )


def _write(handle: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(handle, view) :]


def _make_folder(folder: Path) -> None:
    """Makes a folder and its parents so that they survive a power cut too."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
