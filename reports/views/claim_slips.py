"""Claim slips of a session or a unit: the status of its officers, the request for the sheets, the file."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.audit.trail import record
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.ui.staff_pages import render_staff_page
from participants.claim_slips.status import counts, latest_slips, with_standing
from participants.models import Unit
from reports.claim_slips import groups, printing
from trainings.models import TrainingSession

ROWS_PER_PAGE = 50


@allow(is_coordinator)
@require_safe
def slips(request: SignedInRequest, **key: Any) -> HttpResponse:
    """Shows the officers of a session or unit, as far as they are on record with the coordinator, and their slips.

    key: `code` of a session or `pk` of a unit, as in the three views here.
    """
    return _show(request, _group(request, **key))


@allow(is_coordinator)
@require_POST
def print_slips(request: SignedInRequest, **key: Any) -> HttpResponse:
    """Requests the sheets; redirects to the page of the job, which links to them."""
    return _request_sheets(request, _group(request, **key))


@allow(is_coordinator)
@require_safe
def slips_file(request: SignedInRequest, token: str, **key: Any) -> HttpResponseBase:
    """Sends the sheets to the person who requested them, until they expire; else 404."""
    return _send(request, _group(request, **key), token)


def _group(request, code=None, pk=None):
    """Returns the Group of the session with this code, or of the unit with this id; else 404."""
    if code is None:
        return groups.of_unit(get_object_or_404(Unit, pk=pk), request.user)
    found = TrainingSession.objects.coordinated_by(request.user).select_related("course", "phase__programme", "place")
    return groups.of_session(get_object_or_404(found, code=code), request.user)


def _show(request, group):
    officers = groups.in_order(with_standing(group.officers)).select_related("rank", "unit")
    page = Paginator(officers, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    latest = latest_slips(page.object_list)
    numbers = counts(group.officers)
    context = {
        "group": group,
        "page": page,
        "rows": [{"officer": officer, "slip": latest.get(officer.pk)} for officer in page.object_list],
        "counts": numbers,
        "missing": numbers["ended"] + numbers["none"],
        "without_account": numbers["ended"] + numbers["none"] + numbers["printed"],
        "most": printing.MOST,
    }
    return render_staff_page(request, "reports/claim_slips.html", context)


def _request_sheets(request, group):
    whom = printing.ALL if request.POST.get("whom") == printing.ALL else printing.MISSING
    try:
        return redirect(printing.ask(group, whom=whom, by=request.user))
    except Refused as no:
        messages.error(request, str(no))
        return redirect(group.page)


def _send(request, group, token):
    file = printing.file_for(request.user, group, token)
    if file is None:
        raise Http404
    if request.method == "GET":
        record(request.user, "claim_slips.downloaded", group.row)
    response = FileResponse(
        file, as_attachment=True, filename=f"slips-{group.label}.pdf", content_type="application/pdf"
    )
    response["Cache-Control"] = "private, no-store"
    return response
