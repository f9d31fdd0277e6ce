"""The public check of a certificate. Nothing here lists, searches or counts people."""

from datetime import timedelta
from functools import wraps

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import public
from certificates import verifying
from certificates.forms import CodeForm

# What was typed comes back in the field, to be put right; nobody needs more of it.
ECHO = 100


def _discreet(view):
    """The address of an answer holds the code: it goes to no other site, no search engine, no cache and no log.

    Because of `no-referrer` browsers send "Origin: null" with a POST from such a page, which the CSRF check refuses. Nothing
    here changes anything, so the form asks with GET, and the language is part of the address.
    """

    @wraps(view)
    def discreet(request, *args, **kwargs):
        if _chosen(request):
            translation.activate(_chosen(request))
            request.LANGUAGE_CODE = translation.get_language()
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        # Django would write the address of a 404 or 429 into the log.
        response._has_been_logged = True
        return response

    return never_cache(discreet)


@public
@require_safe
@_discreet
def verify(request):
    """Asks for the code; a right one leads to its own address, so that the answer can be reloaded, printed and sent on."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if not form.is_valid():
        return render(request, "certificates/verify.html", {"form": form, **_languages(request)})
    return _answer(request, form.cleaned_data["code"], found=_to_its_address)


@public
@require_safe
@_discreet
def verify_code(request, code):
    """The answer for one code: valid, superseded, revoked, or not known."""
    return _answer(request, code, found=_certificate)


def _answer(request, typed, *, found):
    address = _address(request)
    seconds = verifying.seconds_to_wait(address)
    if seconds:
        return _wait(request, seconds)
    certificate = verifying.look_up(typed)
    if certificate is None:
        verifying.count_miss(address)
        return _not_known(request, typed)
    return found(request, certificate)


def _to_its_address(request, certificate):
    return redirect(_in_language(reverse("certificates:verify_code", args=[certificate.code]), _chosen(request)))


def _certificate(request, certificate):
    context = {
        "certificate": certificate,
        "lines": verifying.printed(certificate, translation.get_language()),
        "reason": verifying.reason(certificate, translation.get_language()),
        "checked_at": timezone.now(),
        **_languages(request),
    }
    return render(request, "certificates/verified.html", context)


def _not_known(request, typed):
    form = CodeForm(initial={"code": typed[:ECHO]})
    return render(request, "certificates/not_known.html", {"form": form, **_languages(request)}, status=404)


def _wait(request, seconds):
    again_at = timezone.now() + timedelta(seconds=seconds + 59)
    context = {"again_at": again_at, **_languages(request)}
    response = render(request, "certificates/too_many_checks.html", context, status=429)
    response["Retry-After"] = str(seconds)
    return response


def _languages(request):
    """The same page in the other language, and what keeps a chosen language on the way on."""
    other = "en" if translation.get_language().startswith("bn") else "bn"
    typed = {"code": request.GET["code"][:ECHO]} if "code" in request.GET else {}
    return {
        "other_language": {"code": other, "url": _in_language(request.path, other, **typed)},
        "chosen_language": _chosen(request),
        "verify_url": _in_language(reverse("certificates:verify"), _chosen(request)),
    }


def _chosen(request):
    language = request.GET.get("language")
    return language if language in dict(settings.LANGUAGES) else ""


def _in_language(path, language, **more):
    return f"{path}?{urlencode({**more, 'language': language})}" if language else path


def _address(request):
    try:
        return get_adapter().get_client_ip(request)
    except PermissionDenied:
        return "unknown"
