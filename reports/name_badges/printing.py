"""Name badges as a PDF: requested by who teaches or coordinates, drawn by a job, available for a day to who requested them."""

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
from reports.name_badges import badges
from reports.name_badges.label_sheets import SHEETS
from trainings.models import SessionState, TrainingSession
from trainings.tags.numbers import give_numbers, with_numbers

JOB_KIND = "reports.name_badges"
MOST = 1000  # badges at once
PAGES_PER_CHUNK = 4  # about a second of drawing


def page_of(session: TrainingSession, *, by: User) -> str:
    """Returns the address of the page that offers the badges: inside the admin for coordinators, in the portal for trainers."""
    name = "reports:name_badges" if coordinates_session(by, session) else "reports:trainer_name_badges"
    return reverse(name, args=[session.code])


@transaction.atomic
def ask(session: TrainingSession, *, sheet: str, first: int, by: User) -> Job:
    """Requests the badges of all who take part. Returns the Job; the same request returns the unfinished Job.

    sheet: a key of SHEETS. first: the number of the first label that is still on the sheet, from 1. Raises Refused for another
    sheet or number, a session without officers, one that was cancelled, and for more than MOST.
    """
    require(by, can_mark_attendance, session)
    if sheet not in SHEETS:
        raise Refused(_("Choose the sheet of labels."))
    if not 1 <= first <= SHEETS[sheet].labels:
        words = {"most": number_text(SHEETS[sheet].labels, get_language())}
        raise Refused(_("The first free label is a number from 1 to %(most)s.") % words)
    if session.state == SessionState.CANCELLED:
        raise Refused(_("This session was cancelled."))
    officers = session.enrolments.active().count()
    if not officers:
        raise Refused(_("Nobody is on the roster yet."))
    if officers > MOST:
        words = {"count": number_text(officers, get_language()), "most": number_text(MOST, get_language())}
        raise Refused(_("%(count)s badges are too many for one print; at most %(most)s.") % words)
    job, is_new = expiring_files.request_file(
        JOB_KIND,
        by=by,
        params={"session": session.pk, "sheet": sheet, "first": first},
        key=f"{session.pk}:{sheet}:{first}",
        back=page_of(session, by=by),
        file_page=lambda token: f"{page_of(session, by=by)}{token}/",
    )
    if is_new:
        record(by, "name_badges.requested", session, job=job.pk, sheet=sheet, officers=officers)
    return job


@performs(
    JOB_KIND,
    title=lambda job: _("Name badges"),
    unit=gettext_lazy("pages drawn"),
    steps={"draw": gettext_lazy("Drawing the pages")},
    after=gettext_lazy("Download the PDF"),
)
def perform(job: Job, lease: Lease) -> dict[str, int]:
    """Draws and stores the badges as the roster is now; safe to run again. Returns {"badges": int}."""
    expiring_files.remove_expired()
    session = TrainingSession.objects.select_related("course", "phase__programme").get(pk=job.params["session"])
    require(job.requested_by, can_mark_attendance, session)
    sheet = SHEETS[job.params["sheet"]]
    give_numbers(session, by=job.requested_by)
    enrolments = list(with_numbers(session.enrolments.on_the_roster())[:MOST])
    if not enrolments:
        raise Refused(_("Nobody is on the roster yet."))
    pages = badges.pages_of(session, enrolments, sheet, first=job.params["first"] - 1)
    lease.step("draw")
    drawn = draw_in_chunks(
        pages, lambda some, _first: badges.badges_document(session, some, sheet), lease, size=PAGES_PER_CHUNK
    )
    expiring_files.store(job.params["token"], joined(drawn))
    return {"badges": len(enrolments)}


def file_for(user: User, session: TrainingSession, token: str) -> File | None:
    """Returns the open PDF that this user requested; None without one, or once it expired."""
    return expiring_files.opened(JOB_KIND, user, token, session=session.pk)
