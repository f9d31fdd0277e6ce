"""The second factor: who must show one, and for which pages. One rule for every page.

Where it is required (REQUIRE_SECOND_FACTOR, always in production):

- administrators and coordinators need it for every page, from their first sign-in on;
- trainers need it for every page except views with `@allow(..., second_factor=False)`: attendance, the pages that lead to it,
and their own data. So scores, reports, exports and new pages require it;
- officers and observers may have one but need none;
- a public view treats a person who owes a factor as a stranger, so it shows nothing that depends on a role. A view with
`@by_role` asks for the factor like any other page; a view with `@keeps_account` sees the account but shows nothing that
depends on it.

For a person with several roles the strictest rule counts, without exceptions. Pages are open by their exact URL name, because
a prefix such as "mfa_" would also match pages of another library. A session that began before the account had its factor must
show it, and nobody can change the factors of an account in a session that did not show one.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.access.view_guards import PUBLIC
from accounts.permissions import needs_second_factor_at_sign_in, needs_second_factor_on_pages

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)

ALWAYS_OPEN = frozenset({"account_logout", "accounts:switch_theme"})
# Pages on which a person without a factor sets one up. They ask for the password again.
SETTING_UP = frozenset({"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"}) | ALWAYS_OPEN
# Pages on which a person shows the factor.
SHOWING = frozenset({"mfa_reauthenticate", "mfa_reauthenticate_webauthn"}) | ALWAYS_OPEN
# Pages that change the factors of an account or show its recovery codes.
MANAGING = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_edit_webauthn",
        "mfa_remove_webauthn",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
    }
)
AFTERWARDS = "after_second_factor"


def is_required_for(user: Any, view: Callable[..., HttpResponse]) -> bool:
    """Whether this person needs a second factor for this view."""
    if not settings.REQUIRE_SECOND_FACTOR or (_is_public(view) and not getattr(view, "by_role", False)):
        return False
    if needs_second_factor_at_sign_in(user):
        return True
    # Pages of libraries have no mark; those that trainers open concern their own account.
    return needs_second_factor_on_pages(user) and getattr(view, "second_factor", False)


def _is_public(view: Callable[..., HttpResponse]) -> bool:
    return getattr(view, "allowed", None) == PUBLIC


def is_a_stranger_to(request: HttpRequest, view: Callable[..., HttpResponse]) -> bool:
    """Whether a public view must treat this account as a stranger, because it owes a second factor in this session."""
    user = request.user
    if not settings.REQUIRE_SECOND_FACTOR or not _is_public(view) or getattr(view, "keeps_account", False):
        return False
    owes = user.is_authenticated and (needs_second_factor_at_sign_in(user) or needs_second_factor_on_pages(user))
    return owes and not (has_second_factor(user) and was_shown(request))


def asked_first(request: HttpRequest, view: Callable[..., HttpResponse]) -> str | None:
    """Returns the address to redirect this request to, or None when no factor is missing."""
    match = request.resolver_match
    name, user = match.view_name if match else "", request.user
    if not user.is_authenticated:
        return None
    required = is_required_for(user, view)
    if not required and name not in MANAGING:
        return None
    if not has_second_factor(user):
        return _remember(request, reverse("mfa_index")) if required and name not in SETTING_UP else None
    if name in SHOWING or was_shown(request):
        if request.session.get(AFTERWARDS) == request.get_full_path():
            del request.session[AFTERWARDS]  # there now
        return None
    page = "mfa_reauthenticate" if is_mfa_enabled(user, [Authenticator.Type.TOTP]) else "mfa_reauthenticate_webauthn"
    back = request.get_full_path() if request.method == "GET" else reverse("accounts:home")
    return f"{reverse(page)}?{urlencode({'next': back})}"


def has_second_factor(user: Any) -> bool:
    """Whether the account has an authenticator app or a key; recovery codes alone are none."""
    return is_mfa_enabled(user, SECOND_FACTORS)


def was_shown(request: HttpRequest) -> bool:
    """Whether the second factor was shown in this session, at sign-in or later."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def is_missing(request: HttpRequest) -> bool:
    """Whether this person was sent to set up a second factor and has none yet. Asks the database only where it matters."""
    user = request.user
    if not settings.REQUIRE_SECOND_FACTOR or not user.is_authenticated:
        return False
    asked = needs_second_factor_at_sign_in(user) or AFTERWARDS in request.session
    return asked and not has_second_factor(user)


def way_on(request: HttpRequest) -> str:
    """Returns the page that this person requested before the second factor, else the start page."""
    return request.session.get(AFTERWARDS) or reverse("accounts:home")


def _remember(request: HttpRequest, address: str) -> str:
    if request.method == "GET":
        request.session[AFTERWARDS] = request.get_full_path()
    return address
