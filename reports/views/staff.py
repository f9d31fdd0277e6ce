"""Pages that read across the house, for coordinators."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.ui.staff_pages import render_staff_page
from reports.pages import session as session_page
from trainings.models import TrainingSession


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def session(request: SignedInRequest, code: str) -> HttpResponse:
    """One session with everything that belongs to it. POST looks for officers of its roster: names do not belong into addresses."""
    found = get_object_or_404(
        TrainingSession.objects.coordinated_by(request.user).select_related(
            "course", "phase__programme", "place", "closed_by"
        ),
        code=code,
    )
    return render_staff_page(
        request,
        "reports/session.html",
        session_page.page(
            found,
            show_all=request.GET.get("rows") == "all",
            number=request.GET.get("page"),
            words=request.POST.get("words", ""),
        ),
    )
