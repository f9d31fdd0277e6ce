"""Excuses of a session for those who mark it: what waits, what was decided, and one recorded for an officer who called."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import can_mark_attendance, works_on_sessions
from accounts.refusal import Refused
from trainings.excuses import asking, deciding, papers
from trainings.excuses.forms import DecideForm, OnBehalfForm
from trainings.excuses.lines import shown
from trainings.models import Excuse
from trainings.models.excuse import DECIDED_WHILE
from trainings.paper.keying import listed
from trainings.views.sessions import session_for

ROWS_PER_PAGE = 20


def _session(request, code):
    found = session_for(request, code)
    if not can_mark_attendance(request.user, found):
        raise Http404
    return found


def _excuse(session, pk):
    return get_object_or_404(Excuse.objects.filter(enrolment__session=session).with_names(), pk=pk)


@allow(works_on_sessions)
@never_cache
@require_safe
def excuses(request: SignedInRequest, code: str) -> HttpResponse:
    """What waits for a decision, the oldest first, and what was decided, ended or taken back."""
    session, now = _session(request, code), timezone.now()
    rows = Excuse.objects.filter(enrolment__session=session)
    waiting = rows.waiting().with_names().order_by("asked_at", "pk")
    others = rows.exclude(pk__in=rows.waiting().values("pk")).with_names()
    page = Paginator(waiting, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    before = Paginator(others, ROWS_PER_PAGE).get_page(request.GET.get("decided"))
    context = {
        "session": session,
        "page": page,
        "waiting": shown(page, now=now),
        "before": before,
        "decided": shown(before, now=now),
        "can_ask": bool(asking.half_days_to_ask_for(session, now=now)),
    }
    return render(request, "trainings/excuses.html", context)


@allow(works_on_sessions)
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, code: str) -> HttpResponse:
    """Records an excuse for an officer who called, or whose unit wrote."""
    session, now = _session(request, code), timezone.now()
    half_days = asking.half_days_to_ask_for(session, now=now)
    facts: dict[str, Any] = {"half_days": half_days, "language": get_language(), "roster": listed(session)}
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = OnBehalfForm(*sent, **facts)
    if request.method == "POST" and form.is_valid():
        try:
            made = asking.ask(form.cleaned_data["officer"], **form.asked(), by=request.user, now=now)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("The excuse is recorded. Decide on it here."))
            return redirect("trainings:excuse", session.code, made.pk)
    context = {"session": session, "form": form, "half_days": half_days}
    return render(request, "trainings/excuse_new.html", context, status=422 if form.errors else 200)


@allow(works_on_sessions)
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """One excuse with its reason and paper; a POST decides."""
    session, now = _session(request, code), timezone.now()
    (found,) = shown([_excuse(session, pk)], now=now)
    waiting = [line for line in found.lines if line.row.state == "asked"]
    can_decide = bool(waiting) and session.state in DECIDED_WHILE
    if request.method == "POST" and not can_decide:
        messages.error(request, _("This was decided, taken back or ended meanwhile."))
        return redirect("trainings:excuse", session.code, pk)
    form = DecideForm(request.POST or None, waiting=waiting, language=get_language())
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        try:
            granted = [int(value) for value in sent["granted"]]
            deciding.decide(found.excuse, granted, by=request.user, now=now, answer=sent["answer"])
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("The decision is saved. The officer finds it on the page “Being excused”."))
            return redirect("trainings:excuses", session.code)
    context = {
        "session": session,
        "found": found,
        "form": form,
        "can_decide": can_decide,
    }
    return render(request, "trainings/excuse.html", context, status=422 if form.errors else 200)


@allow(works_on_sessions)
@require_POST
def withdraw(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Takes an excuse back for the officer."""
    session = _session(request, code)
    try:
        asking.withdraw(_excuse(session, pk), by=request.user, now=timezone.now())
        messages.success(request, _("The excuse is taken back."))
    except Refused as no:
        messages.error(request, str(no))
    return redirect("trainings:excuse", session.code, pk)


@allow(works_on_sessions)
@require_safe
def paper(request: SignedInRequest, code: str, pk: int) -> HttpResponseBase:
    """The paper of an excuse, for those who decide; it is noted who opened it."""
    return paper_of(request, _excuse(_session(request, code), pk))


def paper_of(request: SignedInRequest, excuse: Excuse) -> HttpResponseBase:
    """Returns the file of an excuse that the person may read; 404 without one."""
    if not excuse.paper:
        raise Http404
    try:
        file = papers.opened(excuse)
    except OSError as gone:
        raise Http404 from gone
    if request.method == "GET":
        papers.note_read(excuse, by=request.user)
    answer = FileResponse(
        file, as_attachment=True, filename=papers.download_name(excuse), content_type=excuse.paper_type
    )
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
