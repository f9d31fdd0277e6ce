"""Pages with which an officer claims an account. Two steps are here; the third, the certificate, is certificates:claimed."""

import logging
import time
from datetime import timedelta

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.mfa import app_settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.access.miss_throttle import MissThrottle, client_address
from accounts.access.view_guards import public
from accounts.refusal import Refused
from participants.claim_slips import claiming
from participants.claim_slips.access import refusal_for
from participants.claim_slips.forms import CodeForm, PasswordForm

logger = logging.getLogger(__name__)

THROTTLE = MissThrottle("claim")
PENDING = "claim"  # session key: {"slip": id of the slip whose code and number were right, "at": time}
OPEN_FOR = 15 * 60  # seconds between the code and the password


@sensitive_post_parameters()
@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Asks for the code and the service number. All failures get the same answer."""
    form = CodeForm(_sent(request))
    if request.method != "POST" or not form.is_valid():
        return render(request, "claim/code.html", {"form": form}, status=422 if form.errors else 200)
    address = client_address(request)
    if seconds := THROTTLE.seconds_to_wait(address):
        return _wait(request, seconds)
    slip = claiming.check(form.cleaned_data["code"], form.cleaned_data["number"])
    if slip is None:
        THROTTLE.count_miss(address)
        logger.info("A claim was refused.")
        form.add_error(None, _no_match())
        return render(request, "claim/code.html", {"form": form}, status=422)
    request.session[PENDING] = {"slip": slip.pk, "at": int(time.time())}
    return redirect("claim:secure")


def _sent(request):
    return request.POST if request.method == "POST" else None


def _no_match():
    return _(
        "The code and the number do not match, or the slip was used or has expired. Check both. After five "
        "wrong numbers a slip is closed; your trainer or coordinator can give you a new one."
    )


def _wait(request, seconds):
    again_at = timezone.now() + timedelta(seconds=seconds + 59)
    response = render(request, "claim/wait.html", {"again_at": again_at}, status=429)
    response["Retry-After"] = str(seconds)
    return response


@sensitive_post_parameters()
@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def secure(request: HttpRequest) -> HttpResponse:
    """Shows whose slip it is and asks for a password; then the officer is signed in."""
    if "forget" in request.POST:
        request.session.pop(PENDING, None)
        return redirect("claim:code")
    slip = _pending(request)
    if slip is None:
        # Who never gave a code has no session, and gets none by opening this page.
        if not request.session.is_empty():
            messages.error(request, claiming.expired_message())
        return redirect("claim:code")
    officer = slip.officer
    account = officer.user or claiming.new_account_of(officer)
    form = PasswordForm(_sent(request), user=account)
    if request.method == "POST" and form.is_valid():
        try:
            claimed = claiming.claim(slip.pk, password=form.cleaned_data["password"], language=get_language()[:2])
        except Refused as no:
            form.add_error(None, str(no))
        else:
            return _sign_in(request, claimed)
    context = {
        "officer": officer,
        "form": form,
        "refusal": refusal_for(officer),
        "is_known": officer.user_id is not None,
        "may_have_passkey": app_settings.PASSKEY_LOGIN_ENABLED,
    }
    return render(request, "claim/secure.html", context, status=422 if form.errors else 200)


def _pending(request):
    """Returns the slip whose code and number were right in this browser a short while ago, or None."""
    pending = request.session.get(PENDING)
    if not pending or not 0 <= time.time() - pending["at"] <= OPEN_FOR:
        return None
    return claiming.pending(pending["slip"])


def _sign_in(request, claimed):
    request.session.pop(PENDING, None)
    # The password was set a moment ago: counts as an authentication, so that adding a passkey does not ask for it again.
    record_authentication(request, claimed.user, method="password")
    response = perform_login(request, claimed.user, redirect_url="/")
    if not request.user.is_authenticated:
        return response
    request.session["claimed"] = "new" if claimed.is_new else "again"
    return redirect("certificates:claimed")
