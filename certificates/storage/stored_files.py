"""Files of certificates: stored durably before any row refers to them, and never changed afterwards.

A crash between the file and its row leaves a file without a row (an orphan). The sweep sets orphans aside after a day and
removes them after a month, so that nothing is lost when the database is restored from an older backup than the files.
"""

import contextlib
import hashlib
import logging
import os
from datetime import timedelta
from io import BytesIO

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.ops.file_ages import now_in
from accounts.refusal import Refused
from certificates.models import Certificate
from certificates.models.file_field import files
from certificates.storage.chunk_writer import FOLDER, ChunkWriter, StorageAway, Stored, local_folder
from jobs.execution.unfinished_files import ENDING

__all__ = ["ChunkWriter", "StorageAway", "Stored", "discard", "open_stored", "store", "sweep_orphans"]

logger = logging.getLogger(__name__)

UNCLAIMED = "unclaimed"
CLAIM_DEADLINE = timedelta(days=1)
UNCLAIMED_FOR = timedelta(days=30)


def store(pdf: bytes) -> Stored:
    """Writes bytes under a new name that nobody can guess and returns a Stored. Then the file survives a power cut.

    Raises StorageAway.
    """
    with ChunkWriter() as writer:
        stored = writer.write(pdf)
        writer.sync()
    return stored


def discard(name: str) -> None:
    """Removes a file that no row refers to. When that fails, the sweep removes it later."""
    try:
        files().delete(name)
    except Exception as error:  # noqa: BLE001 -- whatever a storage raises, the row that mattered is committed
        logger.warning("A file that nobody claims stays for the sweep (%s).", type(error).__name__)


class NotAsIssued(Refused):
    """The stored file is not the one that was issued."""


def open_stored(certificate: Certificate) -> BytesIO:
    """Returns the stored file as a binary stream, after checking that it is there and still what was issued.

    Raises Refused with a sentence for the reader (NotAsIssued when the bytes differ), and logs what is wrong.
    """
    try:
        with files().open(certificate.pdf.name) as file:
            pdf = file.read()
    except Exception as error:  # every storage has exceptions of its own
        logger.error("The file of certificate %s cannot be read: %s", certificate.pk, type(error).__name__)
        raise Refused(
            _(
                "The file of this certificate cannot be opened just now. The certificate itself is safe and can still be "
                "checked with its code. Tell the coordinator of the programme."
            )
        ) from error
    if hashlib.sha256(pdf).hexdigest() != certificate.sha256:
        logger.error("The file of certificate %s is not the one that was issued.", certificate.pk)
        raise NotAsIssued(
            _(
                "The stored file of this certificate is not the one that was issued, so it is not handed out. The certificate "
                "itself can still be checked with its code. Tell the coordinator of the programme."
            )
        )
    return BytesIO(pdf)


def location_of(certificate: Certificate) -> str:
    """Returns where the file is, for administrators: a path on the disk, or its address in the service."""
    folder, name = local_folder(), str(certificate.pdf.name)
    return str(folder / name) if folder else f"{settings.STORAGE_URL.partition('?')[0].rstrip('/')}/{name}"


def sweep_orphans() -> dict[str, int]:
    """Sets aside files that no certificate claims and removes those set aside long ago.

    Returns {"set_aside": int, "removed": int}. Safe beside work in progress: a file becomes a day old long after its row.
    """
    return {"set_aside": _set_aside(), "removed": _remove_old()}


def _set_aside():
    orphans = [name for folder in _listed(FOLDER)[0] for name in _unclaimed(f"{FOLDER}/{folder}")]
    for name in orphans:
        with contextlib.suppress(FileNotFoundError):  # another sweep was here first
            _move_aside(name, f"{UNCLAIMED}/{name.rpartition('/')[2]}")
    if orphans:
        logger.warning("%d files that no certificate claims were set aside in %s.", len(orphans), UNCLAIMED)
    return len(orphans)


def _unclaimed(folder):
    # A half-written file is no orphan; jobs.execution.unfinished_files removes it.
    names = [f"{folder}/{name}" for name in _listed(folder)[1] if not name.endswith(ENDING)]
    claimed = set()
    for start in range(0, len(names), 1_000):
        part = names[start : start + 1_000]
        claimed.update(Certificate.objects.filter(pdf__in=part).values_list("pdf", flat=True))
    return [name for name in names if name not in claimed and _age(name) > CLAIM_DEADLINE]


def _move_aside(name, aside):
    folder = local_folder()
    if folder is None:
        with files().open(name) as file:
            files().save(aside, ContentFile(file.read()))
        files().delete(name)
        return
    (folder / aside).parent.mkdir(mode=0o700, exist_ok=True)
    os.utime(folder / name)
    (folder / name).replace(folder / aside)


def _remove_old():
    over = [name for name in (f"{UNCLAIMED}/{name}" for name in _listed(UNCLAIMED)[1]) if _age(name) > UNCLAIMED_FOR]
    for name in over:
        files().delete(name)
    return len(over)


def _listed(folder):
    """Returns (folders, files) of a folder of the storage, nothing where there is none yet."""
    try:
        return files().listdir(folder)
    except FileNotFoundError:
        return [], []


def _age(name):
    folder = local_folder()
    try:
        if folder is None:
            return timezone.now() - files().get_modified_time(name)
        return timedelta(seconds=now_in(folder) - (folder / name).stat().st_mtime)
    except FileNotFoundError:
        return timedelta(0)
