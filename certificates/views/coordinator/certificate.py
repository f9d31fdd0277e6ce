"""One certificate, for coordinators: what was printed, whether it is valid, what was done and what can be done."""

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.ui.staff_pages import render_staff_page
from certificates.lifecycle import history
from certificates.lifecycle import picture as certificate_picture
from certificates.models import Certificate, CertificateState
from certificates.reinstatement import decisions
from certificates.verification.printed_lines import printed_lines
from participants.officers.same_person import is_own
from programmes.models import Programme

ROWS_PER_PAGE = 50


def coordinated(request: SignedInRequest) -> QuerySet[Certificate]:
    """Returns the Certificates (QuerySet) of the programmes that the user coordinates."""
    return Certificate.objects.filter(
        enrolment__session__phase__programme__in=Programme.objects.coordinated_by(request.user).values("pk")
    ).select_related("enrolment__officer", "enrolment__session__phase__programme", "enrolment__session__course")


@allow(is_coordinator)
@require_safe
def certificate(request: SignedInRequest, serial: str) -> HttpResponse:
    """What was printed, whether it is valid, its versions, who did what, and what can be done."""
    rows = coordinated(request).select_related("design__frozen", "signed_with", "issued_by", "batch")
    found = get_object_or_404(rows, serial=serial)
    context = {
        "certificate": found,
        "picture": certificate_picture.shown(found),
        "officer": found.enrolment.officer,
        "session": found.enrolment.session,
        "lines": printed_lines(found, get_language()),
        "other_language": "en" if get_language().startswith("bn") else "bn",
        "versions": history.versions(found),
        "audit_lines": history.audit_lines(found),
        "corrections": list(found.enrolment.correction_requests.select_related("result").order_by("-filed_at")),
        "reissue": _reissue(request, found) if found.state == CertificateState.REVOKED else None,
        "is_own": is_own(found.enrolment.officer, request.user),
    }
    return render_staff_page(request, "certificates/certificate.html", context)


def _reissue(request, revoked):
    """Returns what can be done after a revocation: the open request, the new certificate, or why none can be requested."""
    enrolment = decisions.target_enrolment(revoked)
    asked = enrolment.reinstatements.all()
    return {
        "open": next((one for one in asked if one.is_open), None),
        "new": next((one.certificate for one in asked if one.revoked_id == revoked.pk and one.certificate_id), None),
        "why_not": decisions.why_not_propose(enrolment, request.user),
    }


@allow(is_coordinator)
@require_safe
def picture(request: SignedInRequest, serial: str) -> HttpResponse:
    """The certificate itself, as an SVG picture of what was printed."""
    found = get_object_or_404(coordinated(request).select_related("design__frozen"), serial=serial)
    drawn = certificate_picture.svg(found)
    if drawn is None:
        raise Http404
    response = HttpResponse(drawn, content_type="image/svg+xml")
    response["Cache-Control"] = "private, no-store"
    return response
