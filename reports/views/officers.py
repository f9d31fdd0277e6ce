"""The page of an officer, for coordinators."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.access import allow
from accounts.permissions import is_coordinator
from accounts.staff_pages import render_staff_page
from participants.models import Officer
from reports import officer_page


@allow(is_coordinator)
@require_safe
def officer(request, pk):
    """Everything on record about one officer."""
    officers = Officer.objects.coordinated_by(request.user).select_related("rank", "unit", "district", "user")
    return render_staff_page(
        request, "reports/officer.html", officer_page.page(get_object_or_404(officers, pk=pk), request.user)
    )
