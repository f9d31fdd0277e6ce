"""Correcting certificates: somebody says what is wrong, a coordinator decides, and a new certificate replaces the old one.

A printed certificate never changes. Approving corrects the record, as far as the coordinator ticks it, and issues a new
certificate from that record in place of the valid one, in one transaction. The new one is drawn before, from the record as
it will be; when the record changed in between, nothing is written.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates_session, is_the_officer, signed_in
from accounts.refusal import Refused
from certificates.designs import versions
from certificates.designs.levels import replacing_level
from certificates.designs.printed_facts import facts_of, specimen_facts
from certificates.drawing import PrintedFacts, snapshot
from certificates.issuing import records, serials
from certificates.lifecycle import correction_emails
from certificates.models import Certificate, CorrectionRequest, CorrectionState
from certificates.models.correction import FOLDER
from certificates.storage import stored_files
from participants.officers.names import name_officer, parse_name
from participants.officers.same_person import is_own
from programmes.files import evidence as checked_papers
from programmes.files import orphans
from trainings.enrolment.frozen_posting import correct_frozen_posting
from trainings.models import Enrolment, EnrolmentState

NAMES = ("name_bn", "name_en")
THEN = ("rank", "unit")
FIELDS = (*NAMES, *THEN)
LONGEST = 1000
# A corrected certificate has to differ from the old one in what is printed of the person and the training.
_COMPARED = ("name", "rank", "course", "dates", "place", "hours")


def with_everything() -> QuerySet[Enrolment]:
    """Returns the enrolments as correcting needs them: with officer, rank, unit and session."""
    return Enrolment.objects.select_related(
        "officer__user", "officer__rank", "officer__unit", "rank", "unit", "session__course", "session__place",
        "session__phase__programme",
    )  # fmt: skip


def live_certificate(enrolment: Enrolment) -> Certificate | None:
    """Returns the valid Certificate of an enrolment, or None."""
    return Certificate.objects.live().filter(enrolment=enrolment).select_related("design").first()


# Asking


@transaction.atomic
def file(
    enrolment: Enrolment, *, by: User, asked: Mapping[str, Any], evidence: UploadedFile | None = None
) -> CorrectionRequest:
    """Files a request to correct what is printed, or will be. Returns the CorrectionRequest.

    by: the officer, or a coordinator of the programme. asked: {"name_bn", "name_en": text, "rank": Rank, "unit": Unit, "other",
    "note": text}, only what is wrong. evidence: an uploaded PDF, JPEG or PNG. Raises Refused when nothing is named as wrong,
    for a file that is none of these, and while another request of the enrolment waits.
    """
    enrolment = with_everything().select_for_update(of=("self",)).get(pk=enrolment.pk)
    if not is_the_officer(by, enrolment.officer) and not coordinates_session(by, enrolment.session):
        raise Refused(_("Only the officer and the coordinators of the programme may ask for a correction."))
    if enrolment.state == EnrolmentState.NOMINATED or not enrolment.was_confirmed or enrolment.double_of_id:
        raise Refused(_("This officer took no part in the session, so there is nothing to correct."))
    asked = {field: value for field, value in asked.items() if value}
    asked |= {field: parse_name(field, asked[field]) for field in NAMES if field in asked}
    if not any(asked.get(field) for field in (*FIELDS, "other")):
        raise Refused(_("Say what is wrong: write at least one line as it should be."))
    made = CorrectionRequest(enrolment=enrolment, certificate=live_certificate(enrolment), filed_by=by, **asked)
    if evidence:
        content, media_type = checked_papers.prepared(evidence)
        made.evidence, made.evidence_name = content, checked_papers.NAMES[media_type]
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as twice:
        if made.evidence:
            stored_files.discard(str(made.evidence.name))
        raise Refused(_("A correction was asked for already and waits for the coordinator.")) from twice
    record(by, "correction.filed", made, enrolment=enrolment.pk, certificate=made.certificate_id, fields=_ids(asked))
    return made


def _ids(asked):
    """Returns the numbers of the lines that were meant: the audit trail takes no words that may be personal data."""
    return [place for place, field in enumerate((*FIELDS, "other")) if asked.get(field)]


def sweep_papers() -> int:
    """Removes papers that no request to correct refers to. Returns how many."""
    rows = CorrectionRequest.objects.all()
    return orphans.sweep(FOLDER, lambda names: rows.filter(evidence__in=names).values_list("evidence", flat=True))


@transaction.atomic
def withdraw(request: CorrectionRequest, *, by: User) -> CorrectionRequest:
    """Withdraws an open request. Returns it. Raises Refused unless `by` filed it, or is the officer it is about."""
    request = _locked(request)
    if not (is_the_officer(by, request.enrolment.officer) or (signed_in(by) and by.pk == request.filed_by_id)):
        raise Refused(_("Only the person who asked for it may take it back."))
    _close(request, CorrectionState.WITHDRAWN)
    record(by, "correction.withdrawn", request, before="filed", after=request.state)
    return request


@transaction.atomic
def mark_read(request: CorrectionRequest, *, by: User) -> CorrectionRequest:
    """Records that the officer has read the answer, so that it is not shown again. Returns the request."""
    request = CorrectionRequest.objects.of_officer(by).select_for_update(of=("self",)).get(pk=request.pk)
    if request.handled_at and not request.seen_at:
        request.seen_at = timezone.now()
        request.save(update_fields=["seen_at"])
    return request


def open_and_unread(user: User) -> tuple[dict[int, CorrectionRequest], list[CorrectionRequest]]:
    """Returns ({enrolment id: the request that waits}, [answers not read yet, the latest first]) for an officer's own page. One query."""
    own = (
        CorrectionRequest.objects.of_officer(user).filter(seen_at__isnull=True).exclude(state=CorrectionState.WITHDRAWN)
    )
    rows = list(
        own.select_related("result", "certificate", "enrolment__session__course").order_by("-handled_at", "-pk")
    )
    return {row.enrolment_id: row for row in rows if row.is_open}, [row for row in rows if not row.is_open]


