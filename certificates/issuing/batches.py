"""Issuing certificates: a batch for a session, a corrected one in place of another, and taking one back.

The order of things makes a crash harmless at every point. Numbers are reserved first (numbering.py). Then, outside of any
transaction, certificates are drawn and their files put in place, the files of a chunk together. Last, in one short
transaction, the rows, the audit lines and the progress are written and the reservations go. A crash before that leaves files
nobody claims, which the sweep finds (storing.py), and reservations, which the next attempt uses; a crash after it leaves
nothing to do for those officers. Memory holds the ids of a session and one chunk of it, so a batch may be of any size.
"""

from functools import partial
from time import monotonic
from typing import NamedTuple

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit.trail import record, record_many
from accounts.permissions import can_issue
from accounts.refusal import Refused
from certificates.designs import versions
from certificates.designs.printed_facts import facts_of
from certificates.drawing import Design, draw, snapshot
from certificates.issuing import eligibility, qr_payload, serials
from certificates.models import (
    Certificate,
    CertificateBatch,
    CertificateDesign,
    CertificateState,
    SerialReservation,
    SigningCertificate,
)
from certificates.signing import CannotSign, Signer, clock_check, key_register
from certificates.storage import stored_files
from jobs import requesting
from jobs.execution.garbage_collection import gc_paused
from jobs.execution.running import performs
from trainings.models import Enrolment, EnrolmentState, SessionState, TrainingSession

JOB_KIND = "certificates.issue"
# A chunk is what is drawn in about this time; its transaction then takes milliseconds.
CHUNK_SECONDS = 1.0
CHUNK_MOST = 250
NUMBERED_AT_ONCE = 1_000
# So many officers have their texts tried while the person who asks waits; of more, the work finds out who does not fit.
TRIED_WHILE_WAITING = 500


class Drawn(NamedTuple):
    """A certificate that is drawn and stored, and of which no row speaks yet."""

    reservation: SerialReservation
    facts: dict
    stored: stored_files.Stored
    signed_with: SigningCertificate


class Press(NamedTuple):
    """What all certificates of a batch are made with: the design as stored and as drawn, and the key that signs."""

    design: CertificateDesign
    drawn_design: Design
    signer: Signer
    signed_with: SigningCertificate


def set_up_press(design, *, by):
    """Returns the Press for a CertificateDesign; by: User who issues. Raises Refused where one is at fault, or the clock."""
    clock_check.refuse_wrong_clock()
    return Press(design, versions.frozen(design), *key_register.signer_in_use(by=by))


def under_way(session):
    """Returns the CertificateBatch of a session whose work waits or runs, or None."""
    return CertificateBatch.objects.unfinished().filter(session=session).select_related("job").first()


def request(session, *, by, design=None, only=None, asked=None, try_texts=True):
    """Asks for the certificates of a session; returns the CertificateBatch, whose `job` does the work.

    While the same batch is unfinished, that one is returned: two people who ask at once get one. design: a
    CertificateDesign, by default that of the session's level. only: ids of the enrolments that were chosen, by default
    everyone who can get one. asked: the ProgrammeRequest this is a part of. try_texts: whether those whose text does not
    fit are counted out beforehand; the work finds them in any case. Raises Refused when `by` may not issue, the
    session is not closed, there is no design, nobody would get a certificate, or another choice of officers is being made.
    """
    began = timezone.now()
    _only_coordinators(by, session)
    only = None if only is None else sorted({int(pk) for pk in only})
    # Looked at before the lock: trying texts takes a moment. The work checks each officer again under the lock.
    ready = None if session.state != SessionState.CLOSED else _ready(session, design, only, try_texts)
    with transaction.atomic():
        session = _locked_session(session.pk)
        meanwhile = _asked_meanwhile(session, began)
        if meanwhile and (meanwhile.selection == only or not meanwhile.job.finished):
            return _the_same(meanwhile, only)
        if session.state != SessionState.CLOSED:
            raise Refused(_("Certificates are issued once the session is closed. This one is not closed yet."))
        design = design or versions.design_for(session)
        if not ready:
            raise Refused(_nobody(session))
        page = reverse("certificates:issue", args=[session.code])
        job = requesting.request(
            JOB_KIND,
            by=by,
            params={"session": session.code, "back": page, "next": page},
            scope=f"programme:{session.phase.programme_id}",
            total=ready,
            key=f"certificates:{session.pk}",
        )
        batch = CertificateBatch.objects.create(
            session=session, design=design, job=job, requested_by=by, selection=only, asked=asked
        )
        chosen = {} if only is None else {"chosen": len(only)}
        record(by, "certificate_batch.requested", batch, session=session.pk, design=design.pk, ready=ready, **chosen)
    return batch


