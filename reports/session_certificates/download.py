"""One download with all valid certificates of a session: a ZIP of the signed files, or one PDF to read and print.

Files in the ZIP are the stored bytes, so each signature holds. Pages joined into one PDF cannot keep theirs; its title says so.
One certificate is read at a time, so a session may have any number. Files are named by serials, never by people.
"""

import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.core.files import File
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates_session, require
from accounts.refusal import Refused
from certificates.drawing.joining.pdf_joiner import SHEETS, Joiner
from certificates.drawing.joining.pdf_reader import NotUnderstood
from certificates.models import Certificate
from certificates.storage import stored_files
from jobs.execution.leases import Lease
from jobs.execution.running import performs
from jobs.models import Job
from reports.exports import expiring_files
from trainings.models import TrainingSession

JOB_KIND = "reports.session_certificates"
ZIP, PDF = "zip", "pdf"
MEDIA_TYPES = {ZIP: "application/zip", PDF: "application/pdf"}
AT_A_TIME = 50  # certificates; well under a second of reading and writing


@transaction.atomic
def ask(session: TrainingSession, form: str, *, by: User) -> Job:
    """Requests all valid certificates of a session as "zip" or "pdf". Returns the Job; the same request the unfinished one.

    Raises NotAllowed for somebody who does not coordinate the session, Refused for another form and a session without any.
    """
    require(by, coordinates_session, session)
    if form not in MEDIA_TYPES:
        raise Refused(_("Choose one of the listed values."))
    if not _valid(session.pk).exists():
        raise Refused(_("No valid certificate of this session is issued."))
    job, is_new = expiring_files.request_file(
        JOB_KIND,
        by=by,
        params={"session": session.pk, "code": session.code, "form": form},
        key=f"{session.pk}:{form}",
        back=reverse("reports:session", args=[session.code]),
        file_page=lambda token: reverse("reports:session_certificates_file", args=[session.code, form, token]),
    )
    if is_new:
        record(by, "session_certificates.requested", session, job=job.pk, form=form)
    return job


@performs(
    JOB_KIND,
    title=lambda job: _("Certificates of %(session)s in one file") % {"session": job.params["code"]},
    unit=gettext_lazy("certificates added"),
    steps={"join": gettext_lazy("Putting the stored certificates together")},
    after=gettext_lazy("Download the file"),
)
def perform(job: Job, lease: Lease) -> dict[str, Any]:
    """Writes and stores the file; safe to run again.

    Returns {"certificates": int, "left_out": [serial, …]}: those whose stored file is not what was issued.
    """
    expiring_files.remove_expired()
    lease.step("join")
    form = job.params["form"]
    keys = list(_valid(job.params["session"]).order_by("serial").values_list("pk", flat=True))
    if not keys:
        raise Refused(_("No valid certificate of this session is issued."))
    left_out: list[str] = []
    with expiring_files.writing(job.params["token"], ending=form) as file:
        writer = _Zip(file) if form == ZIP else _Joined(file, job.params["code"])
        for done, (serial, pdf) in enumerate(_stored(keys), start=1):
            if pdf is None or not writer.add(serial, pdf):
                left_out.append(serial)
            if done % AT_A_TIME == 0:
                with lease.chunk(done=done, total=len(keys)):
                    pass
        writer.finish()
        if len(left_out) == len(keys):
            raise Refused(_("None of the stored certificates can be read. Tell whoever runs this server."))
    with lease.chunk(done=len(keys), total=len(keys), set_aside=len(left_out)):
        pass
    return {"certificates": len(keys) - len(left_out), "left_out": left_out}


def file_for(user: User, session: TrainingSession, form: str, token: str) -> File | None:
    """Returns the open file that this user asked for; None without one, or once it expired.

    Raises Refused once one of its certificates may be valid no more.
    """
    found = expiring_files.opened(JOB_KIND, user, token, ending=form, session=session.pk, form=form)
    if found is None:
        return None
    asked_at = Job.objects.get(kind=JOB_KIND, requested_by=user, params__token=token).created_at
    if Certificate.objects.filter(enrolment__session=session, state_changed_at__gte=asked_at).exists():
        found.close()
        raise Refused(_("A certificate of this session was revoked or replaced since. Ask for the file again."))
    return found


def _valid(session):
    return Certificate.objects.live().filter(enrolment__session=session)


def _stored(keys) -> Iterator[tuple[str, bytes | None]]:
    """Yields (serial, the stored bytes or None when they are not what was issued), one at a time."""
    for key in keys:
        certificate = Certificate.objects.only("pdf", "sha256", "serial").get(pk=key)
        try:
            with stored_files.open_stored(certificate) as file:
                yield certificate.serial, file.read()
        except Refused:
            yield certificate.serial, None


class _Zip:
    """The files as they are: PDFs are compressed already."""

    def __init__(self, file: BinaryIO) -> None:
        self._archive = zipfile.ZipFile(file, "w", zipfile.ZIP_STORED)

    def add(self, serial: str, pdf: bytes) -> bool:
        self._archive.writestr(f"{serial}.pdf", pdf)
        return True

    def finish(self) -> None:
        self._archive.close()


class _Joined:
    """One page after the other."""

    def __init__(self, file: BinaryIO, code: str) -> None:
        title = _("Certificates of %(session)s, joined without their signatures") % {"session": code}
        self._joiner = Joiner(file, SHEETS["a4"], title=title)

    def add(self, serial: str, pdf: bytes) -> bool:
        try:
            self._joiner.lay(self._joiner.take(pdf))
        except NotUnderstood:
            return False
        return True

    def finish(self) -> None:
        self._joiner.finish()
