"""Letters to units under quota: asking for them, fetching them."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access.request_ids import id_of
from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.audit.trail import record
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from reports.exports import expiring_files
from reports.pages import nomination_letters
from trainings.views.coordinated import coordinated_session


@allow(is_coordinator)
@require_POST
def letters(request: SignedInRequest, code: str) -> HttpResponse:
    """Asks for the letters to all units under quota, or to one; the page of the work leads to them."""
    session = coordinated_session(request, code)
    named = request.POST.get("unit")
    unit = id_of(named)
    try:
        if named and unit is None:
            raise Refused(_("This unit has no quota here."))
        job = nomination_letters.ask(
            session,
            unit=unit,
            language=request.POST.get("language", ""),
            with_links="with_links" in request.POST,
            by=request.user,
        )
    except Refused as no:
        messages.error(request, str(no))
        return redirect("sessions:nominations", session.code)
    return redirect(job)


@allow(is_coordinator)
@require_safe
def letters_file(request: SignedInRequest, code: str, token: str) -> HttpResponseBase:
    """The PDF, for the one who asked for it, until its day is over."""
    session = coordinated_session(request, code)
    file = expiring_files.opened(nomination_letters.JOB_KIND, request.user, token, session=session.pk)
    if file is None:
        raise Http404
    record(request.user, "nomination_letters.downloaded", session)
    return FileResponse(
        file, as_attachment=True, filename=f"nominations-{session.code}.pdf", content_type="application/pdf"
    )
