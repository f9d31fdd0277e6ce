"""Puts the files of a chunk of certificates where they last, on a local disk or in an S3-compatible service.

On a disk the files are written first, then forced onto it together, moved to their names, and their folder is forced too: all of
that before any row speaks of them. They share a folder that is drawn for each chunk, so one folder is forced and
none grows without end. A service answers only once it keeps a file, and several are sent at once.
"""

import contextlib
import errno
import hashlib
import os
import secrets
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from accounts.refusal import Refused
from certificates.models.file_field import files

FOLDER = "certificates"
SENT_AT_ONCE = 8
FULL = {errno.ENOSPC, errno.EDQUOT}


class StorageAway(Refused):
    """The files cannot be stored now; it holds for every certificate, unlike a "no" that concerns one officer."""


class Stored(NamedTuple):
    """A file in place: its name in the storage, the SHA-256 of its bytes (hexadecimal), their number."""

    name: str
    sha256: str
    size: int


def local_folder():
    """Returns the folder (Path) of a storage that is a local disk, or None for a service."""
    try:
        return Path(files().path(""))
    except NotImplementedError:
        return None


def Shelf():  # noqa: N802 -- read as a class: `with Shelf() as shelf`
    """Returns a shelf for the files of one chunk: `put` each, then `secure` them all. A context manager.

    `put(pdf)` returns a Stored; once `secure()` has returned, every file put survives a power cut. Both raise StorageAway. What
    was not secured is removed when the block ends, as far as possible.
    """
    folder = local_folder()
    return _Service() if folder is None else _Disk(folder)


class _Shelf:
    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.close()

    def _fresh(self, pdf):
        """A name that nobody can guess, in the folder of this shelf."""
        return Stored(f"{self._place}/{uuid4().hex}.pdf", hashlib.sha256(pdf).hexdigest(), len(pdf))

    _place = property(lambda self: self.__dict__.setdefault("_drawn", f"{FOLDER}/{secrets.token_hex(1)}"))


class _Disk(_Shelf):
    def __init__(self, root):
        self._root, self._open, self._closed = root, [], []

    def put(self, pdf):
        stored = self._fresh(pdf)
        final = self._root / stored.name
        with _told():
            if not self._open:
                _make_folder(final.parent)
            half = final.with_name(f"{uuid4().hex}.part")
            handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            self._open.append((handle, half, final))
            _write(handle, pdf)
        return stored

    def secure(self):
        if not self._open:
            return
        with _told():
            # First all are on their way to the disk, then each is waited for: half the time of one after the other.
            for handle, _half, _final in self._open:
                os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
            for handle, _half, _final in self._open:
                os.fsync(handle)
            while self._open:
                handle, half, final = self._open.pop()
                self._closed += [half, final]
                os.close(handle)
                half.replace(final)
            _sync_folder(self._closed[-1].parent)
            self._closed = []

    def close(self):
        for handle, half, _final in self._open:
            self._closed.append(half)
            with contextlib.suppress(OSError):
                os.close(handle)
        for path in self._closed:
            with contextlib.suppress(OSError):
                path.unlink()
        self._open, self._closed = [], []


class _Service(_Shelf):
    def __init__(self):
        self._threads, self._sent = ThreadPoolExecutor(SENT_AT_ONCE), []

    def put(self, pdf):
        stored = self._fresh(pdf)
        self._sent.append(self._threads.submit(files().save, stored.name, ContentFile(pdf)))
        return stored

    def secure(self):
        with _told():
            for sent in self._sent:
                sent.result()
        self._sent = []

    def close(self):
        self._threads.shutdown(cancel_futures=True)


@contextlib.contextmanager
def _told():
    try:
        yield
    except Refused:
        raise
    except OSError as trouble:
        if trouble.errno in FULL:
            raise StorageAway(
                _("The disk for the files is full. What was finished is kept. Make room, then resume the work.")
            ) from trouble
        raise _away() from trouble
    except Exception as trouble:  # every service has exceptions of its own
        raise _away() from trouble


def _away():
    return StorageAway(
        _("The files cannot be stored just now. What was finished is kept. Resume the work once the storage is back.")
    )


def _write(handle, content):
    view = memoryview(content)
    while view:
        view = view[os.write(handle, view) :]


def _make_folder(folder):
    """Makes a folder and its parents so that they survive a power cut too."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder):
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
