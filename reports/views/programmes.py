"""Programmes for those who coordinate them: one on its page, several side by side."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_administrator, is_coordinator
from accounts.ui.staff_pages import render_staff_page
from programmes.models import Programme
from programmes.views.coordinated import coordinated_programme
from reports.pages import programme as programme_page


@allow(is_coordinator)
@require_safe
def programmes(request: SignedInRequest) -> HttpResponse:
    """The programmes this person coordinates, side by side; a single one opens at once."""
    own = Programme.objects.coordinated_by(request.user)
    cards = programme_page.cards(own.prefetch_related("countries"))
    if len(cards) == 1:
        return redirect("reports:programme", cards[0].programme.code)
    return render_staff_page(
        request, "reports/programmes.html", {"cards": cards, "may_add": is_administrator(request.user)}
    )


@allow(is_coordinator)
@require_safe
def programme(request: SignedInRequest, code: str) -> HttpResponse:
    """One programme: what it is for, how far it is, what comes next."""
    found = coordinated_programme(request, code)
    return render_staff_page(request, "reports/programme.html", programme_page.page(found, timezone.localdate()))
