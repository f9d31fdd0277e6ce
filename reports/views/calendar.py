"""The calendar of sessions, for coordinators and of their own sessions for those who teach, each in their frame."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator, works_on_sessions
from accounts.ui.staff_pages import render_staff_page
from reports.calendar.addresses import addresses_of
from reports.calendar.page import Wanted, calendar_page


@allow(is_coordinator)
@require_safe
def for_coordinators(request: SignedInRequest) -> HttpResponse:
    """A month, or the list from today on, of the sessions of the own programmes."""
    return render_staff_page(request, "reports/calendar.html", _context(request, staff=True))


@allow(works_on_sessions, second_factor=False)
@require_safe
def for_trainers(request: SignedInRequest) -> HttpResponse:
    """A month, or the list from today on, of the sessions that the person trains."""
    return render(request, "reports/calendar.html", _context(request, staff=False))


def _context(request, *, staff):
    today = timezone.localdate()
    wanted = Wanted.of(request.GET, today=today)
    context = calendar_page(request.user, wanted, staff=staff, today=today, page=request.GET.get("page"))
    # The frame of coordinators has a title of its own.
    month = context.pop("title")
    return {
        **context,
        "month_title": month,
        "today": today,
        "addresses": addresses_of(request.user, staff=staff),
        "shell": "shells/staff.html" if staff else "shells/portal.html",
    }
