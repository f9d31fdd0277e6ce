"""For coordinators: who gets a certificate, who does not and why, one button, a specimen; and the versions of designs."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import allow
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.staff_pages import render_staff_page
from certificates import designs, eligibility, issuing
from certificates.drawing import draw
from certificates.models import CertificateBatch, CertificateDesign
from certificates.printed_facts import specimen_facts
from trainings.models import SessionState, TrainingSession


def _session(request, code):
    sessions = TrainingSession.objects.coordinated_by(request.user).select_related(
        "course", "phase__programme", "place"
    )
    return get_object_or_404(sessions, code=code)


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request, code):
    """The check list of a session; POST asks for the certificates and leads to the page of the work."""
    session = _session(request, code)
    if request.method == "POST":
        try:
            batch = issuing.request(session, by=request.user)
        except Refused as no:
            messages.error(request, str(no))
            return redirect("certificates:issue", session.code)
        return redirect(batch.job)
    return render_staff_page(request, "certificates/issue.html", _check_list(session))


def _check_list(session):
    try:
        design = designs.design_for(session)
    except Refused:
        design = None
    rows = eligibility.check_list(session, design)
    unfinished = CertificateBatch.objects.unfinished().filter(session=session).select_related("job").first()
    return {
        "session": session,
        "closed": session.state == SessionState.CLOSED,
        "design": design,
        "no_design": next((row.why for row in rows if row.kind == eligibility.Kind.NO_DESIGN), None),
        "ready": [row for row in rows if row.kind == eligibility.Kind.READY],
        "issued": [row for row in rows if row.kind == eligibility.Kind.ISSUED],
        "others": [row for row in rows if row.kind not in (eligibility.Kind.READY, eligibility.Kind.ISSUED)],
        "unfinished": unfinished and unfinished.job,
    }


@allow(is_coordinator)
@require_safe
def specimen(request, code):
    """One drawn page with the facts of the first officer who is ready; its serial says SPECIMEN, its code opens nothing."""
    session = _session(request, code)
    try:
        design = designs.design_for(session)
        enrolment = next(iter(eligibility.ready(session, design)))
        pdf = draw(specimen_facts(enrolment, design), designs.drawn(design))
    except (Refused, StopIteration) as nothing:
        raise Http404 from nothing
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = "inline; filename=specimen.pdf"
    response["Cache-Control"] = "private, no-store"
    return response


def _design(request, pk):
    return get_object_or_404(CertificateDesign.objects.coordinated_by(request.user), pk=pk)


@allow(is_coordinator)
@require_POST
def next_version(request, pk):
    """A copy of a design, to be changed."""
    copy = designs.next_version(_design(request, pk), by=request.user)
    messages.success(request, _("This is the next version. Change it, then use it for new certificates."))
    return redirect("admin:certificates_certificatedesign_change", copy.pk)


@allow(is_coordinator)
@require_POST
def use_design(request, pk):
    """From now on new certificates of this level get this design."""
    design = designs.use(_design(request, pk), by=request.user)
    messages.success(request, _("New certificates of this level get this design from now on."))
    return redirect("admin:certificates_certificatedesign_change", design.pk)
