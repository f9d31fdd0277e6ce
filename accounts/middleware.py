"""What happens to every request, from the outside in."""

from uuid import uuid4

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation

from accounts.access import PUBLIC
from accounts.logs import working_on
from accounts.permissions import needs_second_factor
from accounts.second_factor import lacks_second_factor

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

    def process_response(self, request, response):
        kind = response.headers.get("Content-Type", "")
        if response.streaming or not kind.startswith(("text/", "application/json", "image/svg+xml")):
            return response
        return super().process_response(request, response)


class RequestIdMiddleware:
    """Gives each request an id: `request.request_id`, the header X-Request-ID, log lines and audit entries carry it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # An id from outside is not taken over: it would let a stranger write into the log and the audit trail.
        request.request_id = uuid4().hex
        with working_on(request.request_id):
            response = self.get_response(request)
        response["X-Request-ID"] = request.request_id
        return response


class BrowserPolicyMiddleware:
    """Tells the browser what a page may do; the admin alone may evaluate expressions and style inline (Unfold does)."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.admin = None

    def __call__(self, request):
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
    """Speaks the person's own language on a device where nobody has used the switch.

    The switch writes both the cookie of this browser and the account. So: cookie first, then the account, then what the
    browser asks for (LocaleMiddleware has settled the first and the last already).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)


class SecondFactorMiddleware:
    """Where a second factor is required, lets coordinators and trainers no further than its set-up until they have one.

    A session that began before the account had a second factor is asked for it too.
    """

    OPEN = frozenset({"account_logout", "account_reauthenticate"})

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not settings.REQUIRE_SECOND_FACTOR or self._is_open(request, view) or not needs_second_factor(request.user):
            return None
        if lacks_second_factor(request.user):
            return redirect("mfa_index")
        if not any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user)):
            return redirect(f"{reverse('mfa_reauthenticate')}?next={reverse('accounts:home')}")
        return None

    def _is_open(self, request, view):
        name = request.resolver_match.url_name or ""
        return getattr(view, "allowed", None) == PUBLIC or name in self.OPEN or name.startswith("mfa_")


class NoStoreMiddleware:
    """Keeps out of caches what is not for everybody: on a shared computer "Back" must not show it.

    That is every page of somebody signed in, and every view that is not marked public: signing in, a new password.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.is_for_everybody = False
        response = self.get_response(request)
        may_be_kept = request.is_for_everybody and not request.user.is_authenticated
        if not may_be_kept and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response

    def process_view(self, request, view, args, kwargs):
        request.is_for_everybody = getattr(view, "allowed", None) == PUBLIC
