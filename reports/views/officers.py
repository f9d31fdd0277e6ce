"""The page of an officer, for coordinators."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.ui.staff_pages import render_staff_page
from participants.models import Officer
from reports.pages import officer as officer_page
from reports.pages import shared_officers


@allow(is_coordinator)
@require_safe
def officer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everything on record about one officer; of one whose record another programme holds, what it let this one see."""
    officers = Officer.objects.coordinated_by(request.user).select_related("rank", "unit", "district", "user")
    if found := officers.filter(pk=pk).first():
        return render_staff_page(request, "reports/officer.html", officer_page.page(found, request.user))
    found = get_object_or_404(Officer.objects.shared_with(request.user).only("name_en", "name_bn"), pk=pk)
    context = {"officer": found, "trainings": shared_officers.sessions_of(found, request.user)}
    return render_staff_page(request, "reports/shared_officer.html", context)
