"""Revoking certificates: a few alone, many only with a second person.

One person revokes at most ten certificates within 24 hours; what goes beyond, in one act or in several, is proposed to
another coordinator of the programme, who confirms exactly that list or declines. What counts is read from the audit trail,
under a lock on the account, so that neither small portions nor two windows get around the limit.
"""

import datetime
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.audit.trail import record
from accounts.models import AuditEntry, User
from accounts.permissions import coordinates
from accounts.refusal import Refused
from accounts.text.sentences import numbers
from certificates.issuing import records
from certificates.lifecycle.corrections import refuse_own
from certificates.models import (
    Certificate,
    RevocationItem,
    RevocationOutcome,
    RevocationRequest,
    RevocationState,
)
from jobs import requesting
from jobs.execution.leases import Lease
from jobs.execution.running import performs
from jobs.models import Job
from participants.officers.same_person import is_same_person, person_of

JOB_KIND = "certificates.revoke"
ALONE = 10
WINDOW = timedelta(hours=24)
WAITS = timedelta(days=7)
MOST = 2000
CHUNK = 50


def revoked_alone(by: User, now: datetime.datetime | None = None) -> int:
    """Returns how many certificates this person revoked, under whatever account, without a second person within 24 hours."""
    since = (now or timezone.now()) - WINDOW
    entries = AuditEntry.objects.filter(verb="certificate.revoked", actor__in=person_of(by).accounts, at__gt=since)
    return entries.exclude(details__has_key="proposal").count()


def needs_second_person(by: User, count: int, now: datetime.datetime | None = None) -> bool:
    """Whether `count` more are more than this User may revoke alone now."""
    return revoked_alone(by, now) + count > ALONE


