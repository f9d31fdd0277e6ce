"""The e-mail that invites a person. It is in both languages, since the reader's language is not known yet."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.ops.letters import Letter
from accounts.ops.smtp import Delivery, automatic_headers, send_in_job
from jobs import requesting
from jobs.execution.leases import Lease
from jobs.execution.running import performs
from jobs.models import Job
from programmes.invitations import link
from programmes.models import Invitation

JOB_KIND = "programmes.invitation_letter"
LANGUAGES = ("bn", "en")


def ask_to_send(invitation: Invitation) -> None:
    """Requests the job that sends the e-mail of an Invitation, in the caller's transaction."""
    scope = f"programme:{invitation.programme_id}" if invitation.programme_id else ""
    requesting.request(
        JOB_KIND,
        by=invitation.invited_by,
        params={"invitation": invitation.pk, "letter": invitation.letters},
        scope=scope,
        total=1,
        key=f"invitation-letter:{invitation.pk}:{invitation.letters}",
    )


@performs(JOB_KIND, title=gettext_lazy("Letter of invitation"), unit=gettext_lazy("sent"))
def perform(job: Job, lease: Lease) -> dict[str, int]:
    """Sends the e-mail, unless the invitation has ended or a later e-mail was requested. Returns {"sent": int}."""
    waiting = Invitation.objects.open().filter(pk=job.params["invitation"], letters=job.params["letter"])
    invitation = waiting.select_related("programme", "invited_by").first()
    address = link.address_of(invitation) if invitation else ""
    if not invitation or not address:
        return {"sent": 0}
    delivery = send_in_job(message(invitation, address), job, lease)
    if delivery is None:
        return {}
    with lease.chunk(done=1, set_aside=int(delivery is Delivery.REJECTED)):
        fields: dict[str, Any] = (
            {"sent_at": timezone.now()} if delivery is Delivery.ACCEPTED else {"is_undeliverable": True}
        )
        waiting.update(**fields)
    return {"sent": int(delivery is Delivery.ACCEPTED)}


def message(invitation: Invitation, address: str) -> Letter:
    """Returns the Letter of an Invitation with its link."""
    subjects, bodies = [], []
    for language in LANGUAGES:
        with translation.override(language):
            subjects.append(_("Invitation to Shetu"))
            context = {
                "invitation": invitation,
                "link": address,
                "until": invitation.expires_at,
                "site": settings.SITE_URL,
            }
            bodies.append(render_to_string("programmes/mail/invitation.txt", context).strip())
    return Letter(
        subject=" · ".join(subjects),
        body="\n\n———\n\n".join(bodies) + "\n",
        to=[invitation.email],
        headers=automatic_headers(f"invitation-{invitation.key.hex[:16]}-{invitation.letters}", invitation.invited_at),
    )
