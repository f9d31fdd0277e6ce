"""Letters of a session on paper: asking for them, fetching them. Their page is in trainings/views/letters.py."""

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.audit.trail import record
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from reports.exports import expiring_files
from reports.session_letters import printing
from trainings.views.coordinated import coordinated_session
from trainings.views.letters import kind_of, show_letter, written_in


@allow(is_coordinator)
@require_POST
def print_letters(request: SignedInRequest, code: str, kind: str, to: str) -> HttpResponse:
    """Asks for the PDF of the letter that was previewed; the page of the work leads to it."""
    session = coordinated_session(request, code)
    if to not in printing.WAYS:
        raise Http404
    form = written_in(request)
    if not form.is_valid():
        return show_letter(request, session, kind_of(kind), form, status=422)
    try:
        job = printing.ask(session, kind_of(kind), form.own(), to=to, seen=form.cleaned_data["seen"], by=request.user)
    except Refused as no:
        return show_letter(request, session, kind_of(kind), form, refusal=str(no), status=409)
    return redirect(job)


@allow(is_coordinator)
@require_safe
def file(request: SignedInRequest, code: str, token: str) -> HttpResponseBase:
    """The PDF, for the one who asked for it, until its hour is over."""
    session = coordinated_session(request, code)
    found = expiring_files.opened(
        printing.JOB_KIND, request.user, token, folder=expiring_files.SHORT_FOLDER, session=session.pk
    )
    if found is None:
        raise Http404
    record(request.user, "session_letters.downloaded", session)
    return FileResponse(
        found, as_attachment=True, filename=f"letters-{session.code}.pdf", content_type="application/pdf"
    )
