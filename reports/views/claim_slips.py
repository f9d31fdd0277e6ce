"""Claim slips of a session or a unit: where its officers stand, asking for the sheets, fetching them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

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


def _session(request, code):
    found = TrainingSession.objects.coordinated_by(request.user).select_related("course", "phase__programme", "place")
    return groups.of_session(get_object_or_404(found, code=code), request.user)


def _unit(request, pk):
    return groups.of_unit(get_object_or_404(Unit, pk=pk), request.user)


@allow(is_coordinator)
@require_safe
def session_slips(request, code):
    """The officers of a session and their slips."""
    return _show(request, _session(request, code))


@allow(is_coordinator)
@require_safe
def unit_slips(request, pk):
    """The officers of a unit, as far as they are on record with the coordinator, and their slips."""
    return _show(request, _unit(request, pk))


@allow(is_coordinator)
@require_POST
def print_session_slips(request, code):
    """Asks for the sheets of a session; the page of the work leads to them."""
    return _ask(request, _session(request, code))


@allow(is_coordinator)
@require_POST
def print_unit_slips(request, pk):
    """Asks for the sheets of a unit."""
    return _ask(request, _unit(request, pk))


@allow(is_coordinator)
@require_safe
def session_slips_file(request, code, token):
    """The sheets of a session, for the one who asked, until their hour is over."""
    return _send(request, _session(request, code), token)


@allow(is_coordinator)
@require_safe
def unit_slips_file(request, pk, token):
    """The sheets of a unit."""
    return _send(request, _unit(request, pk), token)


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


def _ask(request, group):
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
