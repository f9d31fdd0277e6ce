"""The e-mail to an officer about the decision on a correction request. It contains nothing that a stranger could use."""

from email.utils import formatdate
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.ops.smtp import Answer, hand_over, try_later
from certificates.models import CorrectionRequest, CorrectionState
from jobs import requesting
from jobs.execution.leases import Lease
from jobs.execution.running import performs
from jobs.models import Job
from participants.models import Officer

JOB_KIND = "certificates.tell_of_correction"


def address_of(officer: Officer) -> str:
    """Returns the e-mail of an officer: that of the record, or that of the account; "" without one."""
    return officer.email or (officer.user.email if officer.user else "") or ""


def request_email(request: CorrectionRequest) -> None:
    """Requests, in the caller's transaction, the e-mail about a decided request; does nothing without an address."""
    if not address_of(request.enrolment.officer):
        return
    requesting.request(
        JOB_KIND,
        by=None,
        params={"correction": request.pk},
        scope=f"programme:{request.enrolment.session.phase.programme_id}",
        total=1,
        key=f"correction-letter:{request.pk}",
    )


@performs(JOB_KIND, title=gettext_lazy("Answer to a correction request"), unit=gettext_lazy("sent"))
def perform(job: Job, lease: Lease) -> dict[str, int]:
    """Sends the e-mail. Returns {"sent": int}. An address that the mail server refuses is not an error of the work."""
    request = CorrectionRequest.objects.select_related("enrolment__officer__user").get(pk=job.params["correction"])
    if not address_of(request.enrolment.officer):
        return {"sent": 0}
    try:
        answer, _code = hand_over(message_for(request), get_connection())
    except OSError as error:
        try_later(job, lease, error)
        return {}
    if answer is Answer.LATER:
        try_later(job, lease, OSError())
        return {}
    with lease.chunk(done=1, set_aside=int(answer is Answer.NEVER)):
        return {"sent": int(answer is Answer.TAKEN)}


def message_for(request: CorrectionRequest) -> EmailMessage:
    """Returns the EmailMessage about a decided CorrectionRequest, in the language of the officer (Bangla without an account)."""
    officer = request.enrolment.officer
    host = urlsplit(settings.SITE_URL).hostname
    with translation.override(officer.user.language if officer.user else "bn"):
        return EmailMessage(
            subject=_("Your correction request"),
            body=_body(request),
            to=[address_of(officer)],
            headers={
                "Message-ID": f"<correction-{request.pk}-{request.state}@{host}>",
                "Date": formatdate(request.handled_at.timestamp()),
                "Auto-Submitted": "auto-generated",
            },
        )


def _body(request):
    here = settings.SITE_URL + reverse("certificates:mine")
    if request.state == CorrectionState.DECLINED:
        text = _("Your request to correct a certificate was declined. Sign in to read why.")
    elif request.result_id:
        text = _("Your certificate was corrected. The new one has a new number; the old one is not valid any more.")
    else:
        text = _("Your record was corrected. Your certificate will be printed from it.")
    return f"{text}\n\n{here}\n"
