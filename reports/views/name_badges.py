"""Name badges of a session: offered, requested, downloaded. The same for coordinators and for who teaches, in their frames."""

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
from reports.name_badges import printing
from reports.name_badges.label_sheets import SHEETS
from trainings.models import TrainingSession


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def for_coordinators(request: SignedInRequest, code: str) -> HttpResponse:
    """The sheets of labels to choose from; a POST requests the badges."""
    found = _session(request, code, TrainingSession.objects.coordinated_by(request.user))
    return _offer(request, found, staff=True)


@allow(is_coordinator)
@require_safe
def file_for_coordinators(request: SignedInRequest, code: str, token: str) -> HttpResponseBase:
    """Sends the PDF to who requested it, until it expires; else 404."""
    return _send(request, _session(request, code, TrainingSession.objects.coordinated_by(request.user)), token)


@allow(works_on_sessions)
@require_http_methods(["GET", "HEAD", "POST"])
def for_trainers(request: SignedInRequest, code: str) -> HttpResponse:
    """The sheets of labels to choose from; a POST requests the badges."""
    return _offer(request, _session(request, code, TrainingSession.objects.visible_to(request.user)), staff=False)


@allow(works_on_sessions)
@require_safe
def file_for_trainers(request: SignedInRequest, code: str, token: str) -> HttpResponseBase:
    """Sends the PDF to who requested it, until it expires; else 404."""
    return _send(request, _session(request, code, TrainingSession.objects.visible_to(request.user)), token)


def _session(request, code, among):
    found = get_object_or_404(among.select_related("course", "phase__programme", "place"), code=code)
    if not can_mark_attendance(request.user, found):
        raise Http404
    return found


def _offer(request, session, *, staff):
    if request.method == "POST":
        try:
            sheet, first = request.POST.get("sheet", ""), id_of(request.POST.get("first") or "1") or 0
            return redirect(printing.ask(session, sheet=sheet, first=first, by=request.user))
        except Refused as no:
            messages.error(request, str(no))
            return redirect(request.path)
    context = {
        "session": session,
        "sheets": SHEETS.values(),
        "most_labels": max(sheet.labels for sheet in SHEETS.values()),
        "officers": session.enrolments.active().count(),
        "shell": "shells/staff.html" if staff else "shells/portal.html",
        "staff": staff,
    }
    if staff:
        return render_staff_page(request, "reports/name_badges.html", context)
    return render(request, "reports/name_badges.html", context)


def _send(request, session, token):
    file = printing.file_for(request.user, session, token)
    if file is None:
        raise Http404
    if request.method == "GET":
        record(request.user, "name_badges.downloaded", session)
    return pdf_response(file, f"name-badges-{session.code}.pdf")