@transaction.atomic
def revoke(
    certificates: Iterable[Certificate], *, by: User, reason: str, reason_bn: str = ""
) -> tuple[int, RevocationRequest | None]:
    """Revokes these certificates, or proposes it where it takes a second person. Returns (count revoked, RevocationRequest or None).

    certificates: valid ones of one programme that `by` coordinates. Raises Refused otherwise, for one's own certificate,
    without a reason, and for more than MOST at once; then nothing is revoked.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    reason = records.require_reason(reason)
    found = _locked([certificate.pk for certificate in certificates])
    programme = _one_programme(found, by)
    if not needs_second_person(by, len(found)):
        for certificate in found:
            records.revoke(certificate, by=by, reason=reason, reason_bn=reason_bn)
        return len(found), None
    now = timezone.now()
    proposal = RevocationRequest.objects.create(
        programme=programme, reason=reason, reason_bn=reason_bn.strip(), proposed_by=by, expires_at=now + WAITS
    )
    RevocationItem.objects.bulk_create(RevocationItem(request=proposal, certificate=one) for one in found)
    record(by, "revocation.proposed", proposal, certificates=len(found))
    return 0, proposal


def _locked(ids):
    if not ids:
        raise Refused(_("Choose at least one certificate."))
    if len(set(ids)) > MOST:
        raise Refused(_("At most %(most)s certificates are revoked at once.") % numbers(most=MOST))
    rows = Certificate.objects.filter(pk__in=ids).select_related("enrolment__session__phase", "enrolment__officer")
    found = list(rows.select_for_update(of=("self",)).order_by("pk"))
    for certificate in found:
        records.check_valid(certificate)
    return found


def _one_programme(certificates, by):
    phases = {one.enrolment.session.phase.programme_id: one.enrolment.session.phase for one in certificates}
    if len(phases) > 1:
        raise Refused(_("Revoke the certificates of one programme at a time."))
    [phase] = phases.values()
    if not coordinates(by, phase.programme):
        raise Refused(_("Only a coordinator of the programme may revoke its certificates."))
    own = person_of(by).officers
    for certificate in certificates:
        if certificate.enrolment.officer_id in own:
            refuse_own(certificate.enrolment, by)
    return phase.programme


# The second person


def why_not_confirm(proposal: RevocationRequest, by: User) -> str:  # noqa: PLR0911 -- one answer per obstacle
    """Returns the sentence that says why this User may not confirm the RevocationRequest, or ""."""
    if proposal.state != RevocationState.PROPOSED:
        return _("This proposal is decided already: %(state)s.") % {"state": proposal.get_state_display().lower()}
    if proposal.has_expired:
        return _("This proposal waited too long and has expired. Propose it again.")
    if not coordinates(by, proposal.programme):
        return _("Only a coordinator of the programme may decide on this.")
    if is_same_person(by, proposal.proposed_by):
        return _("Somebody else has to confirm what you propose.")
    if not coordinates(proposal.proposed_by, proposal.programme):
        return _("The person who proposed this does not coordinate the programme any more. Decline it.")
    if proposal.items.filter(certificate__enrolment__officer__in=person_of(by).officers).exists():
        return _("Your own certificate is among them. Another coordinator has to confirm this.")
    return ""


@transaction.atomic
def confirm(proposal: RevocationRequest, *, by: User) -> RevocationRequest:
    """Confirms a proposal of somebody else; the work revokes exactly its list. Returns it; raises Refused."""
    proposal = _locked_proposal(proposal)
    if why := why_not_confirm(proposal, by):
        raise Refused(why)
    count, page = proposal.items.count(), reverse("certificates:proposal", args=[proposal.pk])
    proposal.state, proposal.decided_by, proposal.decided_at = RevocationState.CONFIRMED, by, timezone.now()
    proposal.job = requesting.request(
        JOB_KIND,
        by=by,
        params={"proposal": proposal.pk, "back": page, "next": page},
        scope=f"programme:{proposal.programme_id}",
        total=count,
        key=f"revocation:{proposal.pk}",
    )
    proposal.save(update_fields=["state", "decided_by", "decided_at", "job"])
    record(by, "revocation.confirmed", proposal, before="proposed", after=proposal.state, certificates=count)
    return proposal


@transaction.atomic
def decline(proposal: RevocationRequest, *, by: User, reason: str = "") -> RevocationRequest:
    """Declines a proposal; who proposed it takes it back in the same way. Returns it; raises Refused."""
    proposal = _locked_proposal(proposal)
    if not coordinates(by, proposal.programme):
        raise Refused(_("Only a coordinator of the programme may decide on this."))
    if proposal.state != RevocationState.PROPOSED:
        raise Refused(why_not_confirm(proposal, by))
    is_own = by.pk == proposal.proposed_by_id
    if not is_own and not reason.strip():
        raise Refused(_("Say why, for whoever proposed it."))
    proposal.state = RevocationState.WITHDRAWN if is_own else RevocationState.DECLINED
    proposal.decided_by, proposal.decided_at, proposal.decline_reason = by, timezone.now(), reason.strip()
    proposal.save(update_fields=["state", "decided_by", "decided_at", "decline_reason"])
    record(by, f"revocation.{proposal.state}", proposal, before="proposed", after=proposal.state)
    return proposal


def _locked_proposal(proposal):
    found = RevocationRequest.objects.select_related("programme", "proposed_by")
    return found.select_for_update(of=("self",)).get(pk=proposal.pk)


def _title(job):
    count = job.total
    return ngettext("Revoking %(count)s certificate", "Revoking %(count)s certificates", count) % numbers(count=count)


@performs(JOB_KIND, title=_title, unit=gettext_lazy("done"), after=gettext_lazy("See what was revoked"))
def perform(job: Job, lease: Lease) -> dict[str, int]:
    """Revokes the list of a confirmed proposal; may be run again at any time. Returns {"revoked": int, "ended_before": int}."""
    proposal = RevocationRequest.objects.select_related("decided_by").get(job=job)
    items = proposal.items.filter(outcome=RevocationOutcome.WAITING).order_by("pk")
    while waiting := list(items.select_related("certificate__enrolment__session__phase")[:CHUNK]):
        with lease.chunk() as progress:
            for item in waiting:
                item.outcome = _revoke_one(item, proposal)
            RevocationItem.objects.bulk_update(waiting, ["outcome"])
            progress.done = proposal.items.exclude(outcome=RevocationOutcome.WAITING).count()
            progress.set_aside = proposal.items.filter(outcome=RevocationOutcome.ENDED_BEFORE).count()
    return {"revoked": job.done - job.set_aside, "ended_before": job.set_aside}


def _revoke_one(item, proposal):
    certificate = Certificate.objects.select_for_update().get(pk=item.certificate_id)
    if not certificate.is_valid:
        return RevocationOutcome.ENDED_BEFORE
    records.revoke(
        item.certificate,
        by=proposal.decided_by,
        reason=proposal.reason,
        reason_bn=proposal.reason_bn,
        proposal=proposal.pk,
    )
    return RevocationOutcome.REVOKED
