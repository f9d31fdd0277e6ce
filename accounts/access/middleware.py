"""The middleware, from the outermost to the innermost."""

import logging
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect
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
    """Compresses pages, for slow connections. Files are sent unchanged, with their length.

    Django's GZipMiddleware pads each response at random, so that its size reveals nothing about its content.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "")
        if response.streaming or not kind.startswith(("text/", "application/json", "image/svg+xml")):
            return response
        return super().process_response(request, response)


class _Request(HttpRequest):
    """A request with the attributes that these middleware classes add. For type checkers only."""

    request_id: str
    taken_for: AnonymousUser | None
    is_for_everybody: bool


class RequestIdMiddleware:
    """Gives each request an id, found in `request.request_id`, the header X-Request-ID, log lines and audit entries."""

    def __init__(self, get_response: Callable[[Any], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: _Request) -> HttpResponse:
        # An id from outside is ignored: it would let a stranger write into the log and the audit trail.
        request.request_id = uuid4().hex
        with working_on(request.request_id):
            response = self.get_response(request)
        response["X-Request-ID"] = request.request_id
        return response


class BrowserPolicyMiddleware:
    """Sets the policies of the browser that are the same for every page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class LanguageOfUserMiddleware:
    """Uses the language of the account for signed-in people.

    For others, LocaleMiddleware has already chosen: the language of the switch (a cookie), else the one the browser asks for.
    At sign-in the choice of the switch is stored in the account (accounts/sign_in/allauth_adapters.py).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)


class SecondFactorMiddleware:
    """Redirects people to set up or show their second factor where accounts/access/second_factor.py requires it.

    Public views do not see an account that owes a second factor. The outer middleware (no-store) sees it again.
    """

    def __init__(self, get_response: Callable[[Any], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: _Request) -> HttpResponse:
        account, request.taken_for = request.user, None
        response = self.get_response(request)
        if request.taken_for is not None:
            # Rendered as for a stranger, but with the language and messages of this session.
            response["Cache-Control"] = "no-store"
            if request.user is request.taken_for:
                request.user = account
        return response

    def process_view(
        self, request: _Request, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        address = asked_first(request, view)
        if address:
            return redirect(address)
        if is_a_stranger_to(request, view):
            request.user = request.taken_for = AnonymousUser()
        return None


class NoStoreMiddleware:
    """Forbids caching of non-public pages, so that "Back" on a shared computer does not show them.

    These are all pages of signed-in people, and all views that are not marked public, such as sign-in and a new password.
    """

    def __init__(self, get_response: Callable[[Any], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: _Request) -> HttpResponse:
        request.is_for_everybody = False
        response = self.get_response(request)
        may_be_kept = request.is_for_everybody and not request.user.is_authenticated
        if not may_be_kept and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response

    def process_view(
        self, request: _Request, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        request.is_for_everybody = getattr(view, "allowed", None) == PUBLIC
        return None


class ImpossibleValuesMiddleware:
    """Responds with 400 to values that no database can store: a number that is too large, a NUL in a text.

    Our own views read ids through accounts/access/request_ids.py. This middleware covers the views and filters of libraries.
    """

    MESSAGES = ("too large to convert to SQLite INTEGER", "out of range", "NUL (0x00)")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OverflowError | DataError) and any(text in str(exception) for text in self.MESSAGES):
            # Without the value, which the sender chose.
            log.warning(
                "An impossible value was sent to %s.", request.resolver_match and request.resolver_match.view_name
            )
            return bad_request(request, exception)
        return None
