"""The paper of an excuse: stored, opened, removed."""

import contextlib
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import can_mark_attendance, is_the_officer
from accounts.refusal import Refused
from programmes.files import evidence, orphans
from trainings.models import Excuse
from trainings.models.excuse import FOLDER

HELP = gettext_lazy("PDF, JPEG or PNG, at most 10 MB. Only those who decide open it.")


def attach(excuse: Excuse, paper: tuple[ContentFile, str]) -> None:
    """Stores a paper (of `evidence.prepared`) with an Excuse that is not saved yet. The name of the upload is not kept."""
    content, excuse.paper_type = paper
    excuse.paper.save("paper", content, save=False)


def discard(excuse: Excuse) -> None:
    """Removes the file of a paper; harmless when it is gone."""
    if excuse.paper:
        with contextlib.suppress(FileNotFoundError):
            excuse.paper.storage.delete(str(excuse.paper.name))


def download_name(excuse: Excuse) -> str:
    """Returns the name of a download. The folder of downloads need not say whose it is."""
    return f"excuse-{excuse.pk}.{'pdf' if excuse.paper_type == evidence.PDF else 'webp'}"


def sweep() -> int:
    """Removes papers that no excuse refers to any more. Returns how many."""
    return orphans.sweep(FOLDER, lambda names: Excuse.objects.filter(paper__in=names).values_list("paper", flat=True))


def opened(excuse: Excuse) -> Any:
    """Returns the open file of a paper. Raises OSError while it cannot be read."""
    return excuse.paper.open()


def note_read(excuse: Excuse, *, by: User) -> None:
    """Notes that somebody opened the paper. Raises Refused for others than the officer and who marks the session."""
    if not is_the_officer(by, excuse.enrolment.officer) and not can_mark_attendance(by, excuse.enrolment.session):
        raise Refused(_("Only the officer and those who mark the session open the paper."))
    record(by, "excuse.paper_read", excuse, session=excuse.enrolment.session_id)
