"""The timetable of a session as a PDF: requested and downloaded, by coordinators and by who trains the session."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from accounts.access.request_ids import id_of
from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.audit.trail import record
from accounts.permissions import is_coordinator, works_on_sessions
from accounts.refusal import Refused
from reports.exports.sent_pdfs import pdf_response
from reports.timetable import printing
from trainings.models import TrainingSession


@allow(is_coordinator)
@require_POST
def for_coordinators(request: SignedInRequest, code: str) -> HttpResponse:
    """Requests one day or all days."""
    return _ask(request, _session(code, TrainingSession.objects.coordinated_by(request.user)), "reports:session")


@allow(works_on_sessions, second_factor=False)
@require_POST
def for_trainers(request: SignedInRequest, code: str) -> HttpResponse:
    """Requests one day or all days."""
    return _ask(request, _session(code, TrainingSession.objects.visible_to(request.user)), "trainings:session")


@allow(is_coordinator)
@require_safe
def file_for_coordinators(request: SignedInRequest, code: str, token: str) -> HttpResponseBase:
    """Sends the PDF to who requested it, until it expires; else 404."""
    return _file(request, _session(code, TrainingSession.objects.coordinated_by(request.user)), token)


@allow(works_on_sessions, second_factor=False)
@require_safe
def file_for_trainers(request: SignedInRequest, code: str, token: str) -> HttpResponseBase:
    """Sends the PDF to who requested it, until it expires; else 404."""
    return _file(request, _session(code, TrainingSession.objects.visible_to(request.user)), token)


def _session(code, among):
    return get_object_or_404(among.select_related("phase__programme"), code=code)


def _ask(request, session, page):
    try:
        return redirect(printing.ask(session, day=id_of(request.POST.get("day")), by=request.user))
    except Refused as no:
        messages.error(request, str(no))
        return redirect(page, session.code)


def _file(request, session, token):
    file = printing.file_for(request.user, session, token)
    if file is None:
        raise Http404
    if request.method == "GET":
        record(request.user, "timetable.downloaded", session)
    return pdf_response(file, f"timetable-{session.code}.pdf")
