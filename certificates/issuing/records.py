"""One certificate: drawing and storing it, writing its row, replacing it by another one, revoking it.

A certificate is drawn and its file is stored outside of any transaction; its row is written afterwards, in a short one.
`batches` does this for a session; corrections, re-issues and reinstatements do it for one certificate at a time.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.audit.trail import record, record_many
from accounts.database.many_rows import insert_many
from accounts.models import User
from accounts.permissions import can_issue
from accounts.refusal import Refused
from certificates.designs import versions
from certificates.designs.levels import earns
from certificates.designs.printed_facts import facts_of
from certificates.drawing import Design, draw, snapshot
from certificates.issuing import eligibility, qr_payload
from certificates.models import (
    Certificate,
    CertificateBatch,
    CertificateDesign,
    CertificateState,
    Level,
    SerialReservation,
    SigningCertificate,
)
from certificates.signing import Signer, clock_check, key_register
from certificates.storage import stored_files
from trainings.models import Enrolment, TrainingSession


class DrawnCertificate(NamedTuple):
    """A certificate that is drawn and stored, and whose row is not written yet."""

    reservation: SerialReservation
    facts: dict[str, object]
    stored: stored_files.Stored
    signed_with: SigningCertificate


class IssuingContext(NamedTuple):
    """What all certificates of a batch share: the design as stored and as drawn, the key that signs, its public record."""

    design: CertificateDesign
    drawn_design: Design
    signer: Signer
    signed_with: SigningCertificate


def issuing_context(design: CertificateDesign, *, by: User) -> IssuingContext:
    """Returns the IssuingContext for a design. by: who issues.

    Raises Refused when the design is not usable, there is no usable key, or the clock of the machine is wrong.
    """
    clock_check.refuse_wrong_clock()
    return IssuingContext(design, versions.frozen(design), *key_register.signer_in_use(by=by))


def draw_and_store(
    enrolment: Enrolment,
    reservation: SerialReservation,
    context: IssuingContext,
    *,
    store: Callable[[bytes], stored_files.Stored] | None = None,
) -> DrawnCertificate:
    """Draws, signs and stores the certificate of an enrolment, outside of any transaction. Writes no row.

    enrolment: with officer, rank, unit and session (course, place, phase and programme) fetched. store: takes the bytes of the
    PDF; by default `stored_files.store`. Raises Refused when a name cannot be printed or the certificate cannot be drawn
    exactly, CannotSign, and StorageAway.
    """
    facts = facts_of(enrolment, context.design, serial=reservation.serial, code=reservation.code)
    eligibility.check_names(facts)
    facts = qr_payload.with_payload(
        facts, session=enrolment.session, design=context.drawn_design, signer=context.signer
    )
    pdf = draw(facts, context.drawn_design, seal=context.signer, at=timezone.now())
    stored = (store or stored_files.store)(pdf)
    return DrawnCertificate(reservation, snapshot(facts, context.drawn_design), stored, context.signed_with)


def write_rows(
    drawn: Sequence[DrawnCertificate],
    *,
    design: CertificateDesign,
    by: User,
    batch: CertificateBatch | None = None,
    supersedes: Certificate | None = None,
) -> list[Certificate]:
    """Writes the rows and the audit lines of drawn certificates, in the caller's transaction; returns the new Certificates.

    The caller has checked with `still_entitled` that the officers may have them. Their reservations are removed. Valid
    certificates of participation of officers who completed meanwhile are superseded by the new ones.
    """
    now = timezone.now()
    before = {} if supersedes else _end_participation([one.reservation.enrolment_id for one in drawn], design)
    certificates = insert_many(
        [
            Certificate(
                enrolment_id=one.reservation.enrolment_id,
                batch=batch,
                design=design,
                serial=one.reservation.serial,
                code=one.reservation.code,
                facts=one.facts,
                supersedes=supersedes or before.get(one.reservation.enrolment_id),
                pdf=one.stored.name,
                sha256=one.stored.sha256,
                size=one.stored.size,
                signed_with=one.signed_with,
                issued_at=now,
                issued_by=by,
            )
            for one in drawn
        ]
    )
    SerialReservation.objects.filter(pk__in=[one.reservation.pk for one in drawn]).delete()
    _record_rows(certificates, before, by=by)
    return certificates


def _record_rows(certificates: list[Certificate], before: dict[int, Certificate], *, by: User) -> None:
    """Records new certificates, and those before them that they superseded ({enrolment id: Certificate})."""
    issued = [
        (
            one,
            {
                "enrolment": one.enrolment_id,
                "design": one.design_id,
                "batch": one.batch_id,
                "supersedes": one.supersedes_id,
                "sha256": one.sha256,
            },
        )
        for one in certificates
    ]
    superseded = [
        (
            before[one.enrolment_id],
            {"before": "issued", "after": CertificateState.SUPERSEDED.value, "superseded_by": one.pk},
        )
        for one in certificates
        if one.enrolment_id in before
    ]
    record_many(by, "certificate.issued", issued)
    if superseded:
        record_many(by, "certificate.superseded", superseded)


def _end_participation(enrolment_ids: Iterable[int], design: CertificateDesign) -> dict[int, Certificate]:
    """Ends the valid certificates of participation that those of `design` take the place of. Returns {enrolment id: Certificate}."""
    if design.level == Level.PARTICIPATION:
        return {}
    live = Certificate.objects.live().filter(enrolment__in=list(enrolment_ids), design__level=Level.PARTICIPATION)
    ended = {one.enrolment_id: one for one in live.select_for_update(of=("self",)).order_by("pk")}
    reasons = []
    for language in ("en", "bn"):
        with translation.override(language):
            reasons.append(_("Completion was decided later; a certificate of completion takes the place of this one."))
    for one in ended.values():
        _end(one, CertificateState.SUPERSEDED, *reasons)
    return ended


def still_entitled(enrolment_ids: Iterable[int], level: str, *, even_if_revoked: bool = False) -> set[int]:
    """Locks the enrolments; returns the ids of those that earned this level (levels.py) and hold no valid certificate instead.

    even_if_revoked: False leaves out officers of whom a certificate was revoked: neither a batch nor a chunk that was drawn
    before the revocation may give them a new one. True is for a replacement of a valid certificate, and for what two people
    decided (certificates/reinstatement).
    """
    ids = list(enrolment_ids)
    locked = Enrolment.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    earning = locked.filter(earns(level))
    if not even_if_revoked:
        earning = earning.exclude(eligibility.revoked_before())
    entitled = set(earning.values_list("pk", flat=True))
    holders = Enrolment.objects.filter(eligibility.holds_one(level), pk__in=ids).values_list("pk", flat=True)
    return entitled - set(holders)


def write_replacement(
    drawn: DrawnCertificate, old: Certificate, *, design: CertificateDesign, by: User, reason: str, reason_bn: str = ""
) -> Certificate:
    """Writes a drawn certificate in place of `old`, in the caller's transaction. Returns the new Certificate.

    old: valid and locked (`lock_valid`). reason, reason_bn: what everyone reads who checks the old one. Raises Refused without a
    reason, and when the officer has no completed training in a closed session any more.
    """
    _end(old, CertificateState.SUPERSEDED, require_reason(reason), reason_bn)
    loses = design.level == Level.PARTICIPATION != old.level
    if loses or not still_entitled([old.enrolment_id], design.level, even_if_revoked=True):
        raise Refused(_("This officer has no completed training in a closed session any more."))
    [new] = write_rows([drawn], design=design, by=by, supersedes=old)
    record(by, "certificate.superseded", old, before="issued", after=old.state, superseded_by=new.pk)
    return new


def write_after_revocation(drawn: DrawnCertificate, *, design: CertificateDesign, by: User) -> Certificate:
    """Writes a drawn certificate that two people decided on after a revocation, in the caller's transaction. Returns it.

    Only for certificates/reinstatement/decisions.py, which has just confirmed it; the database checks that, too. Raises Refused
    when the officer holds a valid certificate meanwhile, or has no completed training in a closed session any more.
    """
    if not still_entitled([drawn.reservation.enrolment_id], design.level, even_if_revoked=True):
        raise Refused(_("This officer cannot get a certificate any more. The check list says why."))
    [new] = write_rows([drawn], design=design, by=by)
    return new


@transaction.atomic
def revoke(
    certificate: Certificate, *, by: User, reason: str, reason_bn: str = "", proposal: int | None = None
) -> Certificate:
    """Revokes a certificate for good. Everyone who checks it reads the reason and the date. Returns it.

    proposal: id of the RevocationRequest that a second person confirmed, if any (certificates/lifecycle/revocations.py). Raises
    Refused when `by` does not coordinate the programme, without a reason, and when the certificate is not valid any more.
    """
    refuse_unless_may_issue(by, certificate.enrolment.session)
    certificate = lock_valid(certificate)
    _end(certificate, CertificateState.REVOKED, require_reason(reason), reason_bn)
    confirmed = {"proposal": proposal} if proposal else {}
    record(by, "certificate.revoked", certificate, before="issued", after=certificate.state, **confirmed)
    return certificate


def refuse_unless_may_issue(by: User, session: TrainingSession) -> None:
    """Raises Refused unless this User may issue the certificates of a session."""
    if not can_issue(by, session):
        raise Refused(_("Only a coordinator of the programme may issue its certificates."))


def lock_valid(certificate: Certificate) -> Certificate:
    """Returns the Certificate, fetched anew and locked in the caller's transaction. Raises Refused when it is not valid any more."""
    certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
    check_valid(certificate)
    return certificate


def check_valid(certificate: Certificate) -> None:
    """Raises Refused when a Certificate was superseded or revoked."""
    if not certificate.is_valid:
        raise Refused(
            _("The certificate %(serial)s is not valid any more: it is %(state)s.")
            % {"serial": certificate.serial, "state": certificate.get_state_display().lower()}
        )


def require_reason(reason: str) -> str:
    """Returns the reason without white space around it. Raises Refused when it is empty."""
    if not reason.strip():
        raise Refused(_("Give a reason. Everyone who checks the certificate will read it."))
    return reason.strip()


def _end(certificate: Certificate, state: CertificateState, reason: str, reason_bn: str) -> None:
    certificate.state, certificate.reason, certificate.reason_bn = state, reason, reason_bn.strip()
    certificate.state_changed_at = timezone.now()
    certificate.save(update_fields=["state", "reason", "reason_bn", "state_changed_at"])
