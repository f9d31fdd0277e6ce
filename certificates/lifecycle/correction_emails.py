"""The e-mail to an officer about the decision on a correction request. It contains nothing that a stranger could use."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.ops.letters import Letter
from accounts.ops.smtp import Delivery, automatic_headers, send_in_job
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
    delivery = send_in_job(message_for(request), job, lease)
    if delivery is None:
        return {}
    with lease.chunk(done=1, set_aside=int(delivery is Delivery.REJECTED)):
        return {"sent": int(delivery is Delivery.ACCEPTED)}


def message_for(request: CorrectionRequest) -> Letter:
    """Returns the Letter about a decided CorrectionRequest, in the language of the officer (Bangla without an account)."""
    officer = request.enrolment.officer
    with translation.override(officer.user.language if officer.user else "bn"):
        return Letter(
            subject=_("Your correction request"),
            body=_body(request),
            to=[address_of(officer)],
            headers=automatic_headers(f"correction-{request.pk}-{request.state}", request.handled_at or timezone.now()),
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
