"""Sign-in sheets as a PDF: requested by who teaches or coordinates, drawn by a job, available for a day to who requested them."""

from django.core.files import File
from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import can_mark_attendance, coordinates_session, require
from accounts.refusal import Refused
from accounts.text.localised_text import number_text
from jobs.execution.leases import Lease
from jobs.execution.running import performs
from jobs.models import Job
from reports.exports import expiring_files
from reports.exports.documents import draw_in_chunks, joined
from reports.sign_in import sheets
from trainings.models import SessionDay, SessionState, TrainingSession
from trainings.tags.numbers import give_numbers

JOB_KIND = "reports.sign_in"
MOST_PAGES = 200
PAGES_PER_CHUNK = 4  # about a second of drawing


def page_of(session: TrainingSession, *, by: User) -> str:
    """Returns the address of the page that offers the sheets: inside the admin for coordinators, in the portal for trainers."""
    name = "reports:sign_in" if coordinates_session(by, session) else "reports:trainer_sign_in"
    return reverse(name, args=[session.code])


@transaction.atomic
def ask(session: TrainingSession, *, day: int | None, by: User) -> Job:
    """Requests the sheets of one day (its number) of a session, or of all days. Returns the Job.

    The same request returns the unfinished Job. Raises Refused for a session without days or officers, one that was cancelled,
    and for more than MOST_PAGES.
    """
    require(by, can_mark_attendance, session)
    days = _days(session, day)
    if session.state == SessionState.CANCELLED:
        raise Refused(_("This session was cancelled."))
    if not days:
        raise Refused(_("The days are not planned yet."))
    officers = session.enrolments.active().count()
    pages = len(days) * -(-(officers + sheets.FEWEST_FREE) // sheets.LINES)
    if pages > MOST_PAGES:
        words = {"count": number_text(pages, get_language()), "most": number_text(MOST_PAGES, get_language())}
        raise Refused(_("%(count)s pages are too many for one print; at most %(most)s. Print one day.") % words)
    job, is_new = expiring_files.request_file(
        JOB_KIND,
        by=by,
        params={"session": session.pk, "day": day},
        key=f"{session.pk}:{day or 'all'}",
        back=page_of(session, by=by),
        file_page=lambda token: f"{page_of(session, by=by)}{token}/",
    )
    if is_new:
        record(by, "sign_in_sheets.requested", session, job=job.pk, day=day, officers=officers)
    return job


@performs(
    JOB_KIND,
    title=lambda job: _("Sign-in sheets"),
    unit=gettext_lazy("pages drawn"),
    steps={"draw": gettext_lazy("Drawing the pages")},
    after=gettext_lazy("Download the PDF"),
)
def perform(job: Job, lease: Lease) -> dict[str, int]:
    """Draws and stores the sheets as the roster is now; safe to run again. Returns {"pages": int}."""
    expiring_files.remove_expired()
    session = TrainingSession.objects.select_related("course", "place", "phase__programme").get(
        pk=job.params["session"]
    )
    require(job.requested_by, can_mark_attendance, session)
    give_numbers(session, by=job.requested_by)
    pages = sheets.pages_of(session, _days(session, job.params["day"]))[:MOST_PAGES]
    if not pages:
        raise Refused(_("The days are not planned yet."))
    lease.step("draw")
    drawn = draw_in_chunks(
        pages, lambda some, _first: sheets.sheets_document(session, some), lease, size=PAGES_PER_CHUNK
    )
    expiring_files.store(job.params["token"], joined(drawn))
    return {"pages": len(pages)}


def file_for(user: User, session: TrainingSession, token: str) -> File | None:
    """Returns the open PDF that this user requested; None without one, or once it expired."""
    return expiring_files.opened(JOB_KIND, user, token, session=session.pk)


def _days(session, number):
    days: list[SessionDay] = list(session.days.order_by("number"))
    return [day for day in days if number is None or day.number == number]
