"""Sign-in sheets of a session: offered, requested, downloaded. The same for coordinators and for who teaches, in their frames."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access.request_ids import id_of
from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.audit.trail import record
from accounts.permissions import can_mark_attendance, is_coordinator, works_on_sessions
from accounts.refusal import Refused
from accounts.ui.staff_pages import render_staff_page
from reports.exports.sent_pdfs import pdf_response
from reports.sign_in import printing
from trainings.models import TrainingSession


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def for_coordinators(request: SignedInRequest, code: str) -> HttpResponse:
    """The days to choose from; a POST requests the sheets."""
    found = _session(request, code, TrainingSession.objects.coordinated_by(request.user))
    return _choices(request, found, staff=True)


@allow(is_coordinator)
@require_safe
def file_for_coordinators(request: SignedInRequest, code: str, token: str) -> HttpResponseBase:
    """Sends the PDF to who requested it, until it expires; else 404."""
    return _sheets(request, _session(request, code, TrainingSession.objects.coordinated_by(request.user)), token)


@allow(works_on_sessions)
@require_http_methods(["GET", "HEAD", "POST"])
def for_trainers(request: SignedInRequest, code: str) -> HttpResponse:
    """The days to choose from; a POST requests the sheets."""
    return _choices(request, _session(request, code, TrainingSession.objects.visible_to(request.user)), staff=False)


@allow(works_on_sessions)
@require_safe
def file_for_trainers(request: SignedInRequest, code: str, token: str) -> HttpResponseBase:
    """Sends the PDF to who requested it, until it expires; else 404."""
    return _sheets(request, _session(request, code, TrainingSession.objects.visible_to(request.user)), token)


def _session(request, code, among):
    found = get_object_or_404(among.select_related("course", "phase__programme", "place"), code=code)
    if not can_mark_attendance(request.user, found):
        raise Http404
    return found


def _choices(request, session, *, staff):
    if request.method == "POST":
        try:
            return redirect(printing.ask(session, day=id_of(request.POST.get("day")), by=request.user))
        except Refused as no:
            messages.error(request, str(no))
            return redirect(request.path)
    context = {
        "session": session,
        "days": list(session.days.order_by("number")),
        "officers": session.enrolments.active().count(),
        "shell": "shells/staff.html" if staff else "shells/portal.html",
        "staff": staff,
    }
    if staff:
        return render_staff_page(request, "reports/sign_in.html", context)
    return render(request, "reports/sign_in.html", context)


def _sheets(request, session, token):
    file = printing.file_for(request.user, session, token)
    if file is None:
        raise Http404
    if request.method == "GET":
        record(request.user, "sign_in_sheets.downloaded", session)
    return pdf_response(file, f"sign-in-{session.code}.pdf")
