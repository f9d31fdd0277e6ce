"""Rosters of a session, for coordinators: upload, preview, decide, apply, fetch what was not taken, take the whole back."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.audit.trail import record
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.ui.staff_pages import render_staff_page
from jobs.models import Job
from participants.models import RosterImport, RosterImportState
from participants.roster_import.old_fonts import unconfirmed
from participants.roster_import.preview import Filter, counts_by_filter, find_rows, kinds, plan, preview_rows, sexes
from participants.roster_import.preview_file import shown_file
from participants.roster_import.preview_rows import shown_rows, spelling_notes
from programmes.files.uploaded_documents import XLSX
from trainings.curriculum.entry_rules import in_words, rules_of
from trainings.enrolment.enrolment import seats_left
from trainings.models import OfficerRequest, TrainingSession
from trainings.officer_requests.reading import show_answers
from trainings.rosters import importing, workbooks
from trainings.rosters import undo as roster_undo
from trainings.rosters.entry_notes import show_entry_facts, show_waivers
from trainings.staff_forms import RosterUploadForm
from trainings.views.coordinated import coordinated_session

ROWS_PER_PAGE = 25
SHOW_ROWS = (
    RosterImportState.READY,
    RosterImportState.APPLYING,
    RosterImportState.APPLIED,
    RosterImportState.UNDOING,
    RosterImportState.UNDONE,
    RosterImportState.DISCARDED,
)


def roster_of(request: SignedInRequest, session: TrainingSession, public_id: UUID) -> RosterImport:
    """Returns the RosterImport of the session; else 404."""
    return get_object_or_404(
        RosterImport.objects.visible_to(request.user)
        .filter(session_roster__session=session)
        .select_related(
            "session_roster__nominating_unit",
            "mapping__set_by",
            "sender",
            "reading",
            "applying",
            "undoing",
            "undone_by",
            "uploaded_by",
        ),
        public_id=public_id,
    )


@allow(is_coordinator)
@require_http_methods(["GET", "POST"])
def upload(request: SignedInRequest, code: str) -> HttpResponse:
    """Choose a file; reading it is long work, so the next page is its progress, which leads on to the preview."""
    session = coordinated_session(request, code)
    chosen = {"purpose": "nominations", "unit": request.GET["nominations"]} if "nominations" in request.GET else None
    is_sent = request.method == "POST"
    form = RosterUploadForm(request.POST, request.FILES) if is_sent else RosterUploadForm(initial=chosen)
    if form.is_bound and form.is_valid():
        try:
            sent = form.cleaned_data
            roster = importing.upload(
                session, sent["file"], by=request.user, nominating_unit=sent["nominating_unit"], sender=sent["unit"]
            )
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
            "seats": seats_left(session),
            "closed": importing.why_closed(session),
        },
        status=422 if form.errors else 200,
    )


@allow(is_coordinator)
@require_safe
def template(request: SignedInRequest, code: str) -> HttpResponseBase:
    """An empty workbook with headings in both languages and drop-down lists."""
    session = coordinated_session(request, code)
    return FileResponse(
        workbooks.empty_workbook(), as_attachment=True, filename=f"roster-{session.code}.xlsx", content_type=XLSX
    )


@allow(is_coordinator)
@require_safe
def roster(request: SignedInRequest, code: str, public_id: UUID) -> HttpResponse:
    """The preview: what will become of every row, and why. Writes nothing."""
    session = coordinated_session(request, code)
    found = roster_of(request, session, public_id)
    stopped = importing.stopped_job(found)
    at_work = importing.current_job(found)
    if at_work and not stopped:
        return redirect(at_work)
    if found.state == RosterImportState.COLUMNS:
        return redirect("sessions:columns", session.code, found.public_id)
    chosen, kind = Filter.chosen(request.GET.get("rows")), request.GET.get("kind", "")
    page = Paginator(preview_rows(found, chosen, kind), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return _preview(request, session, found, page.object_list, chosen=chosen, kind=kind, page=page)


@allow(is_coordinator)
@require_POST
def find(request: SignedInRequest, code: str, public_id: UUID) -> HttpResponse:
    """The rows with a name or number; by POST, because names of people do not belong into addresses."""
    session = coordinated_session(request, code)
    found = roster_of(request, session, public_id)
    if found.state not in SHOW_ROWS:
        return redirect("sessions:roster", session.code, found.public_id)
    words = request.POST.get("words", "")[:100]
    return _preview(request, session, found, find_rows(found, words), chosen=Filter.ALL, words=words)


def _preview(request, session, found, rows, **more):
    is_open = found.state == RosterImportState.READY
    is_over = found.state == RosterImportState.APPLIED
    stored = list(rows)
    rows = shown_rows(
        stored,
        is_open=is_open,
        is_over=is_over,
        unconfirmed={(one["field"], one["before"], one["after"]) for one in unconfirmed(found)},
    )
    if any(row.is_held for row in rows):
        show_answers(rows, found)
    if is_open:
        show_entry_facts(rows, stored, session)
    show_waivers(rows, stored, session)
    return render_staff_page(
        request,
        "trainings/roster.html",
        {
            "session": session,
            "roster": found,
            "nominating_unit": found.session_roster.nominating_unit,
            "stopped": importing.stopped_job(found),
            "is_table_shown": found.state in SHOW_ROWS,
            "is_open": is_open,
            "filters": counts_by_filter(found),
            "kinds": kinds(found) if is_open else [],
            "rows": rows,
            "spellings": spelling_notes(rows),
            "asked_for": OfficerRequest.objects.open().filter(row__roster_import=found).count() if is_over else 0,
            "file": shown_file(found),
            "sexes": sexes(found),
            "plan": plan(found),
            "unread": len(unconfirmed(found)) if is_open else 0,
            "entry_rules": in_words(rules_of(session)) if is_open else [],
            **more,
        },
    )


def to_work(
    request: SignedInRequest, session: TrainingSession, roster: RosterImport, ask: Callable[[], Job]
) -> HttpResponse:
    """Returns the way to the work that `ask` asks for; where it is refused, the way back to the roster, with the sentence."""
    try:
        return redirect(ask())
    except Refused as no:
        messages.error(request, str(no))
        return redirect("sessions:roster", session.code, roster.public_id)


@allow(is_coordinator)
@require_POST
def apply(request: SignedInRequest, code: str, public_id: UUID) -> HttpResponse:
    """Take the good rows in; the page that follows shows the progress."""
    session = coordinated_session(request, code)
    found = roster_of(request, session, public_id)
    return to_work(request, session, found, lambda: importing.request_apply(found, by=request.user))


@allow(is_coordinator)
@require_POST
def discard(request: SignedInRequest, code: str, public_id: UUID) -> HttpResponse:
    """Discard a preview, or the remaining rows of a roster whose job stopped; applied rows stay."""
    session = coordinated_session(request, code)
    found = roster_of(request, session, public_id)
    try:
        found = importing.discard(found, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
        return redirect("sessions:roster", session.code, found.public_id)
    if found.state == RosterImportState.APPLIED:
        return redirect("sessions:roster", session.code, found.public_id)
    messages.success(request, _("The roster was discarded. Nothing was saved from it."))
    return redirect("reports:session", session.code)


@allow(is_coordinator)
@require_safe
def returned(request: SignedInRequest, code: str, public_id: UUID) -> HttpResponseBase:
    """The rows that were not taken, with the reason of each, as a workbook to correct and upload again."""
    session = coordinated_session(request, code)
    found = roster_of(request, session, public_id)
    content = workbooks.workbook_of_returned(found)
    if content is None:
        raise Http404
    record(request.user, "roster.returned_rows_downloaded", found)
    return FileResponse(content, as_attachment=True, filename=f"rows-not-taken-{session.code}.xlsx", content_type=XLSX)


@allow(is_coordinator)
@require_http_methods(["GET", "POST"])
def undo(request: SignedInRequest, code: str, public_id: UUID) -> HttpResponse:
    """Shows what taking the import back would do, and the rows that prevent it; POST requests it."""
    session = coordinated_session(request, code)
    found = roster_of(request, session, public_id)
    refusal = ""
    if request.method == "POST":
        try:
            return redirect(
                roster_undo.request_undo(found, by=request.user, keep_blocked=request.POST.get("keep") == "blocked")
            )
        except Refused as no:
            refusal = str(no)
    if found.state != RosterImportState.APPLIED:
        if refusal:
            messages.error(request, refusal)
        return redirect("sessions:roster", session.code, found.public_id)
    review = roster_undo.review(found)
    return render_staff_page(
        request,
        "trainings/roster_undo.html",
        {
            "session": session,
            "roster": found,
            "refusal": refusal,
            "review": review,
            "page": Paginator(review.blocked, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        },
        status=422 if refusal else 200,
    )
