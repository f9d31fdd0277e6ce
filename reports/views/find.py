"""The search over everything, for coordinators: opened by Ctrl-K, by the field of the top bar, or as a page."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.ui.staff_pages import render_staff_page
from reports.pages.find import SHOWN, find_anything

LONGEST = 100


@allow(is_coordinator)
@require_http_methods(["GET", "POST"])
def find(request: SignedInRequest) -> HttpResponse:
    """The form and what was found. The words are sent, because names and numbers must not be in addresses and logs."""
    words = request.POST.get("words", "").strip()[:LONGEST]
    parts = find_anything(request, words) if words else []
    hits = [hit for part in parts for hit in part.hits]
    if len(hits) == 1 and not parts[0].note:
        return redirect(hits[0].url)
    return render_staff_page(request, "reports/find.html", {"words": words, "parts": parts, "shown": SHOWN})
