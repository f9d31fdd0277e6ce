"""Three short pages for everybody: how to get help, what is stored of whom, and for whom the pages work."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access.view_guards import public
from accounts.sign_in.lockout import DEVICE_DAYS


@public
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """How to get in, what to do where, who can help."""
    return render(request, "accounts/help.html", {"site_url": settings.SITE_URL})


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is stored, who sees it, for how long, who can be asked."""
    hours = settings.SESSION_COOKIE_AGE // 3600
    return render(request, "accounts/privacy.html", {"session_hours": hours, "device_days": DEVICE_DAYS})


@public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What the pages aim at, and what is not there yet."""
    return render(request, "accounts/accessibility.html")
