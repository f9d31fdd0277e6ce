"""The coordinators are told of officers added on the spot: on their start page, on the page of the session, once a day by e-mail."""

from datetime import date, datetime, time

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit.trail import record
from accounts.models import User
from accounts.ops.letters import Letter
from accounts.ops.smtp import Delivery, automatic_headers, send_in_job
from accounts.permissions import coordinates_session, require
from jobs import requesting
from jobs.execution.leases import Lease
from jobs.execution.running import performs
from jobs.models import Job
from programmes.models import TeamMember, TeamRole
from trainings.models import TrainingSession, WalkIn

JOB_KIND = "trainings.walk_in_letter"


def tell_coordinators(session: TrainingSession, *, by: User | None, today: date) -> None:
    """Requests one e-mail for each coordinator of the programme with an address, once per session and day. In the caller's transaction."""
    midnight = timezone.make_aware(datetime.combine(today, time()))
    if WalkIn.objects.filter(session=session, added_at__gte=midnight).count() > 1:
        return  # told with the first one
    programme = session.phase.programme_id
    team = TeamMember.objects.filter(programme=programme, role=TeamRole.COORDINATOR, user__is_active=True)
    for user in (
        team.exclude(user__email=None).exclude(user=by and by.pk).order_by("user").values_list("user", flat=True)
    ):
        key = f"walk-ins:{session.pk}:{user}:{today:%Y%m%d}"
        requesting.request(
            JOB_KIND,
            by=by,
            params={"session": session.pk, "user": user, "key": key},
            scope=f"programme:{programme}",
            total=1,
            key=key,
        )


@performs(JOB_KIND, title=gettext_lazy("E-mail: officers added on the spot"), unit=gettext_lazy("sent"))
def perform(job: Job, lease: Lease) -> dict[str, int]:
    """Sends the e-mail. Returns {"sent": int}. A rejected address does not fail the job."""
    user = User.objects.filter(pk=job.params["user"], is_active=True).exclude(email=None).first()
    session = TrainingSession.objects.select_related("phase").filter(pk=job.params["session"]).first()
    if user is None or session is None or not coordinates_session(user, session):
        return {"sent": 0}
    delivery = send_in_job(message(user, session, job), job, lease)
    if delivery is None:
        return {}
    with lease.chunk(done=1, set_aside=int(delivery is Delivery.REJECTED)):
        return {"sent": int(delivery is Delivery.ACCEPTED)}


def message(user: User, session: TrainingSession, job: Job) -> Letter:
    """Returns the Letter to a coordinator, in the language of the account. It names no officer."""
    with translation.override(user.language):
        return Letter(
            subject=_("Officers were added on the spot to %(code)s") % {"code": session.code},
            body=render_to_string(
                "trainings/mail/walk_ins.txt",
                {
                    "person": user,
                    "session": session,
                    "link": settings.SITE_URL + reverse("reports:session", args=[session.code]) + "#walk-ins",
                },
            ).strip()
            + "\n",
            to=[user.email or ""],
            headers=automatic_headers(f"walk-ins-{job.params['key']}", job.created_at),
        )


@transaction.atomic
def note_all(session: TrainingSession, *, by: User | None) -> int:
    """A coordinator has read who was added on the spot to a session. Returns how many were unread."""
    session = TrainingSession.objects.locked(session.pk)
    require(by, coordinates_session, session)
    unread = list(WalkIn.objects.unread().filter(session=session).values_list("pk", flat=True))
    if unread:
        WalkIn.objects.filter(pk__in=unread).update(noted_by=by, noted_at=timezone.now())
        record(by, "walk_ins.noted", session, walk_ins=unread)
    return len(unread)
