"""Three short public pages: help, privacy, accessibility."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access.view_guards import public
from accounts.sign_in.lockout import DEVICE_DAYS


@public
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Help: how to sign in, what each role does where, who can help."""
    return render(request, "accounts/help.html", {"site_url": settings.SITE_URL})


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Privacy: what is stored, who sees it, for how long, whom to ask."""
    hours = settings.SESSION_COOKIE_AGE // 3600
    return render(request, "accounts/privacy.html", {"session_hours": hours, "device_days": DEVICE_DAYS})


@public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Accessibility: what the pages aim at, and what is missing."""
    return render(request, "accounts/accessibility.html")