def _asked_meanwhile(session, began):
    """Returns the latest batch whose work waits or runs, or which was asked for, and perhaps done, since `began`."""
    asked = CertificateBatch.objects.unfinished() | CertificateBatch.objects.filter(created_at__gte=began)
    return asked.filter(session=session).select_related("job").first()


def _ready(session, design, only, try_texts):
    """Returns how many would get a certificate; of many officers, how many as far as the database can tell."""
    count = eligibility.candidates(session, only=only).count()
    if not try_texts or count > TRIED_WHILE_WAITING:
        return count
    return len(eligibility.ready(session, design, only=only))


def _the_same(unfinished, only):
    if unfinished.selection != only:
        raise Refused(_("Certificates of this session are being made just now. Ask again once that is done."))
    return unfinished


def _only_coordinators(by, session):
    if not can_issue(by, session):
        raise Refused(_("Only a coordinator of the programme may issue its certificates."))


def _locked_session(pk):
    sessions = TrainingSession.objects.select_related("course", "phase__programme")
    return sessions.select_for_update(of=("self",)).get(pk=pk)


def _nobody(session):
    if Certificate.objects.live().filter(enrolment__session=session).exists():
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
    batch = CertificateBatch.objects.select_related(
        "design", "requested_by", "session__course", "session__place", "session__phase__programme"
    ).get(job=job)
    lease.step("number")
    press = set_up_press(batch.design, by=batch.requested_by)
    waiting = _number(batch, lease)
    lease.step("draw")
    while waiting:
        before = len(waiting)
        with gc_paused():
            with stored_files.Shelf() as shelf:
                drawn = _draw_some(waiting, batch, press, shelf)
                shelf.secure()
            with lease.chunk() as progress:
                issued = _keep(drawn, batch)
                progress.done += before - len(waiting)
                progress.set_aside += before - len(waiting) - len(issued)
    return {"issued": batch.certificates.count(), "set_aside": job.set_aside}


def _number(batch, lease):
    """Takes the numbers of everyone who gets one; returns the ids of the enrolments, the first of the roster last."""
    ids = list(eligibility.candidates(batch.session, only=batch.selection).values_list("pk", flat=True))
    if len(ids) <= TRIED_WHILE_WAITING:
        # Nobody takes a number who could be told beforehand that the text does not fit.
        ids = [one.pk for one in eligibility.ready(batch.session, batch.design, only=batch.selection)]
    for start in range(0, len(ids), NUMBERED_AT_ONCE):
        with lease.chunk():
            session = _locked_session(batch.session_id)
            serials.reserve(ids[start : start + NUMBERED_AT_ONCE], programme=session.phase.programme)
    with lease.chunk(set_aside=0) as progress:
        progress.done = batch.certificates.count()
        progress.total = progress.done + len(ids)
    ids.reverse()
    return ids


def _draw_some(waiting, batch, press, shelf):
    """Draws and stores from the end of `waiting` for about a second, outside of any transaction. Returns [Drawn]."""
    until = monotonic() + CHUNK_SECONDS
    part = waiting[-CHUNK_MOST:]
    enrolments = eligibility.to_print(batch.session, part)
    reservations = serials.reserved(part)
    results, begun = [], 0
    for pk in reversed(part):
        if begun and monotonic() >= until:
            break
        begun += 1
        if pk not in enrolments or pk not in reservations or eligibility.name_problem(enrolments[pk].officer):
            # Whoever changed since the list was made gets none now; the list says why, and the number stays reserved.
            continue
        try:
            results.append(produce(enrolments[pk], reservations[pk], press, store=shelf.put))
        except (CannotSign, stored_files.StorageAway):
            raise
        except Refused:
            continue
    del waiting[-begun:]
    return results


def produce(enrolment, reservation, press, *, store=None):
    """Draws, signs and stores the certificate of an enrolment; returns it as Drawn, of which no row speaks yet.

    store: takes the bytes and returns storing.Stored. Raises Refused when a name can be none, when it cannot be drawn exactly, or
    the storage is away.
    """
    facts = facts_of(enrolment, press.design, serial=reservation.serial, code=reservation.code)
    eligibility.refuse_wrong_name(facts)
    facts = qr_payload.carried_by(facts, session=enrolment.session, design=press.drawn_design, signer=press.signer)
    pdf = draw(facts, press.drawn_design, seal=press.signer, at=timezone.now())
    stored = (store or stored_files.store)(pdf)
    return Drawn(reservation, snapshot(facts, press.drawn_design), stored, press.signed_with)


