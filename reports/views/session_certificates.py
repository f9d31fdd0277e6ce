"""All certificates of a session in one download: asking for it, fetching it."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.audit.trail import record
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from reports.session_certificates import download
from trainings.models import TrainingSession


def _session(request, code):
    return get_object_or_404(TrainingSession.objects.coordinated_by(request.user), code=code)


@allow(is_coordinator)
@require_POST
def ask(request: SignedInRequest, code: str, form: str) -> HttpResponse:
    """Asks for the file; the page of the work leads to it."""
    session = _session(request, code)
    try:
        return redirect(download.ask(session, form, by=request.user))
    except Refused as no:
        messages.error(request, str(no))
        return redirect("reports:session", session.code)


@allow(is_coordinator)
@require_safe
def file(request: SignedInRequest, code: str, form: str, token: str) -> HttpResponseBase:
    """The file, for the one who asked for it, until its day is over."""
    session = _session(request, code)
    try:
        found = download.file_for(request.user, session, form, token)
    except Refused as no:
        messages.error(request, str(no))
        return redirect("reports:session", session.code)
    if found is None:
        raise Http404
    record(request.user, "session_certificates.downloaded", session, form=form)
    name = f"certificates-{session.code}.{form}"
    return FileResponse(found, as_attachment=True, filename=name, content_type=download.MEDIA_TYPES[form])
