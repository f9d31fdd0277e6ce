"""The list of allowances as a PDF: requested by who coordinates or leads the session, drawn by a job, available for a day to them."""

from django.core.files import File
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import can_close, coordinates_session, require
from accounts.refusal import Refused
from jobs.execution.leases import Lease
from jobs.execution.running import performs
from jobs.models import Job
from reports.allowance_list import sheets
from reports.exports import expiring_files
from reports.exports.documents import draw_in_chunks, joined
from trainings.allowances.lists import rate_of, totals_of
from trainings.allowances.paying import refuse_where_nothing_is_paid
from trainings.models import TrainingSession

JOB_KIND = "reports.allowance_list"
MOST_PAGES = 100  # the seats of the largest session
PAGES_PER_CHUNK = 4  # about a second of drawing


def page_of(session: TrainingSession, *, by: User) -> str:
    """Returns the address of the page that offers the list: inside the admin for coordinators, in the portal for who leads."""
    name = "reports:allowance_list" if coordinates_session(by, session) else "reports:trainer_allowance_list"
    return reverse(name, args=[session.code])


@transaction.atomic
def ask(session: TrainingSession, *, by: User) -> Job:
    """Requests the list. Returns the Job; the same request returns the unfinished one. Raises Refused for a draft or
    cancelled session, and while nobody is due anything.
    """
    require(by, can_close, session)
    refuse_where_nothing_is_paid(session)
    rate = rate_of(session)
    if rate is None or not totals_of(session, rate).due:
        raise Refused(_("Nobody is due an allowance so far: it follows from the rate and from attendance."))
    job, is_new = expiring_files.request_file(
        JOB_KIND,
        by=by,
        params={"session": session.pk},
        key=str(session.pk),
        back=page_of(session, by=by),
        file_page=lambda token: f"{page_of(session, by=by)}{token}/",
    )
    if is_new:
        record(by, "allowance_list.requested", session, job=job.pk)
    return job


@performs(
    JOB_KIND,
    title=lambda job: _("List of allowances"),
    unit=gettext_lazy("pages drawn"),
    steps={"draw": gettext_lazy("Drawing the pages")},
    after=gettext_lazy("Download the PDF"),
)
def perform(job: Job, lease: Lease) -> dict[str, int]:
    """Draws and stores the list as attendance is now; safe to run again. Returns {"pages": int}."""
    expiring_files.remove_expired()
    session = TrainingSession.objects.select_related("course", "place", "phase__programme").get(
        pk=job.params["session"]
    )
    require(job.requested_by, can_close, session)
    refuse_where_nothing_is_paid(session)
    pages = sheets.pages_of(session, most=MOST_PAGES)
    if not pages:
        raise Refused(_("Nobody is due an allowance so far: it follows from the rate and from attendance."))
    lease.step("draw")
    drawn = draw_in_chunks(
        pages, lambda some, _first: sheets.sheets_document(session, some), lease, size=PAGES_PER_CHUNK
    )
    expiring_files.store(job.params["token"], joined(drawn))
    return {"pages": len(pages)}


def file_for(user: User, session: TrainingSession, token: str) -> File | None:
    """Returns the open PDF that this user requested; None without one, or once it expired."""
    return expiring_files.opened(JOB_KIND, user, token, session=session.pk)
