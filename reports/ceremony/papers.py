"""The papers of a ceremony as PDFs: asked for, drawn as long work, kept for a day for the one who asked."""

import secrets
from collections.abc import Callable
from typing import NamedTuple

from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit.trail import record
from accounts.permissions import coordinates
from accounts.refusal import Refused
from certificates.drawing.design.packaged import SCHEME
from certificates.drawing.engines.rendering import fetcher, weasyprint
from certificates.models import Ceremony, CeremonyState
from jobs.execution.running import performs
from jobs.models import Job
from jobs.requesting import request
from reports.ceremony import paper_contents, print_pack
from reports.exports import expiring_files

JOB_KIND = "reports.ceremony_paper"
PART = 40  # lines of a long list drawn at a time; about a second


class Paper(NamedTuple):
    """A kind of paper: its name, what it is for, who reads it, and what stands on it (a function of the ceremony)."""

    title: str
    use: str
    reads: Callable


PAPERS = {
    "running-order": Paper(
        gettext_lazy("Running order and protocol"),
        gettext_lazy("For the host and whoever announces. Dignitaries by office."),
        paper_contents.running_order,
    ),
    "seating": Paper(
        gettext_lazy("Seating"),
        gettext_lazy("For the ushers: by name, and the rows as they are. Names officers."),
        paper_contents.seating,
    ),
    "name-tags": Paper(
        gettext_lazy("Name tags"),
        gettext_lazy("Eight on a sheet, 90 × 66 mm, to be cut. Names officers."),
        paper_contents.name_tags,
    ),
    "press-sheet": Paper(
        gettext_lazy("Press sheet"),
        gettext_lazy("Facts and numbers for anyone. Names no officer; small numbers stay out."),
        paper_contents.press_sheet,
    ),
    "absentees": Paper(
        gettext_lazy("Absentees, to be posted"),
        gettext_lazy("By unit, with its address. Names officers."),
        paper_contents.absentees,
    ),
}


@transaction.atomic
def ask(ceremony, paper, *, by):
    """Asks for one of the PAPERS of a Ceremony; returns the Job. The same request under way leads to that one.

    Raises Refused for somebody who does not coordinate the programme, a paper that is not listed, and a cancelled ceremony.
    """
    if not coordinates(by, ceremony.programme):
        raise Refused(_("Only a coordinator of the programme may print the papers of its ceremonies."))
    if paper not in PAPERS:
        raise Refused(_("Choose one of the listed papers."))
    if ceremony.state == CeremonyState.CANCELLED:
        raise Refused(_("The ceremony was cancelled; nothing of it is printed."))
    token = secrets.token_hex(16)
    job = request(
        JOB_KIND,
        by=by,
        params={
            "ceremony": ceremony.pk,
            "paper": paper,
            "token": token,
            "back": reverse("reports:ceremony_papers", args=[ceremony.pk]),
            "next": reverse("reports:ceremony_paper_file", args=[ceremony.pk, paper, token]),
        },
        key=f"{JOB_KIND}:{ceremony.pk}:{by.pk}:{paper}",
    )
    if job.params["token"] == token:
        record(by, "ceremony_paper.requested", ceremony, job=job.pk, paper=paper)
    return job


@performs(
    JOB_KIND,
    title=lambda job: _("A ceremony's paper: %(paper)s") % {"paper": PAPERS[job.params["paper"]].title},
    unit=gettext_lazy("parts drawn"),
    steps={"read": gettext_lazy("Reading the plan"), "draw": gettext_lazy("Drawing the pages")},
    after=gettext_lazy("Download the PDF"),
)
def perform(job, lease):
    """Draws and keeps the paper as the plan is at this moment; may be run again at any time. Returns {"pages": int}."""
    expiring_files.remove_expired()
    lease.step("read")
    ceremony = _ceremonies().get(pk=job.params["ceremony"])
    if ceremony.state == CeremonyState.CANCELLED:
        raise Refused(_("The ceremony was cancelled; nothing of it is printed."))
    paper = job.params["paper"]
    facts = paper_contents.head(ceremony) | PAPERS[paper].reads(ceremony)
    lease.step("draw")
    parts, drawn = list(_parts(paper, facts)), []
    for number, part in enumerate(parts, start=1):
        with lease.chunk(done=number, total=len(parts)):
            drawn.append(document(paper, part))
    expiring_files.store(job.params["token"], expiring_files.bound(drawn))
    return {"pages": sum(len(one.pages) for one in drawn)}


def document(paper, facts):
    """Returns the WeasyPrint document of a paper or a part of it. Only packaged files are fetched."""
    library = weasyprint()
    html = render_to_string(f"reports/print/ceremony_{paper.replace('-', '_')}.html", facts)
    try:
        return library.HTML(string=html, base_url=f"{SCHEME}/", url_fetcher=fetcher({})).render()
    except library.urls.FatalURLFetchingError as problem:
        raise Refused(_("The page asked for something from another address and was not drawn.")) from problem


def file_for(user, ceremony, paper, token):
    """Returns the open PDF that this user asked for, or None when there is none or its day is over."""
    return expiring_files.opened(JOB_KIND, user, token, ceremony=ceremony.pk, paper=paper)


def made_lately(user, ceremony):
    """Returns the Jobs for papers and packs of a ceremony that this user asked for, the newest first, at most ten."""
    kinds = (JOB_KIND, print_pack.JOB_KIND)
    jobs = Job.objects.filter(kind__in=kinds, requested_by=user, params__ceremony=ceremony.pk)
    return list(jobs.order_by("-created_at")[:10])


def _parts(paper, facts):
    """Yields the facts of each part that is drawn by itself: whole sheets of tags, the rest in one."""
    if paper != "name-tags":
        yield facts
        return
    sheets = facts["sheets"] or [[]]
    at_a_time = max(1, PART // paper_contents.TAGS_ON_A_SHEET)
    for first in range(0, len(sheets), at_a_time):
        yield facts | {"sheets": sheets[first : first + at_a_time]}


def _ceremonies():
    return Ceremony.objects.select_related("programme", "place")
