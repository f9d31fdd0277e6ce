"""What happens to every request, from the outside in."""

import logging
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.views.defaults import bad_request

from accounts.access.second_factor import asked_first, is_a_stranger_to
from accounts.access.view_guards import PUBLIC
from accounts.ops.logs import working_on

log = logging.getLogger(__name__)

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)


class CompressTextMiddleware(GZipMiddleware):
    """Sends pages compressed, which a phone on a slow line notices; files go out byte for byte, with their length.

    Django's GZipMiddleware pads each answer at random, so that its size tells nothing about what it hides.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        kind = response.headers.get("Content-Type", "")
        if response.streaming or not kind.startswith(("text/", "application/json", "image/svg+xml")):
            return response
        return super().process_response(request, response)


class RequestIdMiddleware:
    """Gives each request an id: `request.request_id`, the header X-Request-ID, log lines and audit entries carry it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # An id from outside is not taken over: it would let a stranger write into the log and the audit trail.
        request.request_id = uuid4().hex
        with working_on(request.request_id):
            response = self.get_response(request)
        response["X-Request-ID"] = request.request_id
        return response


class BrowserPolicyMiddleware:
    """Tells the browser what a page may do; the admin alone may evaluate expressions and style inline (Unfold does)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.admin = None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if self.admin is None:
            self.admin = reverse("admin:index")
        if request.path_info.startswith(self.admin):
            # csp.middleware.CSPMiddleware adds this to the strict policy on the way out.
            response._csp_update = settings.ADMIN_CONTENT_SECURITY_POLICY
        return response


class LanguageOfUserMiddleware:
    """Speaks the language of the account to whoever is signed in.

    A stranger is spoken to as this browser chose with the switch (a cookie), else as the browser asks; LocaleMiddleware
    has settled that. Signing in takes a choice made with the switch over into the account (accounts/sign_in/allauth_adapters.py).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)


class SecondFactorMiddleware:
    """Sends people to set up or show their second factor where accounts/access/second_factor.py says so.

    Public views know nobody who owes one; what stands further out (no-store) knows the account again.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        account, request.taken_for = request.user, None
        response = self.get_response(request)
        if request.taken_for is not None:
            # Made for a stranger, but in this session: its language, its messages.
            response["Cache-Control"] = "no-store"
            if request.user is request.taken_for:
                request.user = account
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        address = asked_first(request, view)
        if address:
            return redirect(address)
        if is_a_stranger_to(request, view):
            request.user = request.taken_for = AnonymousUser()
        return None


class NoStoreMiddleware:
    """Keeps out of caches what is not for everybody: on a shared computer "Back" must not show it.

    That is every page of somebody signed in, and every view that is not marked public: signing in, a new password.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.is_for_everybody = False
        response = self.get_response(request)
        may_be_kept = request.is_for_everybody and not request.user.is_authenticated
        if not may_be_kept and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        request.is_for_everybody = getattr(view, "allowed", None) == PUBLIC


class ImpossibleValuesMiddleware:
    """Answers 400 where somebody sends what no database can hold: a number beyond its integers, a NUL in a text.

    Our own views read ids through accounts/access/request_ids.py; this stands behind the views and filters of libraries.
    """

    SAID = ("too large to convert to SQLite INTEGER", "out of range", "NUL (0x00)")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OverflowError | DataError) and any(said in str(exception) for said in self.SAID):
            # Without the value: whoever sent it chose it.
            log.warning(
                "An impossible value was sent to %s.", request.resolver_match and request.resolver_match.view_name
            )
            return bad_request(request, exception)
        return None
