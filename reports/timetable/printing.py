"""A timetable as a PDF: requested by who works on the session, drawn by a job, available for a day to who requested it."""

from django.core.files import File
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates_session, require, works_on_session
from accounts.refusal import Refused
from jobs.execution.leases import Lease
from jobs.execution.running import performs
from jobs.models import Job
from reports.exports import expiring_files
from reports.exports.documents import draw_in_chunks, joined
from reports.timetable import sheets
from trainings.models import SessionState, TrainingSession

JOB_KIND = "reports.timetable"
DAYS_PER_CHUNK = 3  # about a second of drawing


@transaction.atomic
def ask(session: TrainingSession, *, day: int | None, by: User) -> Job:
    """Requests the timetable of one day (its number) of a session, or of all days. Returns the Job.

    The same request returns the unfinished Job. Raises Refused for a session without a timetable, and for one that was cancelled.
    """
    require(by, works_on_session, session)
    if session.state == SessionState.CANCELLED:
        raise Refused(_("This session was cancelled."))
    if not sheets.days_of(session, day):
        raise Refused(_("This session has no timetable yet.") if day is None else _("This day has no timetable yet."))
    staff = coordinates_session(by, session)
    page = reverse("reports:session" if staff else "trainings:session", args=[session.code])
    file = "reports:timetable_file" if staff else "reports:trainer_timetable_file"
    job, is_new = expiring_files.request_file(
        JOB_KIND,
        by=by,
        params={"session": session.pk, "day": day},
        key=f"{session.pk}:{day or 'all'}",
        back=page,
        file_page=lambda token: reverse(file, args=[session.code, token]),
    )
    if is_new:
        record(by, "timetable.print_requested", session, job=job.pk, day=day)
    return job


@performs(
    JOB_KIND,
    title=lambda job: _("Timetable"),
    unit=gettext_lazy("days drawn"),
    steps={"draw": gettext_lazy("Drawing the pages")},
    after=gettext_lazy("Download the PDF"),
)
def perform(job: Job, lease: Lease) -> dict[str, int]:
    """Draws and stores the timetable as it is now; safe to run again. Returns {"days": int}."""
    expiring_files.remove_expired()
    session = TrainingSession.objects.select_related("place", "phase__programme").get(pk=job.params["session"])
    require(job.requested_by, works_on_session, session)
    days = sheets.days_of(session, job.params["day"])
    if not days:
        raise Refused(_("This session has no timetable yet."))
    lease.step("draw")
    drawn = draw_in_chunks(
        sheets.pages_of(days),
        lambda some, _first: sheets.timetable_document(session, some),
        lease,
        size=DAYS_PER_CHUNK,
    )
    expiring_files.store(job.params["token"], joined(drawn))
    return {"days": len(days)}


def file_for(user: User, session: TrainingSession, token: str) -> File | None:
    """Returns the open PDF that this user requested; None without one, or once it expired."""
    return expiring_files.opened(JOB_KIND, user, token, session=session.pk)
