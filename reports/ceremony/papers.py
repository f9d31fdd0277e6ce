"""The papers of a ceremony as PDFs: requested, drawn by a job, available for a day to the person who requested them."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.core.files import File
from django.db import transaction
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates
from accounts.refusal import Refused
from certificates.models import Ceremony, CeremonyState
from jobs.execution.leases import Lease
from jobs.execution.running import performs
from jobs.models import Job
from reports.ceremony import paper_contents, print_pack
from reports.exports import expiring_files
from reports.exports.documents import document, draw_in_chunks, joined

JOB_KIND = "reports.ceremony_paper"
PART = 40  # lines of a long list drawn at a time; about a second


class Paper(NamedTuple):
    """A kind of paper. use: what it is for and who reads it. reads: a function of the ceremony that returns the facts on it."""

    title: str | Promise
    use: str | Promise
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
def ask(ceremony: Ceremony, paper: str, *, by: User) -> Job:
    """Requests one of the PAPERS of a Ceremony; returns the Job. The same request returns the unfinished Job.

    Raises Refused for somebody who does not coordinate the programme, a paper that is not listed, and a cancelled ceremony.
    """
    if not coordinates(by, ceremony.programme):
        raise Refused(_("Only a coordinator of the programme may print the papers of its ceremonies."))
    if paper not in PAPERS:
        raise Refused(_("Choose one of the listed papers."))
    if ceremony.state == CeremonyState.CANCELLED:
        raise Refused(_("The ceremony was cancelled; nothing of it is printed."))
    job, is_new = expiring_files.request_file(
        JOB_KIND,
        by=by,
        params={"ceremony": ceremony.pk, "paper": paper},
        key=f"{ceremony.pk}:{paper}",
        back=reverse("reports:ceremony_papers", args=[ceremony.pk]),
        file_page=lambda token: reverse("reports:ceremony_paper_file", args=[ceremony.pk, paper, token]),
    )
    if is_new:
        record(by, "ceremony_paper.requested", ceremony, job=job.pk, paper=paper)
    return job


@performs(
    JOB_KIND,
    title=lambda job: _("A ceremony's paper: %(paper)s") % {"paper": PAPERS[job.params["paper"]].title},
    unit=gettext_lazy("parts drawn"),
    steps={"read": gettext_lazy("Reading the plan"), "draw": gettext_lazy("Drawing the pages")},
    after=gettext_lazy("Download the PDF"),
)
def perform(job: Job, lease: Lease) -> dict[str, int]:
    """Draws and stores the paper of the current plan; safe to run again. Returns {"pages": int}."""
    expiring_files.remove_expired()
    lease.step("read")
    ceremony = _ceremonies().get(pk=job.params["ceremony"])
    if ceremony.state == CeremonyState.CANCELLED:
        raise Refused(_("The ceremony was cancelled; nothing of it is printed."))
    paper = job.params["paper"]
    facts = paper_contents.head(ceremony) | PAPERS[paper].reads(ceremony)
    lease.step("draw")
    drawn = draw_in_chunks(
        list(_parts(paper, facts)), lambda parts, _first: paper_document(paper, *parts), lease, size=1
    )
    expiring_files.store(job.params["token"], joined(drawn))
    return {"pages": sum(len(one.pages) for one in drawn)}


def paper_document(paper: str, facts: Mapping[str, Any]) -> Any:
    """Returns the WeasyPrint document of a paper or a part of it. Raises Refused as `document`."""
    return document(f"reports/print/ceremony_{paper.replace('-', '_')}.html", facts)


def file_for(user: User, ceremony: Ceremony, paper: str, token: str) -> File | None:
    """Returns the open PDF that this user requested; None without one, or once it expired.

    Raises Refused once the ceremony was cancelled: its papers name officers, seats and guests of a day that does not come.
    """
    found = expiring_files.opened(JOB_KIND, user, token, ceremony=ceremony.pk, paper=paper)
    if found is not None and ceremony.state == CeremonyState.CANCELLED:
        found.close()
        raise Refused(_("The ceremony was cancelled; nothing of it is printed."))
    return found


def made_lately(user: User, ceremony: Ceremony) -> list[Job]:
    """Returns the last ten Jobs for papers and packs of a ceremony that this user requested, the newest first."""
    kinds = (JOB_KIND, print_pack.JOB_KIND)
    jobs = Job.objects.filter(kind__in=kinds, requested_by=user, params__ceremony=ceremony.pk)
    return list(jobs.order_by("-created_at")[:10])


def _parts(paper, facts):
    """Yields the facts of each part that is drawn separately: some sheets of name tags each; any other paper is one part."""
    if paper != "name-tags":
        yield facts
        return
    sheets = facts["sheets"] or [[]]
    at_a_time = max(1, PART // paper_contents.TAGS_ON_A_SHEET)
    for first in range(0, len(sheets), at_a_time):
        yield facts | {"sheets": sheets[first : first + at_a_time]}


def _ceremonies():
    return Ceremony.objects.select_related("programme", "place")
