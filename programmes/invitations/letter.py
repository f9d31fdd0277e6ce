"""The letter that invites, in both languages: nobody knows yet which one its reader prefers."""

from email.utils import formatdate
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.ops.smtp import Answer, hand_over, try_later
from jobs import requesting
from jobs.execution.running import performs
from programmes.invitations import link
from programmes.models import Invitation

JOB_KIND = "programmes.invitation_letter"
LANGUAGES = ("bn", "en")


def ask_to_send(invitation):
    """Asks, in the caller's transaction, for the letter of an Invitation. A dead mail server costs time, not the letter."""
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
def perform(job, lease):
    """Hands the letter over, unless the invitation has ended or a later letter was asked for. Returns {"sent": int}."""
    waiting = Invitation.objects.open().filter(pk=job.params["invitation"], letters=job.params["letter"])
    invitation = waiting.select_related("programme", "invited_by").first()
    address = link.address_of(invitation) if invitation else ""
    if not address:
        return {"sent": 0}
    try:
        answer, _code = hand_over(message(invitation, address), get_connection())
    except OSError as trouble:
        try_later(job, lease, trouble)
        return {}
    if answer is Answer.LATER:
        try_later(job, lease, OSError())
        return {}
    with lease.chunk(done=1, set_aside=int(answer is Answer.NEVER)):
        facts = {"sent_at": timezone.now()} if answer is Answer.TAKEN else {"is_undeliverable": True}
        waiting.update(**facts)
    return {"sent": int(answer is Answer.TAKEN)}


def message(invitation, address):
    """Returns the EmailMessage of an Invitation with its link."""
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
    host = urlsplit(settings.SITE_URL).hostname
    return EmailMessage(
        subject=" · ".join(subjects),
        body="\n\n———\n\n".join(bodies) + "\n",
        to=[invitation.email],
        headers={
            "Message-ID": f"<invitation-{invitation.key.hex[:16]}-{invitation.letters}@{host}>",
            "Date": formatdate(invitation.invited_at.timestamp()),
            "Auto-Submitted": "auto-generated",
        },
    )
