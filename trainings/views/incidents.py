"""Incidents of a session: read and reported by those who teach it, settled by its coordinators, each in their frame."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import can_mark_attendance, is_coordinator, works_on_sessions
from accounts.refusal import Refused
from accounts.ui.staff_pages import render_staff_page
from trainings.incidents import reporting
from trainings.incidents.forms import IncidentForm, OutcomeForm
from trainings.models import Incident, IncidentKind
from trainings.views.coordinated import coordinated_session
from trainings.views.sessions import session_for

ROWS_PER_PAGE = 20


@allow(works_on_sessions)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def for_trainers(request: SignedInRequest, code: str) -> HttpResponse:
    """What was reported, but for safeguarding; a POST files a report."""
    session = session_for(request, code)
    if not can_mark_attendance(request.user, session):
        raise Http404
    return _page(request, session, staff=False)


@allow(is_coordinator)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def for_coordinators(request: SignedInRequest, code: str) -> HttpResponse:
    """All that was reported; a POST files a report."""
    return _page(request, coordinated_session(request, code), staff=True)


@allow(is_coordinator)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """One incident with the form that settles it."""
    session = coordinated_session(request, code)
    incident = _incident(request, session, pk)
    form = OutcomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reporting.settle(incident, by=request.user, outcome=form.cleaned_data["outcome"], now=timezone.now())
            messages.success(request, _("The incident is settled."))
        except Refused as no:
            messages.error(request, str(no))
        return redirect("sessions:incidents", session.code)
    context = {"session": session, "incident": incident, "form": form}
    return render_staff_page(request, "trainings/incident.html", context, status=422 if form.errors else 200)


@allow(is_coordinator)
@require_POST
def reopen(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Opens a settled incident again."""
    session = coordinated_session(request, code)
    try:
        reporting.reopen(_incident(request, session, pk), by=request.user)
        messages.success(request, _("The incident is open again; its outcome stands under what was done."))
    except Refused as no:
        messages.error(request, str(no))
    return redirect("sessions:incidents", session.code)


def _incident(request, session, pk):
    rows = Incident.objects.coordinated_by(request.user).filter(session=session)
    return get_object_or_404(rows.select_related("reported_by", "settled_by"), pk=pk)


def _page(request, session, *, staff):
    form, status = IncidentForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                filed = reporting.report(session, form.report(), by=request.user, now=timezone.now())
            except Refused as no:
                form.add_error(None, str(no))
                form.renew()
            else:
                messages.success(request, _filed(filed, staff=staff))
                return redirect(request.path)
    rows = Incident.objects.visible_to(request.user).filter(session=session)
    page = Paginator(rows.select_related("reported_by", "settled_by"), ROWS_PER_PAGE)
    context = {
        "session": session,
        "form": form,
        "page": page.get_page(request.GET.get("page")),
        "own_safeguarding": 0 if staff else reporting.own_safeguarding(session, request.user),
        "staff": staff,
        "shell": "shells/staff.html" if staff else "shells/portal.html",
    }
    if staff:
        return render_staff_page(request, "trainings/incidents.html", context, status=status)
    return render(request, "trainings/incidents.html", context, status=status)


def _filed(incident, *, staff):
    if incident.kind == IncidentKind.SAFEGUARDING and not staff:
        return _("Your report is filed. Only the coordinators read it.")
    return _("The incident is filed.")