def _keep(drawn, batch):
    """Writes the rows of what was drawn, in the caller's transaction. Returns the certificates; leaves out who changed."""
    still = _still_entitled([one.reservation.enrolment_id for one in drawn])
    for one in drawn:
        if one.reservation.enrolment_id not in still:
            transaction.on_commit(partial(stored_files.discard, one.stored.name))
    kept = [one for one in drawn if one.reservation.enrolment_id in still]
    return _write(kept, design=batch.design, by=batch.requested_by, batch=batch)


def _still_entitled(enrolment_ids, *, revoked="stay"):
    """Locks the enrolments; returns the ids of those that completed a closed session and hold no certificate.

    revoked: "stay" leaves out whom one was revoked of: neither a batch nor a chunk that was drawn before it happened gives a
    new one. "pass" is for what takes the place of one that held, and for what two people decided (reinstatement/).
    """
    locked = Enrolment.objects.select_for_update(of=("self",)).filter(pk__in=enrolment_ids).order_by("pk")
    completed = locked.filter(state=EnrolmentState.COMPLETED, session__state=SessionState.CLOSED)
    if revoked == "stay":
        completed = completed.exclude(eligibility.revoked_before())
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
            signed_with=one.signed_with,
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
    reason = given(reason)
    design = design or versions.design_for(enrolment.session)
    press = set_up_press(design, by=by)
    with transaction.atomic():
        locked(certificate)
        reservation = serials.reserve([enrolment], programme=enrolment.session.phase.programme)[enrolment.pk]
    drawn = produce(enrolment, reservation, press)
    with transaction.atomic():
        return take_the_place(drawn, locked(certificate), design=design, by=by, reason=reason, reason_bn=reason_bn)


def take_the_place(drawn, old, *, design, by, reason, reason_bn=""):
    """Writes a Drawn certificate in place of `old`, which holds and is locked, in the caller's transaction. Returns the new one.

    Raises Refused when the officer has no completed training in a closed session any more.
    """
    _end(old, CertificateState.SUPERSEDED, given(reason), reason_bn)
    if not _still_entitled([old.enrolment_id], revoked="pass"):
        raise Refused(_("This officer has no completed training in a closed session any more."))
    [new] = _write([drawn], design=design, by=by, supersedes=old)
    record(by, "certificate.superseded", old, before="issued", after=old.state, superseded_by=new.pk)
    return new


def write_after_revocation(drawn, *, design, by):
    """Writes a Drawn certificate that two people decided on after a revocation, in the caller's transaction. Returns it.

    Only for reinstatement/decisions.py, which has just confirmed; the database asks for that too. Raises Refused when the officer
    holds one meanwhile, or has no completed training in a closed session any more.
    """
    if not _still_entitled([drawn.reservation.enrolment_id], revoked="pass"):
        raise Refused(_("This officer cannot get a certificate any more. The check list says why."))
    [new] = _write([drawn], design=design, by=by)
    return new


@transaction.atomic
def revoke(certificate, *, by, reason, reason_bn="", proposal=None):
    """Takes a certificate back for ever; whoever checks it reads the reason and the date. Returns it; raises Refused.

    proposal: id of the RevocationRequest that a second person confirmed, if any; see certificates/lifecycle/revocations.py.
    """
    _only_coordinators(by, certificate.enrolment.session)
    certificate = locked(certificate)
    _end(certificate, CertificateState.REVOKED, given(reason), reason_bn)
    confirmed = {"proposal": proposal} if proposal else {}
    record(by, "certificate.revoked", certificate, before="issued", after=certificate.state, **confirmed)
    return certificate


def locked(certificate):
    """Returns the certificate, locked, in the caller's transaction; raises Refused when it does not hold any more."""
    certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if not certificate.holds:
        raise Refused(
            _("The certificate %(serial)s does not hold any more: it is %(state)s.")
            % {"serial": certificate.serial, "state": certificate.get_state_display().lower()}
        )
    return certificate


def given(reason):
    """Returns the reason without white space around it; raises Refused when there is none."""
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
