"""The list on which officers sign for their allowance: offered, requested, downloaded; for coordinators and for who leads."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.audit.trail import record
from accounts.permissions import can_close, is_coordinator, works_on_sessions
from accounts.refusal import Refused
from accounts.ui.staff_pages import render_staff_page
from programmes.files.uploaded_documents import XLSX
from reports.allowance_list import printing, workbook
from reports.exports.sent_pdfs import pdf_response
from trainings.allowances.lists import rate_of, totals_of
from trainings.models import TrainingSession


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def for_coordinators(request: SignedInRequest, code: str) -> HttpResponse:
    """How many officers are due how much; a POST requests the list."""
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
    """How many officers are due how much; a POST requests the list."""
    return _offer(request, _session(request, code, TrainingSession.objects.visible_to(request.user)), staff=False)


@allow(works_on_sessions)
@require_safe
def file_for_trainers(request: SignedInRequest, code: str, token: str) -> HttpResponseBase:
    """Sends the PDF to who requested it, until it expires; else 404."""
    return _send(request, _session(request, code, TrainingSession.objects.visible_to(request.user)), token)


@allow(is_coordinator)
@require_safe
def workbook_for_coordinators(request: SignedInRequest, code: str) -> HttpResponse:
    """The same list as a workbook."""
    return _workbook(request, _session(request, code, TrainingSession.objects.coordinated_by(request.user)))


@allow(works_on_sessions)
@require_safe
def workbook_for_trainers(request: SignedInRequest, code: str) -> HttpResponse:
    """The same list as a workbook."""
    return _workbook(request, _session(request, code, TrainingSession.objects.visible_to(request.user)))


def _session(request, code, among):
    found = get_object_or_404(among.select_related("course", "phase__programme", "place"), code=code)
    if not can_close(request.user, found):
        raise Http404
    return found


def _offer(request, session, *, staff):
    if request.method == "POST":
        try:
            return redirect(printing.ask(session, by=request.user))
        except Refused as no:
            messages.error(request, str(no))
            return redirect(request.path)
    context = {
        "session": session,
        "totals": totals_of(session, rate_of(session)),
        "shell": "shells/staff.html" if staff else "shells/portal.html",
        "staff": staff,
        "workbook": "reports:allowance_workbook" if staff else "reports:trainer_allowance_workbook",
    }
    if staff:
        return render_staff_page(request, "reports/allowance_list.html", context)
    return render(request, "reports/allowance_list.html", context)


def _send(request, session, token):
    file = printing.file_for(request.user, session, token)
    if file is None:
        raise Http404
    if request.method == "GET":
        record(request.user, "allowance_list.downloaded", session)
    return pdf_response(file, f"allowances-{session.code}.pdf")


def _workbook(request, session):
    try:
        content = workbook.written(session)
    except Refused as no:
        messages.error(request, str(no))
        return redirect(printing.page_of(session, by=request.user))
    if request.method == "GET":
        record(request.user, "allowance_list.exported", session)
    headers = {
        "Content-Disposition": f'attachment; filename="allowances-{session.code}.xlsx"',
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type=XLSX, headers=headers)
