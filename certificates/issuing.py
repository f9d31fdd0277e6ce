"""Issuing certificates: a batch for a session, a corrected one in place of another, and taking one back.

The order of things makes a crash harmless at every point. Numbers are reserved first (numbering.py). Then, outside of any
transaction, certificates are drawn and their files put in place. Last, in one short transaction, the rows, the audit lines
and the progress are written and the reservations go. A crash before that leaves files nobody claims, which the sweep finds
(storing.py), and reservations, which the next attempt uses; a crash after it leaves nothing to do for those officers.
"""

from contextlib import suppress
from functools import partial
from time import monotonic
from typing import NamedTuple

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit import record, record_many
from accounts.permissions import can_issue
from accounts.refusal import Refused
from certificates import designs, eligibility, numbering, storing
from certificates.drawing import draw, snapshot
from certificates.models import Certificate, CertificateBatch, CertificateState, SerialReservation
from certificates.printed_facts import facts_of
from jobs import requesting
from jobs.running import performs
from trainings.models import Enrolment, EnrolmentState, SessionState, TrainingSession

JOB_KIND = "certificates.issue"
# A chunk is what is drawn in about this time; its transaction then takes milliseconds.
CHUNK_SECONDS = 1.0
CHUNK_MOST = 100


class Drawn(NamedTuple):
    """A certificate that is drawn and stored, and of which no row speaks yet."""

    reservation: SerialReservation
    facts: dict
    stored: storing.Stored


def request(session, *, by, design=None):
    """Asks for the certificates of a session; returns the CertificateBatch, whose `job` does the work.

    While a batch of the session is unfinished, that one is returned: two people who ask at once get one. design: a
    CertificateDesign, by default that of the session's level. Raises Refused when `by` may not issue, the session is not
    closed, there is no design, or nobody would get a certificate.
    """
    _only_coordinators(by, session)
    # Looked at before the lock: trying all the texts takes a moment. The work checks each officer again under the lock.
    rows = eligibility.check_list(session, design)
    with transaction.atomic():
        session = _locked_session(session.pk)
        unfinished = CertificateBatch.objects.unfinished().filter(session=session).select_related("job").first()
        if unfinished:
            return unfinished
        if session.state != SessionState.CLOSED:
            raise Refused(_("Certificates are issued once the session is closed. This one is not closed yet."))
        design = design or designs.design_for(session)
        ready = [row for row in rows if row.ready]
        if not ready:
            raise Refused(_nobody(rows))
        page = reverse("certificates:issue", args=[session.code])
        job = requesting.request(
            JOB_KIND,
            by=by,
            params={"session": session.code, "back": page, "next": page},
            scope=f"programme:{session.phase.programme_id}",
            total=len(ready),
            key=f"certificates:{session.pk}",
        )
        batch = CertificateBatch.objects.create(session=session, design=design, job=job, requested_by=by)
        record(by, "certificate_batch.requested", batch, session=session.pk, design=design.pk, ready=len(ready))
    return batch


def _only_coordinators(by, session):
    if not can_issue(by, session):
        raise Refused(_("Only a coordinator of the programme may issue its certificates."))


def _locked_session(pk):
    sessions = TrainingSession.objects.select_related("course", "phase__programme")
    return sessions.select_for_update(of=("self",)).get(pk=pk)


def _nobody(rows):
    if any(row.kind == eligibility.Kind.ISSUED for row in rows):
        return _(
            "Everyone who can get a certificate of this session has it already. The check list says why for the others."
        )
    return _("Nobody in this session can get a certificate yet. The check list says why for each officer.")


@performs(
    JOB_KIND,
    title=lambda job: _("Certificates of %(session)s") % {"session": job.params["session"]},
    unit=gettext_lazy("made"),
    steps={"number": gettext_lazy("Taking the numbers"), "draw": gettext_lazy("Drawing and storing")},
    after=gettext_lazy("See the certificates"),
)
def perform(job, lease):
    """Makes the certificates of a batch; may be run again at any time. Returns {"issued": int, "set_aside": int}."""
    batch = CertificateBatch.objects.select_related("design", "requested_by").get(job=job)
    lease.step("number")
    design = designs.drawn(batch.design)
    ready = eligibility.ready(batch.session, batch.design)
    with lease.chunk() as progress:
        session = _locked_session(batch.session_id)
        reservations = numbering.reserve(ready, programme=session.phase.programme)
        progress.done = batch.certificates.count()
        progress.total = progress.done + len(ready)
        progress.set_aside = 0
    lease.step("draw")
    waiting = list(reversed(ready))
    while waiting:
        before = len(waiting)
        drawn = _draw_some(waiting, reservations, batch.design, design)
        with lease.chunk() as progress:
            issued = _keep(drawn, batch)
            progress.done += before - len(waiting)
            progress.set_aside += before - len(waiting) - len(issued)
    return {"issued": batch.certificates.count(), "set_aside": job.set_aside}


def _draw_some(waiting, reservations, design, drawn_design):
    """Draws and stores from the end of `waiting` for about a second, outside of any transaction. Returns [Drawn]."""
    until = monotonic() + CHUNK_SECONDS
    results = []
    while waiting and len(results) < CHUNK_MOST and (not results or monotonic() < until):
        enrolment = waiting.pop()
        # Whoever changed since the list was made gets none now; the list says why, and the number stays reserved.
        with suppress(Refused):
            results.append(_draw(enrolment, reservations[enrolment.pk], design, drawn_design))
    return results


