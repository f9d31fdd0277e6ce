"""The matrix as a PDF to print, A4 landscape: asked for, drawn as long work, kept for a day for the one who asked."""

import secrets

from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit.trail import record
from accounts.permissions import coordinates, require
from accounts.refusal import Refused
from certificates.drawing.design.packaged import SCHEME
from certificates.drawing.engines.rendering import fetcher, weasyprint
from jobs.execution.running import performs
from jobs.requesting import request
from programmes.models import Programme
from reports.exports import expiring_files
from reports.matrix.filters import chosen_rows, in_words, query_of
from reports.matrix.matrix import matrix
from reports.matrix.pdf_layout import PrintedFinding, PrintedModule, sheets

JOB_KIND = "reports.matrix_pdf"
AT_A_TIME = 6  # sheets; about a second of drawing


@transaction.atomic
def ask(programme, choice, *, by):
    """Asks for the matrix of a Programme, with the rows that `choice` leaves, as a PDF. Returns the Job.

    The same request while the first one is under way leads to that one.
    """
    require(by, coordinates, programme)
    token = secrets.token_hex(16)
    back = reverse("reports:matrix", args=[programme.code]) + query_of(choice)
    job = request(
        JOB_KIND,
        by=by,
        params={
            "programme": programme.pk,
            "code": programme.code,
            "choice": choice,
            "token": token,
            "back": back,
            "next": reverse("reports:matrix_file", args=[programme.code, token]),
        },
        key=f"{JOB_KIND}:{programme.pk}:{by.pk}:{query_of(choice)}"[:128],
    )
    if job.params["token"] == token:
        record(by, "matrix.print_requested", programme, job=job.pk)
    return job


@performs(
    JOB_KIND,
    title=lambda job: _("Matrix of %(programme)s to print") % {"programme": job.params["code"]},
    unit=gettext_lazy("pages drawn"),
    steps={"read": gettext_lazy("Putting the matrix together"), "draw": gettext_lazy("Drawing the pages")},
    after=gettext_lazy("Download the PDF"),
)
def perform(job, lease):
    """Draws and stores the PDF; may be run again at any time. Returns {"pages": int}."""
    expiring_files.remove_expired()
    lease.step("read")
    programme = Programme.objects.get(pk=job.params["programme"])
    whole = matrix(programme)
    choice = job.params["choice"]
    pages = sheets_of(chosen_rows(whole, choice))
    lease.step("draw")
    drawn = []
    for first in range(0, len(pages), AT_A_TIME):
        with lease.chunk(done=min(first + AT_A_TIME, len(pages)), total=len(pages)):
            drawn.append(document(programme, pages[first : first + AT_A_TIME], in_words(whole, choice)))
    expiring_files.store(job.params["token"], expiring_files.bound(drawn))
    return {"pages": len(pages)}


def sheets_of(shown):
    """Returns the Sheets of a Matrix."""
    modules = [
        PrintedModule(column.number, column.module.code, column.module.title_bn, column.module.title_en)
        for column in shown.columns
    ]
    return sheets([_printed(row) for row in shown.rows], modules)


def document(programme, pages, chosen=""):
    """Returns the WeasyPrint document of some Sheets. Nothing is fetched but packaged fonts and styles."""
    library = weasyprint()
    html = render_to_string(
        "reports/print/matrix.html",
        {"programme": programme, "sheets": pages, "chosen": chosen, "today": timezone.localdate()},
    )
    try:
        return library.HTML(string=html, base_url=f"{SCHEME}/", url_fetcher=fetcher({})).render()
    except library.urls.FatalURLFetchingError as problem:
        raise Refused(_("The page asked for something from another address and was not drawn.")) from problem


def file_for(user, programme, token):
    """Returns the open PDF that this user asked for, or None when there is none or its day is over."""
    return expiring_files.opened(JOB_KIND, user, token, programme=programme.pk)


def _printed(row):
    finding = row.finding
    return PrintedFinding(
        code=finding.number,
        text_bn=finding.text_bn,
        text_en=finding.text_en,
        marks=tuple(cell.weight if cell else "" for cell in row.cells),
        reach=row.reach,
        state=_in_both(finding.get_state_display),
        is_gap=row.is_gap,
    )


def _in_both(say):
    """Returns what `say()` says in (Bangla, English)."""
    said = []
    for language in ("bn", "en"):
        with translation.override(language):
            said.append(str(say()))
    return tuple(said)
