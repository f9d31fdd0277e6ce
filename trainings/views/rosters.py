"""Rosters of a session, for coordinators: upload, preview, decide, apply, take back what was not taken."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import allow
from accounts.audit import record
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.staff_pages import render_staff_page
from participants.models import RosterImport, RosterImportState
from participants.roster.problems import problem_from_json
from participants.roster_preview import Filter, counts_by_filter, plan, preview_rows, sexes, shown
from trainings import session_roster
from trainings.models import TrainingSession
from trainings.staff_forms import RosterUploadForm

ROWS_PER_PAGE = 25
SHOW_ROWS = (
    RosterImportState.READY,
    RosterImportState.APPLYING,
    RosterImportState.APPLIED,
    RosterImportState.DISCARDED,
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _session(request, code):
    return get_object_or_404(
        TrainingSession.objects.coordinated_by(request.user).select_related("phase__programme", "place"), code=code
    )


def _roster(request, session, public_id):
    return get_object_or_404(
        RosterImport.objects.visible_to(request.user)
        .filter(session_roster__session=session)
        .select_related("reading", "applying", "uploaded_by"),
        public_id=public_id,
    )


@allow(is_coordinator)
@require_http_methods(["GET", "POST"])
def upload(request, code):
    """Choose a file; reading it is long work, so the next page is its progress, which leads on to the preview."""
    session = _session(request, code)
    form = RosterUploadForm(request.POST, request.FILES) if request.method == "POST" else RosterUploadForm()
    if form.is_bound and form.is_valid():
        try:
            roster = session_roster.upload(session, form.cleaned_data["file"], by=request.user)
        except Refused as no:
            form.add_error("file", str(no))
        else:
            return redirect("sessions:roster", session.code, roster.public_id)
    return render_staff_page(
        request,
        "trainings/roster_upload.html",
        {
            "session": session,
            "form": form,
            "seats": session_roster.seats_left(session),
            "closed": session_roster.why_closed(session),
        },
        status=422 if form.errors else 200,
    )


@allow(is_coordinator)
@require_safe
def template(request, code):
    """An empty workbook with headings in both languages and drop-down lists."""
    session = _session(request, code)
    return FileResponse(
        session_roster.empty_workbook(), as_attachment=True, filename=f"roster-{session.code}.xlsx", content_type=XLSX
    )


@allow(is_coordinator)
@require_safe
def roster(request, code, public_id):
    """The preview: what will become of every row, and why. Writes nothing."""
    session = _session(request, code)
    found = _roster(request, session, public_id)
    stopped = session_roster.stopped_work(found)
    at_work = {RosterImportState.READING: found.reading, RosterImportState.APPLYING: found.applying}.get(found.state)
    if at_work and not stopped:
        return redirect(at_work)
    chosen = Filter.chosen(request.GET.get("rows"))
    page = Paginator(preview_rows(found, chosen), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return render_staff_page(
        request,
        "trainings/roster.html",
        {
            "session": session,
            "roster": found,
            "stopped": stopped,
            "is_table_shown": found.state in SHOW_ROWS,
            "filters": counts_by_filter(found),
            "chosen": chosen,
            "page": page,
            "rows": shown(page.object_list, is_open=found.state == RosterImportState.READY),
            "notes": [told.message for told in map(problem_from_json, found.notes) if not told.is_quiet],
            "sexes": sexes(found),
            "plan": plan(found),
        },
    )


@allow(is_coordinator)
@require_POST
def decide(request, code, public_id, number):
    """Take a row that needs a decision, or leave it out."""
    session = _session(request, code)
    found = _roster(request, session, public_id)
    try:
        session_roster.decide(found, number, request.POST.get("decision", ""), by=request.user)
    except Refused as no:
        messages.error(request, str(no))
    return redirect(
        f"{reverse('sessions:roster', args=[session.code, found.public_id])}?{_place(request)}#row-{number}"
    )


@allow(is_coordinator)
@require_POST
def apply(request, code, public_id):
    """Take the good rows in; the page that follows shows the progress."""
    session = _session(request, code)
    found = _roster(request, session, public_id)
    try:
        job = session_roster.request_apply(found, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
        return redirect("sessions:roster", session.code, found.public_id)
    return redirect(job)


@allow(is_coordinator)
@require_POST
def discard(request, code, public_id):
    """Put a preview aside, or what is left of a roster whose work stopped; what was taken in stays."""
    session = _session(request, code)
    found = _roster(request, session, public_id)
    try:
        found = session_roster.discard(found, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
        return redirect("sessions:roster", session.code, found.public_id)
    if found.state == RosterImportState.APPLIED:
        return redirect("sessions:roster", session.code, found.public_id)
    messages.success(request, _("The roster was put aside. Nothing was saved from it."))
    return redirect("reports:session", session.code)


@allow(is_coordinator)
@require_safe
def returned(request, code, public_id):
    """The rows that were not taken, with the reason of each, as a workbook to correct and upload again."""
    session = _session(request, code)
    found = _roster(request, session, public_id)
    content = session_roster.workbook_of_returned(found)
    if content is None:
        raise Http404
    record(request.user, "roster.returned_rows_downloaded", found)
    return FileResponse(content, as_attachment=True, filename=f"rows-not-taken-{session.code}.xlsx", content_type=XLSX)


def _place(request):
    rows = Filter.chosen(request.POST.get("rows"))
    page = request.POST.get("page", "")
    return f"rows={rows}" + (f"&page={page}" if page.isdigit() else "")
