"""The list of public holidays, for coordinators."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.ui.staff_pages import render_staff_page
from trainings.holidays import editing
from trainings.holidays.forms import HolidayForm
from trainings.models import Holiday

ROWS_PER_PAGE = 25


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def holidays(request: SignedInRequest) -> HttpResponse:
    """The holidays; a POST adds one."""
    form = HolidayForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            editing.add(**form.cleaned_data, by=request.user, today=timezone.localdate())
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("The holiday is on the list."))
            return redirect("calendar:holidays")
    yearly, dated = editing.listed(today=timezone.localdate())
    context = {
        "form": form,
        "yearly": Paginator(yearly, ROWS_PER_PAGE).get_page(request.GET.get("yearly")),
        "dated": Paginator(dated, ROWS_PER_PAGE).get_page(request.GET.get("page")),
    }
    return render_staff_page(request, "trainings/holidays.html", context, status=422 if form.errors else 200)


@allow(is_coordinator)
@require_POST
def remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Removes a holiday from the list of all programmes."""
    editing.remove(get_object_or_404(Holiday, pk=pk), by=request.user)
    messages.success(request, _("The holiday is removed."))
    return redirect("calendar:holidays")
