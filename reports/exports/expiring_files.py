"""PDFs drawn as long work: kept for a day, for the one who asked. What opens accounts is kept for an hour, in its own folder."""

from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.ops.file_ages import now_in
from jobs.models import Job, State

KEPT_FOR = timedelta(days=1)
KEPT_SHORTLY_FOR = timedelta(hours=1)
FOLDER, SHORT_FOLDER = FOLDERS = ("exports", "slips")


def bound(documents):
    """Returns the pages of several WeasyPrint documents as one PDF (bytes)."""
    return documents[0].copy([page for one in documents for page in one.pages]).write_pdf(pdf_tags=True)


def store(token, pdf, *, folder=FOLDER):
    """Keeps a PDF (bytes) under its token; written aside first, so that nobody meets half a file. folder: of FOLDERS."""
    with writing(token, folder=folder) as file:
        file.write(pdf)


@contextmanager
def writing(token, *, folder=FOLDER):
    """Yields a binary file to write a PDF into, piece by piece; it is kept under its token once the block ends well.

    What an interrupted attempt left is written over by the next one, or removed after its day.
    """
    path = Path(default_storage.path(_name(token, folder)))
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file:
        unfinished.chmod(0o600)
        yield file
    unfinished.replace(path)


def opened(kind, user, token, *, folder=FOLDER, **params):
    """Returns the open PDF of a finished Job of this kind that this user asked for, or None without one or after its time.

    params: what must stand among the params of the Job.
    """
    wanted = {f"params__{name}": value for name, value in (params | {"token": token}).items()}
    job = Job.objects.filter(
        kind=kind, requested_by=user, state=State.DONE, finished_at__gte=timezone.now() - _kept_for(folder)
    ).filter(**wanted)
    name = _name(token, folder)
    return default_storage.open(name) if job.exists() and default_storage.exists(name) else None


def remove_expired():
    """Removes the files whose time is over; returns their number."""
    removed = 0
    for name in FOLDERS:
        folder = Path(default_storage.path(name))
        kept = list(folder.glob("*"))
        oldest = now_in(folder) - _kept_for(name).total_seconds() if kept else 0
        for path in kept:
            with suppress(FileNotFoundError):  # put in place, or removed by someone else, since it was listed
                if path.stat().st_mtime < oldest:
                    path.unlink()
                    removed += 1
    return removed


def _name(token, folder):
    return f"{folder}/{token}.pdf"


def _kept_for(folder):
    return KEPT_FOR if folder == FOLDER else KEPT_SHORTLY_FOR
