"""For coordinators: the certificates of a whole programme, and the corrections that are made on the check lists."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access.long_lists import LongPaginator
from accounts.access.request_ids import ids_of
from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.text.localised_text import number_text
from accounts.text.sentences import numbers
from accounts.ui.staff_pages import render_staff_page
from certificates.issuing import eligibility, programme_batches
from certificates.issuing.programme_eligibility import WHY_NOT, ProgrammeCheck, WhyNot
from certificates.models import Level, ProgrammeRequest
from certificates.views.coordinator.issue import Filter, where_on_the_list
from jobs.progress import rate_words, summary, time_left_words
from participants.officers.names import FIELDS, name_officer
from programmes.views.coordinated import coordinated_programme
from trainings.models import SessionState, TrainingSession

# The sessions of a page are counted for it, 200 officers each in a country. Both lists full weigh 60 KB in Bangla.
ROWS, SESSIONS = 20, 20


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: SignedInRequest, code: str) -> HttpResponse:
    """Who gets a certificate in the closed sessions, and who does not and why; POST asks for them, session by session."""
    programme = coordinated_programme(request, code)
    if request.method == "POST":
        try:
            participation = request.POST.get("level") == Level.PARTICIPATION
            sessions = None if participation else _ticked(request)
            asked = programme_batches.request(
                programme, by=request.user, sessions=sessions, participation=participation
            )
        except Refused as no:
            messages.error(request, str(no))
            return redirect("certificates:programme", programme.code)
        return redirect(asked)
    found = ProgrammeCheck(programme)
    kind = next((one for one in WHY_NOT if one == request.GET.get("why")), None)
    session = found.sessions.filter(code=request.GET["session"]).first() if "session" in request.GET else None
    closed = LongPaginator(found.sessions, SESSIONS).get_page(request.GET.get("sessions"))
    # The lines first: of a large programme they are counted now, and the numbers above and below them go along.
    lines, counts = found.lines_of(closed), found.counts
    page = Paginator(WhyNot(found, kind, session), ROWS).get_page(request.GET.get("page"))
    asked_for = {name: value for name, value in (("why", kind), ("session", session and session.code)) if value}
    context = {
        "programme": programme,
        "lines": lines,
        "closed": closed,
        "counted_at": found.counted_at,
        "ready": counts[eligibility.Kind.READY],
        "ready_sessions": found.ready_sessions,
        "participation": found.participation,
        "issued": counts[eligibility.Kind.ISSUED],
        "others": sum(counts[one] for one in WHY_NOT),
        "filters": [
            Filter(str(eligibility.KIND_WORDS[one]), one.value, counts[one], one == kind)
            for one in WHY_NOT
            if counts[one]
        ],
        "filtered": kind,
        "only_session": session,
        "page": page,
        "rows": found.check_lines(page.object_list),
        "query": urlencode(asked_for),
        "texts_tried": found.texts_tried,
        "open_sessions": TrainingSession.objects.filter(
            phase__programme=programme, state__in=(SessionState.RUNNING, SessionState.HELD)
        ).count(),
        "under_way": _under_way(programme),
    }
    return render_staff_page(request, "certificates/programme.html", context)


def _ticked(request):
    """The ids of the sessions that were ticked; None where the whole programme was asked for."""
    if request.POST.get("which") != "ticked":
        return None
    ids = ids_of(request.POST.getlist("session"))
    if not ids:
        raise Refused(_("No session is chosen. Tick the sessions whose certificates are issued now."))
    return ids


def _under_way(programme):
    latest = programme.certificate_requests.filter(batches__job__state__in=("queued", "running")).distinct().first()
    return latest and latest.get_absolute_url()


@allow(is_coordinator)
@require_POST
def name(request: SignedInRequest, code: str, enrolment: Any) -> HttpResponse:
    """Writes the name that is missing in one script, from the check list; leads back to the list it was typed on."""
    sessions = TrainingSession.objects.coordinated_by(request.user).select_related("phase__programme")
    session = get_object_or_404(sessions, code=code)
    enrolment = get_object_or_404(session.enrolments.select_related("officer"), pk=enrolment)
    try:
        given = {field: request.POST[field] for field in FIELDS if field in request.POST}
        name_officer(enrolment.officer, by=request.user, **given)
    except Refused as no:
        messages.error(request, f"{enrolment.officer.name}: {no}")
    else:
        messages.success(request, _("The name is on record."))
    if request.POST.get("from") == "programme":
        return redirect("certificates:programme", session.phase.programme.code)
    query = where_on_the_list(QueryDict(request.POST.get("here", "")))
    address = reverse("certificates:issue", args=[session.code])
    return redirect(f"{address}?{query}#others" if query else address)


def _asked(request, code, public_id):
    requests = ProgrammeRequest.objects.coordinated_by(request.user).filter(programme__code=code)
    return get_object_or_404(requests.select_related("programme", "requested_by"), public_id=public_id)


def _shown(asked):
    batches = asked.batches.select_related("job", "session").order_by("session__starts_on", "session__code")
    batches = list(batches)
    now = programme_batches.progress([batch.job for batch in batches])
    language = get_language()
    return {
        "asked": asked,
        "progress": now,
        "lines": [(batch.session, batch.job, summary(batch.job, now.at)) for batch in batches],
        "done": number_text(now.done, language),
        "total": number_text(now.total, language),
        "rate": rate_words(now.per_second, language),
        "left": time_left_words(now.left, language),
    }


@allow(is_coordinator)
@require_safe
def progress(request: SignedInRequest, code: str, public_id: UUID) -> HttpResponse:
    """How far a request is: all its sessions together, and each of them."""
    return render(request, "certificates/programme_progress.html", _shown(_asked(request, code, public_id)))


@allow(is_coordinator)
@require_safe
def progress_now(request: SignedInRequest, code: str, public_id: UUID) -> HttpResponse:
    """The part that the page asks for every two seconds."""
    shown = _shown(_asked(request, code, public_id))
    return HttpResponse(
        render_to_string("certificates/_programme_progress.html", {**shown, "csrf_token": get_token(request)})
    )


@allow(is_coordinator)
@require_POST
def stop(request: SignedInRequest, code: str, public_id: UUID) -> HttpResponse:
    """Stops all its sessions after the chunk they are in."""
    asked = _asked(request, code, public_id)
    count = programme_batches.stop(asked, by=request.user)
    sentence = ngettext("%(count)s session was stopped.", "%(count)s sessions were stopped.", count)
    messages.info(request, sentence % numbers(count=count))
    return redirect(asked)


@allow(is_coordinator)
@require_POST
def resume(request: SignedInRequest, code: str, public_id: UUID) -> HttpResponse:
    """Takes up all its sessions that failed or were stopped."""
    asked = _asked(request, code, public_id)
    count = programme_batches.resume(asked, by=request.user)
    sentence = ngettext("%(count)s session goes on.", "%(count)s sessions go on.", count)
    messages.info(request, sentence % numbers(count=count))
    return redirect(asked)
