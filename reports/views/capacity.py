"""Where the trained officers serve, on any day: for coordinators with the rows, for observers without."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access.long_lists import LongPaginator
from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.audit.trail import record
from accounts.permissions import is_coordinator, reads_results
from accounts.ui.staff_pages import render_staff_page
from programmes.files.uploaded_documents import XLSX
from reports.capacity.page import page, parse_query, spelled_out
from reports.capacity.rows import officers_behind
from reports.capacity.workbook import workbook
from reports.pages.shared_officers import as_their_sessions_know_them

ROWS_PER_PAGE, UNITS_PER_PAGE = 50, 8


def _asked(request):
    return parse_query(request.user, request.GET, timezone.localdate())


@allow(reads_results)
@require_safe
def capacity(request: SignedInRequest) -> HttpResponse:
    """Trained officers by unit and district, now and when they were trained."""
    ask = _asked(request)
    if ask is None:
        return render(request, "reports/capacity.html", {"asked": None})
    found = page(ask)
    if found["units"]:
        found["units"] = Paginator(found["units"], UNITS_PER_PAGE).get_page(request.GET.get("units"))
    return render(request, "reports/capacity.html", found)


@allow(reads_results)
@require_safe
def capacity_workbook(request: SignedInRequest) -> HttpResponse:
    """The same numbers as a workbook."""
    ask = _asked(request)
    if ask is None:
        raise Http404
    content = workbook(page(ask))
    record(request.user, "capacity.exported", ask.programme, **ask.query)
    return HttpResponse(
        content,
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="capacity-{ask.choice.day.isoformat()}.xlsx"'},
    )


@allow(is_coordinator)
@require_safe
def capacity_officers(request: SignedInRequest) -> HttpResponse:
    """The officers behind one number."""
    ask = parse_query(request.user, spelled_out(request.GET), timezone.localdate())
    if ask is None or not ask.sees_rows:
        raise Http404
    officers, words = officers_behind(ask, request.GET)
    rows = officers.with_names().order_by("name_en", "name_bn", "pk")
    query = request.GET.copy()
    query.pop("page", None)
    page_of_rows = LongPaginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    page_of_rows.object_list = as_their_sessions_know_them(list(page_of_rows.object_list), request.user)
    context = {
        "page": page_of_rows,
        "words": words,
        "asked": ask,
        "query": query.urlencode(),
    }
    return render_staff_page(request, "reports/capacity_officers.html", context)
