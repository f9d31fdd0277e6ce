"""Past merges, and undoing one. For coordinators."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.ui.staff_pages import render_staff_page
from participants.merging import merges as merging
from participants.merging.comparison import moved_by, values_of
from participants.merging.movable_relations import unsettled
from participants.models import Merge

ROWS_PER_PAGE = 25


@allow(is_coordinator)
@require_safe
def merges(request: SignedInRequest) -> HttpResponse:
    """All merges into officers whom the user coordinates, the latest first."""
    own = Merge.objects.visible_to(request.user).select_related("kept", "merged_by", "undone_by")
    page = Paginator(own, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    one: Any
    for one in page:
        one.absorbed = merging.absorbed_officer(one)
    return render_staff_page(request, "participants/merges.html", {"page": page})


@allow(is_coordinator)
@require_safe
def merge(request: SignedInRequest, pk: int) -> HttpResponse:
    """One merge: the absorbed record, the values, the moved rows, and the decided conflicts."""
    own = Merge.objects.visible_to(request.user).select_related("kept", "merged_by", "undone_by")
    found = get_object_or_404(own, pk=pk)
    context = {
        "merge": found,
        "absorbed": merging.absorbed_officer(found),
        "values": values_of(found),
        "moved": moved_by(found),
        "unsettled": unsettled(found.kept, by=request.user) if found.stands else [],
    }
    return render_staff_page(request, "participants/merge.html", context)


@allow(is_coordinator)
@require_POST
def take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Undoes a merge."""
    found = get_object_or_404(Merge.objects.visible_to(request.user), pk=pk)
    try:
        found = merging.take_back(found, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("Taken back. Both records are as they were."))
        for sentence in found.left:
            messages.warning(request, sentence)
    return redirect("duplicates:merge", pk)