# Deciding


@transaction.atomic
def decline(request: CorrectionRequest, *, by: User, reason: str, reason_bn: str) -> CorrectionRequest:
    """Declines a request; the officer reads the reason in both languages. Returns it; raises Refused."""
    request = _locked(request)
    _refuse_unless_may_decide(request, by)
    if not reason.strip() or not reason_bn.strip():
        raise Refused(_("Give the reason in both languages. The officer reads it."))
    request.reason, request.reason_bn = reason.strip(), reason_bn.strip()
    _close(request, CorrectionState.DECLINED, by=by)
    record(by, "correction.declined", request, before="filed", after=request.state)
    correction_emails.request_email(request)
    return request


def approve(
    request: CorrectionRequest, *, by: User, changes: dict[str, Any], reason: str, reason_bn: str = ""
) -> CorrectionRequest:
    """Corrects the record and issues a new certificate in place of the valid one. Returns the request.

    changes: {"name_bn", "name_en": text, "rank": Rank, "unit": Unit} for the record; may be empty when the record was corrected
    already. reason: what everyone reads who checks the old certificate. Without a certificate, only the record is corrected.
    Raises Refused when the request is decided, the certificate is not valid any more, the new one would say the same, or the
    record changed in between.
    """
    request = CorrectionRequest.objects.with_everything().get(pk=request.pk)
    _refuse_unless_may_decide(request, by)
    _check_open(request)
    changes = changes | {field: parse_name(field, changes[field]) for field in NAMES if field in changes}
    old = live_certificate(request.enrolment)
    if old is None:
        return _approve_record(request, by=by, changes=changes)
    records.require_reason(reason)
    printed = _prepare(request, old, by=by, changes=changes)
    try:
        with transaction.atomic():
            request = _locked(request)
            old = records.lock_valid(old)
            _correct_record(request.enrolment, changes, by=by)
            enrolment = with_everything().get(pk=request.enrolment_id)
            if _snapshot(enrolment, printed) != _without_payload(printed.drawn.facts):
                raise Refused(_("The record was changed while the new certificate was drawn. Look at it again."))
            new = records.write_replacement(
                printed.drawn, old, design=printed.context.design, by=by, reason=reason, reason_bn=reason_bn
            )
            _approved(request, by=by, certificate=old, result=new)
    except Refused:
        # Only after a refusal: after any other error the row may have been written. The sweep finds files without a row.
        stored_files.discard(printed.drawn.stored.name)
        raise
    return request


