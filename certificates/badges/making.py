"""Making badges: the holder requests one, a worker signs it. The list of revoked badges is signed again when it changes."""

import secrets
import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import is_the_officer
from accounts.refusal import Refused
from certificates.badges import status
from certificates.badges.credential import Addresses, BadgeFacts, credential
from certificates.badges.tokens import token
from certificates.models import Badge, Certificate, StatusList
from certificates.signing import key_register
from jobs import requesting
from jobs.execution.leases import Lease
from jobs.execution.running import performs
from jobs.models import Job

JOB_KIND = "certificates.badge"
# Random places are free at the first or second try for as long as half of them are.
MOST_IN_A_LIST = status.SIZE // 2
SIGNED_ANEW_AFTER = timedelta(days=1)


@transaction.atomic
def ask(certificate: Certificate, *, by: User) -> Badge:
    """Asks for the badge of a certificate; returns the Badge, whose `job` signs it. A second asking returns the first one.

    by: the User whose certificate it is. Raises Refused for anybody else, and when the certificate is not valid any more.
    """
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    if not is_the_officer(by, certificate.enrolment.officer):
        raise Refused(_("Only the holder of a certificate may ask for its badge."))
    known = Badge.objects.filter(certificate=certificate).select_related("job").first()
    if known:
        return known
    if not certificate.is_valid:
        raise Refused(_("This certificate is not valid any more, so it gets no badge."))
    number, index = _free_place()
    back = reverse("certificates:mine")
    job = requesting.request(
        JOB_KIND,
        by=by,
        params={"certificate": certificate.pk, "back": back, "next": back, "follow": True},
        total=1,
        key=f"badge:{certificate.pk}",
    )
    badge = Badge.objects.create(
        certificate=certificate,
        salt=secrets.token_hex(16),
        status_list=number,
        status_index=index,
        job=job,
        requested_by=by,
    )
    record(by, "badge.requested", badge, certificate=certificate.pk)
    return badge


def _free_place():
    """Returns a list (number) and a place in it at random. The unique constraint is the last line."""
    fullest = Badge.objects.values("status_list").annotate(taken=Count("pk")).order_by("-status_list").first()
    number = 1 if fullest is None else fullest["status_list"] + (fullest["taken"] >= MOST_IN_A_LIST)
    while True:
        index = secrets.randbelow(status.SIZE)
        if not Badge.objects.filter(status_list=number, status_index=index).exists():
            return number, index


@performs(
    JOB_KIND,
    title=lambda _job: _("Your digital badge"),
    unit=gettext_lazy("made"),
    steps={"sign": gettext_lazy("Signing")},
    after=gettext_lazy("Go to your certificates"),
)
def perform(job: Job, lease: Lease) -> dict[str, int]:
    """Signs one badge and publishes the status list it is in; may be run again at any time."""
    lease.step("sign")
    badge = Badge.objects.select_related("certificate__enrolment__session", "requested_by").get(
        certificate=job.params["certificate"]
    )
    signer, signed_with = key_register.signer_in_use(by=badge.requested_by)
    key_url = _absolute("certificates:badge_key", signed_with.fingerprint[: key_register.KEY_ID_DIGITS])
    signed = token(_credential_of(badge), signer, key_url)
    publish()
    with lease.chunk(done=1, total=1):
        changed = Badge.objects.filter(pk=badge.pk, token="").update(token=signed, signed_with=signed_with)
        if changed:
            record(badge.requested_by, "badge.signed", badge, signed_with=signed_with.pk)
    return {"made": 1}


def _credential_of(badge):
    certificate = badge.certificate
    session = certificate.enrolment.session
    addresses = Addresses(
        issuer=_absolute("certificates:badge_issuer"),
        status_list=_absolute("certificates:badge_status", badge.status_list),
        achievement=achievement_addresses(session.course.public_id, certificate.facts["level"]),
    )
    facts = BadgeFacts(badge.public_id, badge.salt, badge.status_index, session.starts_on, session.ends_on)
    return credential(certificate.facts, facts, addresses, site=settings.SITE_URL, issued_at=certificate.issued_at)


def achievement_addresses(course: uuid.UUID, level: str) -> dict[str, str]:
    """Returns {language: address} of what the badges of a course (its reference) and level are for."""
    return {language: _absolute("certificates:badge_achievement", course, level, language) for language in ("en", "bn")}


def publish(*, now: datetime | None = None) -> int:
    """Signs each status list that changed, or whose signature is a day old. Returns how many. Raises CannotSign.

    Harmless at any time; two at once write the same.
    """
    now = now or timezone.now()
    signed = 0
    for number in Badge.objects.order_by("status_list").values_list("status_list", flat=True).distinct():
        ended = Badge.objects.filter(status_list=number).exclude(certificate__state="issued")
        content = status.bits(ended.values_list("status_index", flat=True))
        digest = status.digest(content)
        known = StatusList.objects.filter(number=number).first()
        if known and known.digest == digest and now - known.signed_at < SIGNED_ANEW_AFTER:
            continue
        signer, signed_with = key_register.signer_in_use(by=None)
        key_url = _absolute("certificates:badge_key", signed_with.fingerprint[: key_register.KEY_ID_DIGITS])
        issuer, address = _absolute("certificates:badge_issuer"), _absolute("certificates:badge_status", number)
        fresh = {
            "digest": digest,
            "token": token(status.status_list(content, address, issuer, at=now), signer, key_url),
            "signed_at": now,
        }
        StatusList.objects.update_or_create(number=number, defaults=fresh)
        signed += 1
    return signed


def _absolute(name, *args):
    return settings.SITE_URL + reverse(name, args=args)