def _draw(enrolment, reservation, design, drawn_design):
    facts = facts_of(enrolment, design, serial=reservation.serial, code=reservation.code)
    return Drawn(reservation, snapshot(facts, drawn_design), storing.store(draw(facts, drawn_design)))


def _keep(drawn, batch):
    """Writes the rows of what was drawn, in the caller's transaction. Returns the certificates; leaves out who changed."""
    still = _still_entitled([one.reservation.enrolment_id for one in drawn])
    for one in drawn:
        if one.reservation.enrolment_id not in still:
            transaction.on_commit(partial(storing.discard, one.stored.name))
    kept = [one for one in drawn if one.reservation.enrolment_id in still]
    return _write(kept, design=batch.design, by=batch.requested_by, batch=batch)


def _still_entitled(enrolment_ids):
    """Locks the enrolments; returns the ids of those that completed a closed session and hold no certificate."""
    locked = Enrolment.objects.select_for_update(of=("self",)).filter(pk__in=enrolment_ids).order_by("pk")
    completed = locked.filter(state=EnrolmentState.COMPLETED, session__state=SessionState.CLOSED)
    entitled = {enrolment.pk for enrolment in completed}
    holders = Certificate.objects.live().filter(enrolment__in=enrolment_ids).values_list("enrolment_id", flat=True)
    return entitled - set(holders)


def _write(drawn, *, design, by, batch=None, supersedes=None):
    now = timezone.now()
    certificates = Certificate.objects.bulk_create(
        Certificate(
            enrolment_id=one.reservation.enrolment_id,
            batch=batch,
            design=design,
            serial=one.reservation.serial,
            code=one.reservation.code,
            facts=one.facts,
            supersedes=supersedes,
            pdf=one.stored.name,
            sha256=one.stored.sha256,
            size=one.stored.size,
            issued_at=now,
            issued_by=by,
        )
        for one in drawn
    )
    SerialReservation.objects.filter(pk__in=[one.reservation.pk for one in drawn]).delete()
    record_many(
        by,
        "certificate.issued",
        [
            (
                certificate,
                {
                    "enrolment": certificate.enrolment_id,
                    "design": design.pk,
                    "batch": batch and batch.pk,
                    "supersedes": supersedes and supersedes.pk,
                    "sha256": certificate.sha256,
                },
            )
            for certificate in certificates
        ],
    )
    return certificates


def supersede(certificate, *, by, reason, reason_bn="", design=None):
    """Issues a corrected certificate, from the records of today, in place of one that holds. Returns the new one.

    reason: why, for everyone who checks the old one; reason_bn: the same in Bangla. design: by default that of the session's
    level now. Raises Refused when the old one does not hold, a reason is missing, or the officer could not get one today.
    """
    enrolment = _with_everything(certificate.enrolment_id)
    _only_coordinators(by, enrolment.session)
    reason = _given(reason)
    design = design or designs.design_for(enrolment.session)
    drawn_design = designs.drawn(design)
    with transaction.atomic():
        _locked(certificate)
        reservation = numbering.reserve([enrolment], programme=enrolment.session.phase.programme)[enrolment.pk]
    drawn = _draw(enrolment, reservation, design, drawn_design)
    with transaction.atomic():
        old = _locked(certificate)
        _end(old, CertificateState.SUPERSEDED, reason, reason_bn)
        if not _still_entitled([enrolment.pk]):
            raise Refused(_("This officer has no completed training in a closed session any more."))
        [new] = _write([drawn], design=design, by=by, supersedes=old)
        record(by, "certificate.superseded", old, before="issued", after=old.state, superseded_by=new.pk)
    return new


@transaction.atomic
def revoke(certificate, *, by, reason, reason_bn=""):
    """Takes a certificate back for ever; whoever checks it reads the reason and the date. Returns it; raises Refused."""
    _only_coordinators(by, certificate.enrolment.session)
    certificate = _locked(certificate)
    _end(certificate, CertificateState.REVOKED, _given(reason), reason_bn)
    record(by, "certificate.revoked", certificate, before="issued", after=certificate.state)
    return certificate


def _locked(certificate):
    certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if not certificate.holds:
        raise Refused(
            _("The certificate %(serial)s does not hold any more: it is %(state)s.")
            % {"serial": certificate.serial, "state": certificate.get_state_display().lower()}
        )
    return certificate


def _given(reason):
    if not reason.strip():
        raise Refused(_("Give a reason. Everyone who checks the certificate will read it."))
    return reason.strip()


def _end(certificate, state, reason, reason_bn):
    certificate.state, certificate.reason, certificate.reason_bn = state, reason, reason_bn.strip()
    certificate.state_changed_at = timezone.now()
    certificate.save(update_fields=["state", "reason", "reason_bn", "state_changed_at"])


def _with_everything(enrolment_id):
    with_facts = Enrolment.objects.select_related(
        "officer", "rank", "unit", "session__course", "session__place", "session__phase__programme"
    )
    return with_facts.get(pk=enrolment_id)