class _Prepared(NamedTuple):
    """A new certificate that is drawn and stored, and what it was drawn with."""

    context: records.IssuingContext
    drawn: records.DrawnCertificate


def _prepare(request, old, *, by, changes):
    enrolment = _as_it_will_be(request.enrolment, changes)
    design = versions.design_for(enrolment.session, replacing_level(enrolment, old.level))
    if same_words(old.facts, specimen_facts(enrolment, design)):
        raise Refused(
            _(
                "The new certificate would say the same as the old one. Tick what is to be corrected in the record first."
            )
        )
    context = records.issuing_context(design, by=by)
    with transaction.atomic():
        records.lock_valid(old)
        reservation = serials.reserve([enrolment], programme=enrolment.session.phase.programme)[enrolment.pk]
    return _Prepared(context, records.draw_and_store(enrolment, reservation, context))


def _as_it_will_be(enrolment, changes):
    """Returns the enrolment, fetched anew and never saved, with the changes in it."""
    enrolment = with_everything().get(pk=enrolment.pk)
    for field, value in changes.items():
        setattr(enrolment.officer if field in NAMES else enrolment, field, value)
    return enrolment


def _snapshot(enrolment, printed):
    reservation, context = printed.drawn.reservation, printed.context
    facts = facts_of(enrolment, context.design, serial=reservation.serial, code=reservation.code)
    return snapshot(facts, context.drawn_design)


def _without_payload(facts):
    # The signed payload of the QR code (issuing/qr_payload.py) differs each time it is signed.
    return {**facts, "verify_url": facts["verify_url"].partition("#")[0]}


def same_words(facts: Mapping[str, Any], printed: PrintedFacts) -> bool:
    """Whether stored facts (dict) and PrintedFacts say the same of the person and the training."""
    keys = [f"{fact}_{language}" for fact in _COMPARED for language in ("bn", "en")]
    return all(facts.get(key, "") == getattr(printed, key) for key in keys)


def _approve_record(request, *, by, changes):
    if request.certificate_id:
        raise Refused(
            _("The certificate is not valid any more, so it cannot be replaced. Decline the request and say why.")
        )
    if not changes:
        raise Refused(_("Tick what is to be corrected in the record."))
    with transaction.atomic():
        request = _locked(request)
        if live_certificate(request.enrolment):
            raise Refused(_("A certificate was issued meanwhile. Look at the request again."))
        _correct_record(request.enrolment, changes, by=by)
        _approved(request, by=by, certificate=None, result=None)
    return request


def _correct_record(enrolment, changes, *, by):
    names = {field: value for field, value in changes.items() if field in NAMES}
    then = {field: value for field, value in changes.items() if field in THEN}
    if names:
        name_officer(enrolment.officer, by=by, as_on="correction", **names)
    if then:
        correct_frozen_posting(enrolment, by=by, **then)


def _approved(request, *, by, certificate, result):
    # A request that waited while a new design was rolled out is about the certificate of today.
    request.certificate, request.result = certificate, result
    _close(request, CorrectionState.APPROVED, by=by)
    record(by, "correction.approved", request, before="filed", after=request.state, result=result and result.pk)
    correction_emails.request_email(request)


def _locked(request):
    found = CorrectionRequest.objects.select_related("enrolment__officer__user", "enrolment__session__phase")
    request = found.select_for_update(of=("self",)).get(pk=request.pk)
    _check_open(request)
    return request


def _check_open(request):
    if not request.is_open:
        raise Refused(_("This request is decided already: %(state)s.") % {"state": request.get_state_display().lower()})


def _refuse_unless_may_decide(request, by):
    if not coordinates_session(by, request.enrolment.session):
        raise Refused(_("Only a coordinator of the programme may decide on this."))
    refuse_own(request.enrolment, by)


def refuse_own(enrolment: Enrolment, by: User) -> None:
    """Raises Refused when the certificate is that of `by`, under whatever account: somebody else decides about it."""
    if is_own(enrolment.officer, by):
        raise Refused(_("This is your own certificate. Another coordinator has to do this."))


def _close(request, state, by=None):
    request.state, request.handled_by, request.handled_at = state, by, timezone.now()
    request.save(update_fields=["state", "handled_by", "handled_at", "reason", "reason_bn", "certificate", "result"])
