"""Files that jobs make, for the person who requested them. They expire after a day; slips that open accounts after an hour.

Slips have a folder of their own.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

from django.core.files import File
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.models import User
from accounts.ops.file_ages import now_in
from jobs.models import Job, State
from jobs.requesting import request

LIFETIME = timedelta(days=1)
SHORT_LIFETIME = timedelta(hours=1)
FOLDER, SHORT_FOLDER = FOLDERS = ("exports", "slips")
LONGEST_KEY = 128


def request_file(
    kind: str, *, by: User, params: dict[str, Any], key: str, back: str, file_page: Callable[[str], str]
) -> tuple[Job, bool]:
    """Requests the Job of this kind that draws a PDF for `by` (User). Returns (Job, whether it was created by this call).

    key: what else makes two requests of one person the same, as text; the same request returns the unfinished Job. back: the
    address of the page that offers the file. file_page: a function of the token that returns the address of the file.
    """
    token = secrets.token_hex(16)
    params = params | {"token": token, "back": back, "next": file_page(token)}
    job = request(kind, by=by, params=params, key=f"{kind}:{by.pk}:{key}"[:LONGEST_KEY])
    return job, job.params["token"] == token


def store(token: str, pdf: bytes, *, folder: str = FOLDER) -> None:
    """Stores a PDF (bytes) under its token, by way of a temporary file, so that nobody reads half a file. folder: of FOLDERS."""
    with writing(token, folder=folder) as file:
        file.write(pdf)


@contextmanager
def writing(token: str, *, folder: str = FOLDER, ending: str = "pdf") -> Iterator[BinaryIO]:
    """Yields a binary file to write into, piece by piece; it is stored under its token once the block succeeds.

    The next attempt overwrites what an interrupted one left; otherwise it is removed when it expires.
    """
    path = Path(default_storage.path(_name(token, folder, ending)))
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file:
        unfinished.chmod(0o600)
        yield file
    unfinished.replace(path)


def opened(
    kind: str, user: User, token: str, *, folder: str = FOLDER, ending: str = "pdf", **params: object
) -> File | None:
    """Returns the open file of a finished Job of this kind that this user requested; None without one, or once it expired.

    params: values that the params of the Job must have.
    """
    wanted = {f"params__{name}": value for name, value in (params | {"token": token}).items()}
    job = Job.objects.filter(
        kind=kind, requested_by=user, state=State.DONE, finished_at__gte=timezone.now() - _lifetime(folder)
    ).filter(**wanted)
    name = _name(token, folder, ending)
    return default_storage.open(name) if job.exists() and default_storage.exists(name) else None


def remove_expired() -> int:
    """Removes the expired files; returns their number."""
    removed = 0
    for name in FOLDERS:
        folder = Path(default_storage.path(name))
        paths = list(folder.glob("*"))
        oldest = now_in(folder) - _lifetime(name).total_seconds() if paths else 0
        for path in paths:
            with suppress(FileNotFoundError):  # renamed, or removed by another process, since it was listed
                if path.stat().st_mtime < oldest:
                    path.unlink()
                    removed += 1
    return removed


def _name(token, folder, ending="pdf"):
    return f"{folder}/{token}.{ending}"


def _lifetime(folder):
    return LIFETIME if folder == FOLDER else SHORT_LIFETIME
