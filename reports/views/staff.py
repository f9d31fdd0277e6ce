"""Pages that read across the house, for coordinators."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.access import allow
from accounts.permissions import is_coordinator
from accounts.staff_pages import render_staff_page
from programmes.models import Programme
from reports import session_page
from reports.counting import participations as counted_participations
from trainings.models import TrainingSession

ROWS_PER_PAGE = 50


@allow(is_coordinator)
@require_safe
def session(request, code):
    """One session with everything that belongs to it."""
    found = get_object_or_404(
        TrainingSession.objects.coordinated_by(request.user).select_related(
            "course", "phase__programme", "place", "closed_by"
        ),
        code=code,
    )
    return render_staff_page(
        request, "reports/session.html", session_page.page(found, show_all=request.GET.get("rows") == "all")
    )


@allow(is_coordinator)
@require_safe
def participations(request):
    """The rows behind the number of participations."""
    rows = (
        counted_participations(Programme.objects.coordinated_by(request.user))
        .select_related("officer", "rank", "unit", "session")
        .order_by("-session__starts_on", "officer__name_en", "pk")
    )
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return render_staff_page(request, "reports/participations.html", {"page": page})
