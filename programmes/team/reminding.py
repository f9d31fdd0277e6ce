"""Reminds a colleague by e-mail to set up a second step at sign-in."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit.trail import record
from accounts.models import AuditEntry, User
from accounts.ops.letters import Letter
from accounts.ops.smtp import Delivery, automatic_headers, send_in_job
from accounts.refusal import Refused
from jobs import requesting
from jobs.execution.leases import Lease
from jobs.execution.running import performs
from jobs.models import Job
from programmes.models import Programme
from programmes.team import membership

JOB_KIND = "programmes.second_step_reminder"
VERB = "member.reminded"
ONCE_IN = timedelta(days=1)


@transaction.atomic
def remind(user: User, programme: Programme, *, by: User, has_second_step: bool, now: datetime | None = None) -> Job:
    """Requests the e-mail to a member of the team who has no second step. Returns the Job.

    by: a coordinator of the programme. now: aware. Raises Refused: not on the team, has a second step, has no e-mail address, was
    reminded within a day.
    """
    now = now or timezone.now()
    programme = membership.locked(programme)
    membership.refuse_unless_coordinator(by, programme)
    if not membership.roles_of(user, programme):
        raise Refused(_("This person is no longer on the team. Invite the person again."))
    if has_second_step:
        raise Refused(_("%(name)s has a second step by now.") % {"name": user})
    if not user.email:
        raise Refused(_("There is no e-mail to write to. Tell the person."))
    sent = AuditEntry.objects.filter(verb=VERB, target_type=user._meta.label_lower, target_id=str(user.pk))
    if sent.filter(at__gt=now - ONCE_IN).exists():
        raise Refused(_("%(name)s was reminded within the last day. Wait a little.") % {"name": user})
    entry = record(by, VERB, user, programme=programme.pk)
    return requesting.request(
        JOB_KIND,
        by=by,
        params={"user": user.pk, "entry": entry.pk},
        scope=f"programme:{programme.pk}",
        total=1,
        key=f"second-step-reminder:{entry.pk}",
    )


@performs(JOB_KIND, title=gettext_lazy("Reminder of the second step"), unit=gettext_lazy("sent"))
def perform(job: Job, lease: Lease) -> dict[str, int]:
    """Sends the e-mail. Returns {"sent": int}. A rejected address does not fail the job."""
    user = User.objects.filter(pk=job.params["user"], is_active=True).exclude(email=None).first()
    if user is None:
        return {"sent": 0}
    delivery = send_in_job(message(user, job), job, lease)
    if delivery is None:
        return {}
    with lease.chunk(done=1, set_aside=int(delivery is Delivery.REJECTED)):
        return {"sent": int(delivery is Delivery.ACCEPTED)}


def message(user: User, job: Job) -> Letter:
    """Returns the Letter to `user`, in the language of the account."""
    with translation.override(user.language):
        return Letter(
            subject=_("Set up your second step at sign-in"),
            body=render_to_string(
                "programmes/mail/second_step.txt",
                {"person": user, "link": settings.SITE_URL + reverse("mfa_index")},
            ).strip()
            + "\n",
            to=[user.email or ""],
            headers=automatic_headers(f"second-step-{job.params['entry']}", job.created_at),
        )
