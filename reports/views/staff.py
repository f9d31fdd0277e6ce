"""Pages that read across the house, for coordinators."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.access.request_ids import ids_of
from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.ui.staff_pages import render_staff_page
from participants.models import Officer
from programmes.models import Programme
from reports.counting.turnout import participations as counted_participations
from reports.pages import session as session_page
from reports.pages.shared_officers import as_their_sessions_know_them
from trainings.models import CourseModule, TrainingSession

ROWS_PER_PAGE = 50


@allow(is_coordinator)
@require_safe
def session(request: SignedInRequest, code: str) -> HttpResponse:
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
def participations(request: SignedInRequest) -> HttpResponse:
    """The rows behind the number of participations, or of unique officers, of all or of some.

    ?programme=CODE, ?module=ID (may be repeated: sessions of courses that teach one of them) and ?count=officers choose.
    """
    rows, chosen = _chosen_participations(request)
    is_officers = request.GET.get("count") == "officers"
    if is_officers:
        chosen["count"] = "officers"
        rows = Officer.objects.filter(pk__in=rows.order_by().values("officer")).select_related("rank", "unit")
        rows = rows.order_by("name_en", "pk")
    else:
        rows = rows.select_related("officer", "rank", "unit", "session")
        rows = rows.order_by("-session__starts_on", "officer__name_en", "pk")
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    if is_officers:
        page.object_list = as_their_sessions_know_them(list(page.object_list), request.user)
    return render_staff_page(
        request,
        "reports/participations.html",
        {"page": page, "is_officers": is_officers, "query": urlencode(chosen, doseq=True)},
    )


def _chosen_participations(request):
    """Returns (enrolments, {parameter: value} of what was chosen among them); a value nobody knows chooses nothing."""
    programmes, chosen = Programme.objects.coordinated_by(request.user), {}
    if code := request.GET.get("programme"):
        programmes, chosen["programme"] = programmes.filter(code=code), code
    rows = counted_participations(programmes)
    if modules := ids_of(request.GET.getlist("module")):
        teaches = CourseModule.objects.filter(module__in=modules, course__programme__in=programmes)
        rows, chosen["module"] = rows.filter(session__course__in=teaches.values("course")), modules
    return rows, chosen
