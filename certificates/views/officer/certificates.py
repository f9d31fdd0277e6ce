"""The officer portal: own certificates, own training record."""

from typing import NamedTuple

from allauth.mfa import app_settings
from django.db.models import Exists, OuterRef
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.audit.trail import record
from accounts.permissions import is_officer, signed_in
from accounts.refusal import Refused
from certificates.lifecycle import corrections
from certificates.models import Certificate, CertificateState, CorrectionRequest
from certificates.storage import stored_files
from certificates.verification.printed_lines import reason_text
from participants.models import Officer
from trainings.excuses.asking import ASKED_WHILE
from trainings.making_up.reading import codes_of, with_made_up
from trainings.models import PARTICIPATES, Enrolment, Excuse, SessionState
from trainings.objections.pages import Answered, counts_of


@allow(is_officer, second_factor=False)
@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """What an officer has here: certificates to download, and every training the officer took part in."""
    certificates = list(
        Certificate.objects.held_by(request.user)
        .select_related("superseded_by", "badge__job")
        .order_by("-enrolment__session__starts_on", "-issued_at", "-pk")
    )
    waiting, answers = corrections.open_and_unread(request.user)
    context = {
        "officer": Officer.objects.with_names().get(user=request.user),
        "cards": [_card(certificate, waiting) for certificate in certificates],
        "newest": next((certificate for certificate in certificates if certificate.is_valid), None),
        "trainings": _rows(request.user, certificates, waiting),
        "answers": answers,
    }
    return render(request, "certificates/mine.html", context)


@allow(is_officer)
@require_safe
def claimed(request: SignedInRequest) -> HttpResponse:
    """Where the claim with a slip ends: the newest certificate, one tap away, and what helps when the phone is lost."""
    held = Certificate.objects.held_by(request.user).select_related("superseded_by")
    newest = held.filter(state=CertificateState.ISSUED).order_by("-enrolment__session__starts_on", "-issued_at", "-pk")
    certificate = newest.first()
    context = {
        "officer": Officer.objects.with_names().get(user=request.user),
        "card": _card(certificate, {}) if certificate else None,
        "is_new": request.session.get("claimed") != "again",
        "may_have_passkey": app_settings.PASSKEY_LOGIN_ENABLED,
    }
    return render(request, "certificates/claimed.html", context)


class Card(NamedTuple):
    """One certificate as its holder sees it: course, dates and place as printed, in the language of the page."""

    certificate: Certificate
    course: str
    dates: str
    place: str
    why: str
    waiting: CorrectionRequest | None


class Row(NamedTuple):
    """One training: whether the officer may report an error here, or the request that waits.

    For a training with a valid certificate, the certificate offers this. excuses: whether the page for being excused has something
    to do or to read. made_up: codes of the sessions where half-days were made up. objections: to marks, or None without any.
    """

    enrolment: Enrolment
    may_ask: bool
    waiting: CorrectionRequest | None
    excuses: bool
    made_up: list[str]
    objections: Answered | None

    @property
    def shows_attendance(self) -> bool:
        """Whether the officer finds marks, half-day by half-day."""
        return self.enrolment.state in PARTICIPATES and (
            self.enrolment.session.state == SessionState.CLOSED or self.objections is not None
        )


def _rows(user, certificates, waiting):
    printed = {certificate.enrolment_id for certificate in certificates if certificate.is_valid}
    trainings, today = list(with_made_up(_trainings(user))), timezone.localdate()
    made_up = codes_of(one for one in trainings if one.has_made_up)
    objections = counts_of([one.pk for one in trainings])
    return [
        Row(
            one,
            one.pk not in printed and one.pk not in waiting,
            None if one.pk in printed else waiting.get(one.pk),
            excuses=one.has_asked or _can_ask(one, today),
            made_up=made_up.get(one.pk, []),
            objections=objections.get(one.pk),
        )
        for one in trainings
    ]


def _can_ask(enrolment, today):
    """Whether there may be a half-day to be excused from; its page says from which."""
    session = enrolment.session
    return enrolment.state in PARTICIPATES and session.state in ASKED_WHILE and today <= session.ends_on


def _card(certificate, waiting):
    language = "bn" if get_language().startswith("bn") else "en"
    printed = [certificate.facts[f"{fact}_{language}"] for fact in ("course", "dates", "place")]
    return Card(certificate, *printed, reason_text(certificate, language), waiting.get(certificate.enrolment_id))


def _trainings(user):
    enrolments = Enrolment.objects.once_on_the_roster().filter(officer__user=user)
    return (
        enrolments.exclude(session__state=SessionState.DRAFT)
        .select_related("session__course", "session__place")
        .annotate(has_asked=Exists(Excuse.objects.filter(enrolment=OuterRef("pk"))))
        .order_by("-session__starts_on", "-pk")
    )


@allow(signed_in, second_factor=False)
@require_safe
def download(request: SignedInRequest, serial: str) -> HttpResponseBase:
    """The file of one certificate: for its holder and for the coordinators of its programme, for nobody else."""
    certificate = get_object_or_404(Certificate.objects.visible_to(request.user), serial=serial)
    try:
        file = stored_files.open_stored(certificate)
    except Refused as no:
        if isinstance(no, stored_files.NotAsIssued):
            record(request.user, "certificate.file_refused", certificate, expected=certificate.sha256)
        return render(request, "certificates/file_away.html", {"sentence": str(no)}, status=503)
    if request.method == "GET":
        record(request.user, "certificate.downloaded", certificate)
    response = FileResponse(
        file, as_attachment=True, filename=f"{certificate.serial}.pdf", content_type="application/pdf"
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
