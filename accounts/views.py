"""The front page, the switches of language and theme, and the two health checks."""

import os
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow, keeps_account, public
from accounts.administrators import acting
from accounts.models import Language, Theme
from accounts.permissions import home_of, signed_in

HOME = "accounts:home"
WAITS_TOO_LONG = timedelta(minutes=10)


@keeps_account
@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front page for strangers; a redirect to the own start page for signed-in people."""
    if not request.user.is_authenticated:
        return render(request, "front.html")
    there = home_of(request.user)
    if there != HOME:
        return redirect(there)
    return render(request, "accounts/no_role.html", {"who_can_help": list(acting().select_related("user")[:3])})


@keeps_account
@public
@require_POST
def switch_language(request: HttpRequest) -> HttpResponse:
    """Stores the language: in the account of a signed-in person, else in this browser until it closes or somebody signs in."""
    language = request.POST.get("language")
    if language not in Language.values:
        raise Http404
    if request.user.is_authenticated:
        request.user.language = language
        request.user.save(update_fields=["language"])
        return redirect(_local_path(request))
    response = redirect(_local_path(request))
    # Until the browser closes or somebody signs in: the next person at a shared computer starts afresh.
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response


@allow(signed_in, second_factor=False)
@require_POST
def switch_theme(request: SignedInRequest) -> HttpResponse:
    """Stores the theme, light or dark, in the account."""
    theme = request.POST.get("theme")
    if theme not in Theme.values:
        raise Http404
    request.user.theme = theme
    request.user.save(update_fields=["theme"])
    return redirect(_local_path(request))


def _local_path(request: HttpRequest) -> str:
    """Returns the page to go back to, only ever one of ours."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else HOME


@public
def closed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """A page of a library that we do not offer: 404."""
    raise Http404


@public
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Responds while the process runs; checks nothing else."""
    return HttpResponse("ok", content_type="text/plain")


@public
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Responds with 200, or 503 when the database or the folder for files cannot be reached.

    A late queue and an unavailable cache are reported with 200, because the pages still work.
    """
    database, files = _database_answers(), os.access(settings.VAR_DIR, os.W_OK)
    words = {
        "database": "ok" if database else "down",
        "files": "ok" if files else "down",
        "cache": _cache_in_a_word(),
        "queue": _queue_in_a_word() if database else "unknown",
    }
    return JsonResponse(words, status=200 if database and files else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _cache_in_a_word() -> str:
    answers = getattr(cache, "answers", None)
    return "ok" if answers is None or answers() else "down"


def _queue_in_a_word() -> str:
    # By name: jobs is above accounts.
    queued = apps.get_model("jobs", "Job").objects.filter(state="queued")
    try:
        return "late" if queued.filter(due_at__lt=timezone.now() - WAITS_TOO_LONG).exists() else "ok"
    except DatabaseError:
        return "unknown"
