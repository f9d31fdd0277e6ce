"""The papers of a session on one page, for coordinators and for those who teach it, each in their frame."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import can_close, can_mark_attendance, is_coordinator, works_on_sessions
from accounts.ui.staff_pages import render_staff_page
from reports.session_papers.papers import papers_of
from trainings.models import TrainingSession


@allow(is_coordinator)
@require_safe
def for_coordinators(request: SignedInRequest, code: str) -> HttpResponse:
    """What is printed for the session."""
    session = _session(code, TrainingSession.objects.coordinated_by(request.user))
    context = {"session": session, "papers": papers_of(session, staff=True, leads=True), "shell": "shells/staff.html"}
    return render_staff_page(request, "reports/session_papers.html", context | {"staff": True})


@allow(works_on_sessions)
@require_safe
def for_trainers(request: SignedInRequest, code: str) -> HttpResponse:
    """What is printed for the session."""
    session = _session(code, TrainingSession.objects.visible_to(request.user))
    if not can_mark_attendance(request.user, session):
        raise Http404
    papers = papers_of(session, staff=False, leads=can_close(request.user, session))
    context = {"session": session, "papers": papers, "shell": "shells/portal.html"}
    return render(request, "reports/session_papers.html", context | {"staff": False})


def _session(code, among):
    return get_object_or_404(among.select_related("course", "phase__programme", "place"), code=code)
