"""The matrix as a PDF to print, A4 landscape: requested, drawn by a job, available for a day to the person who requested it."""

from collections.abc import Sequence
from typing import Any

from django.core.files import File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates, require
from jobs.execution.leases import Lease
from jobs.execution.running import performs
from jobs.models import Job
from programmes.models import Programme
from reports.exports import expiring_files
from reports.exports.documents import document, draw_in_chunks, in_both_languages, joined
from reports.matrix.filters import query_of
from reports.matrix.matrix import Matrix
from reports.matrix.page import choose, chosen_matrix
from reports.matrix.pdf_layout import PrintedFinding, PrintedModule, sheets

JOB_KIND = "reports.matrix_pdf"
SHEETS_PER_CHUNK = 6  # about a second of drawing


@transaction.atomic
def ask(programme: Programme, choice: dict[str, str], *, by: User) -> Job:
    """Requests the matrix of a Programme as a PDF, with the rows that `choice` selects. Returns the Job.

    The same request returns the unfinished Job.
    """
    require(by, coordinates, programme)
    job, is_new = expiring_files.request_file(
        JOB_KIND,
        by=by,
        params={"programme": programme.pk, "code": programme.code, "choice": choice},
        key=f"{programme.pk}:{query_of(choice)}",
        back=reverse("reports:matrix", args=[programme.code]) + query_of(choice),
        file_page=lambda token: reverse("reports:matrix_file", args=[programme.code, token]),
    )
    if is_new:
        record(by, "matrix.print_requested", programme, job=job.pk)
    return job


@performs(
    JOB_KIND,
    title=lambda job: _("Matrix of %(programme)s to print") % {"programme": job.params["code"]},
    unit=gettext_lazy("pages drawn"),
    steps={"read": gettext_lazy("Computing the matrix"), "draw": gettext_lazy("Drawing the pages")},
    after=gettext_lazy("Download the PDF"),
)
def perform(job: Job, lease: Lease) -> dict[str, int]:
    """Draws and stores the PDF; safe to run again. Returns {"pages": int}."""
    expiring_files.remove_expired()
    lease.step("read")
    programme = Programme.objects.get(pk=job.params["programme"])
    asked = choose(programme, job.params["choice"])
    pages = sheets_of(chosen_matrix(programme, asked))
    lease.step("draw")
    chosen = asked.words
    drawn = draw_in_chunks(
        pages, lambda some, _first: matrix_document(programme, some, chosen), lease, size=SHEETS_PER_CHUNK
    )
    expiring_files.store(job.params["token"], joined(drawn))
    return {"pages": len(pages)}


def sheets_of(shown: Matrix) -> list[Any]:
    """Returns the Sheets of a Matrix."""
    modules = [
        PrintedModule(column.number, column.module.code, column.module.title_bn, column.module.title_en)
        for column in shown.columns
    ]
    return sheets([_printed(row) for row in shown.rows], modules)


def matrix_document(programme: Programme, pages: Sequence[Any], chosen: str = "") -> Any:
    """Returns the WeasyPrint document of some Sheets. chosen: the filters in words. Raises Refused as `document`."""
    context = {"programme": programme, "sheets": pages, "chosen": chosen, "today": timezone.localdate()}
    return document("reports/print/matrix.html", context)


def file_for(user: User, programme: Programme, token: str) -> File | None:
    """Returns the open PDF that this user requested; None without one, or once it expired."""
    return expiring_files.opened(JOB_KIND, user, token, programme=programme.pk)


def _printed(row):
    finding = row.finding
    return PrintedFinding(
        code=finding.number,
        text_bn=finding.text_bn,
        text_en=finding.text_en,
        marks=tuple(cell.weight if cell else "" for cell in row.cells),
        reach=row.reach,
        state=in_both_languages(finding.get_state_display),
        is_gap=row.is_gap,
    )
