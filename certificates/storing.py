"""Files of certificates: in place and on the disk before any row speaks of them, and never changed afterwards.

A crash between the file and its row leaves a file nobody claims. The sweep sets such files aside after a day and removes
them after a month: should the database ever be an older one than the files (a restored backup), nothing is gone by then.
"""

import contextlib
import hashlib
import logging
import os
import time
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from accounts.refusal import Refused
from certificates.models import Certificate
from certificates.models.certificate import stored_name

logger = logging.getLogger(__name__)

FOLDER = "certificates"
UNCLAIMED = "unclaimed"
CLAIMED_WITHIN = timedelta(days=1)
KEPT_UNCLAIMED = timedelta(days=30)


class Stored(NamedTuple):
    """A file in place: its name in the storage, the SHA-256 of its bytes (hexadecimal), their number."""

    name: str
    sha256: str
    size: int


def store(pdf):
    """Writes bytes under a fresh name nobody can guess and returns a Stored; when it returns, the file survives a power cut."""
    name = stored_name(None, "")
    path = Path(default_storage.path(name))
    _make_folder(path.parent)
    unfinished = path.with_name(f"{uuid4().hex}.part")
    with unfinished.open("xb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(pdf)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    _sync_folder(path.parent)
    return Stored(name, hashlib.sha256(pdf).hexdigest(), len(pdf))


def discard(name):
    """Removes a file that no row speaks of."""
    default_storage.delete(name)


def open_stored(certificate):
    """Returns the stored file as a binary stream, after checking that it is there and still what was issued.

    Raises Refused with a sentence for the reader, and logs what is wrong, when it is not.
    """
    try:
        with default_storage.open(certificate.pdf.name) as file:
            pdf = file.read()
    except OSError as trouble:
        logger.error("The file of certificate %s cannot be read: %s", certificate.pk, type(trouble).__name__)
        raise Refused(_missing()) from trouble
    if hashlib.sha256(pdf).hexdigest() != certificate.sha256:
        logger.error("The file of certificate %s is not the one that was issued.", certificate.pk)
        raise Refused(_missing())
    return BytesIO(pdf)


def _missing():
    return _(
        "The file of this certificate cannot be opened just now. The certificate itself is safe and can still be checked "
        "with its code. Tell the coordinator of the programme."
    )


def sweep_orphans():
    """Sets aside files that no certificate claims and removes those set aside long ago.

    Returns {"set_aside": int, "removed": int}. Safe beside work in progress: a file becomes a day old long after its row.
    """
    root = Path(default_storage.path(""))
    return {"set_aside": _set_aside(root), "removed": _remove_old(root)}


def _set_aside(root):
    orphans = [path for folder in (root / FOLDER).glob("*") for path in _unclaimed(root, folder)]
    for path in orphans:
        aside = root / UNCLAIMED / path.name
        aside.parent.mkdir(mode=0o700, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):  # another sweep was here first
            os.utime(path)
            path.replace(aside)
    if orphans:
        logger.warning("%d files that no certificate claims were set aside in %s.", len(orphans), UNCLAIMED)
    return len(orphans)


def _unclaimed(root, folder):
    old = {str(path.relative_to(root)): path for path in folder.glob("*") if _age(path) > CLAIMED_WITHIN}
    claimed = set(Certificate.objects.filter(pdf__in=list(old)).values_list("pdf", flat=True))
    return [path for name, path in old.items() if name not in claimed]


def _remove_old(root):
    over = [path for path in (root / UNCLAIMED).glob("*") if _age(path) > KEPT_UNCLAIMED]
    for path in over:
        path.unlink(missing_ok=True)
    return len(over)


def _age(path):
    try:
        return timedelta(seconds=time.time() - path.stat().st_mtime)
    except FileNotFoundError:
        return timedelta(0)


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
