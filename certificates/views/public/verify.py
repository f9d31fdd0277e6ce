"""The public check of a certificate. Nothing here lists, searches or counts people."""

import logging
import time
from datetime import timedelta
from functools import lru_cache, wraps

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import http_date, urlencode
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access.miss_throttle import client_address
from accounts.access.typed_codes import is_code
from accounts.access.view_guards import public
from certificates.drawing import grouped
from certificates.models import SigningCertificate
from certificates.signing import key_register
from certificates.verification import answer_page, lookup, throttle
from certificates.verification.forms import CodeForm, FileForm

logger = logging.getLogger(__name__)

# How much of what was typed goes along to the page in the other language.
ECHO = 500
# As Django's never_cache writes it, which takes as long as the look-up.
KEPT_NOWHERE = "max-age=0, no-cache, no-store, must-revalidate, private"


def _discreet(view):
    """The address of an answer contains the code: it goes to no other site, no search engine, no cache and no log.

    Because of `no-referrer` browsers send "Origin: null" with a POST from such a page, which the CSRF check refuses. Nothing
    here changes anything, so the form asks with GET, and the language is part of the address.
    """

    @wraps(view)
    def discreet(request, *args, **kwargs):
        if chosen := chosen_language(request):
            translation.activate(chosen)
            request.LANGUAGE_CODE = translation.get_language()
        response = view(request, *args, **kwargs)
        response["Expires"] = _date_text(time.time() // 1)
        response["Cache-Control"] = KEPT_NOWHERE
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        # Django would write the address of a 404 or 429 into the log.
        response._has_been_logged = True
        return response

    return discreet


@lru_cache(maxsize=2)
def _date_text(second):
    """A second as headers write it. Thousands of answers are given in the same one."""
    return http_date(second)


@public
@require_safe
@_discreet
def verify(request: HttpRequest) -> HttpResponse:
    """Asks for the code; a right one leads to its own address, so that the answer can be reloaded, printed and sent on."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if not form.is_valid():
        return _ask(request, form=form, status=422 if request.GET.get("code", "").strip() else 200)
    return _answer(request, form.cleaned_data["code"], found=_to_its_address)


# Without a token of a form: nothing is changed, and from a page without a referrer browsers send no origin to compare.
@csrf_exempt
@public
@require_http_methods(["GET", "HEAD", "POST"])
@_discreet
def verify_file(request: HttpRequest) -> HttpResponse:
    """Takes a PDF where the browser cannot work out its hash itself, and leads to the answer for that hash."""
    if request.method != "POST":
        return redirect(in_language(reverse("certificates:verify"), chosen_language(request)))
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _ask(request, file_form=form, status=422)
    sha256 = lookup.sha256_of(form.cleaned_data["file"])
    return redirect(in_language(reverse("certificates:verify_hash", args=[sha256]), chosen_language(request)))


@public
@require_safe
@_discreet
def verify_hash(request: HttpRequest, sha256: str) -> HttpResponse:
    """The answer for a file: it is the very one that was issued, with its state, or it is not."""
    address = client_address(request)
    if seconds := throttle.THROTTLE.seconds_to_wait(address):
        return _wait(request, seconds)
    certificate = lookup.look_up_file(sha256)
    _log_check("file", certificate)
    if certificate is None:
        throttle.THROTTLE.count_miss(address)
        return render(
            request, "certificates/file_not_known.html", {"form": CodeForm(), **_languages(request)}, status=404
        )
    return _certificate(request, certificate, is_file=True)


@public
@require_safe
@_discreet
def keys(request: HttpRequest) -> HttpResponse:
    """The public certificates of all keys that signed, for everyone who checks signatures with other tools."""
    context = {
        "keys": SigningCertificate.objects.all(),
        "demonstration": not settings.PRODUCTION,
        **_languages(request),
    }
    return render(request, "certificates/keys.html", context)


@public
@require_safe
def keys_as_pem(request: HttpRequest) -> HttpResponse:
    """The same as one PEM file."""
    response = HttpResponse(key_register.public_list(), content_type="application/x-pem-file")
    response["Content-Disposition"] = "attachment; filename=shetu-signing-certificates.pem"
    return response


@public
@require_safe
@_discreet
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """The answer for one code: valid, superseded, revoked, or not known. What cannot be a code is told so, and is no miss."""
    if not is_code(code):
        form = CodeForm({"code": code})
        if not form.is_valid():
            return _ask(request, form=form, status=404)
        code = form.cleaned_data["code"]
    return _answer(request, code, found=_certificate)


def _ask(request, *, form=None, file_form=None, status=200):
    forms = {"form": form or CodeForm(), "file_form": file_form or FileForm()}
    return render(request, "certificates/verify.html", {**forms, **_languages(request)}, status=status)


def _answer(request, code, *, found):
    address = client_address(request)
    seconds = throttle.THROTTLE.seconds_to_wait(address)
    if seconds:
        return _wait(request, seconds)
    certificate = lookup.look_up(code)
    _log_check("code", certificate)
    if certificate is None:
        throttle.THROTTLE.count_miss(address)
        return _not_known(request, code)
    return found(request, certificate)


def _log_check(how, certificate):
    """Writes what was asked into the log, and never who asked: not the address, not the code, not the file."""
    if certificate is None:
        logger.info("A certificate was checked by its %s and not found.", how)
    else:
        logger.info("Certificate %s was checked by its %s: %s.", certificate.pk, how, certificate.state)


def _to_its_address(request, certificate):
    return redirect(in_language(reverse("certificates:verify_code", args=[certificate.code]), chosen_language(request)))


def _certificate(request, found, *, is_file=False):
    page = answer_page.page_of(
        found,
        translation.get_language(),
        chosen=chosen_language(request),
        other_address=_other_language(request)["url"],
        is_file=is_file,
        from_picture=request.GET.get("from") == "picture",
        now=timezone.now(),
    )

    def rendered(context):
        return render_to_string("certificates/verified.html", {**context, "verify_url": _verify_url(request)}, request)

    if _is_nobody(request):
        return HttpResponse(answer_page.html_of(page, rendered))
    return HttpResponse(rendered(answer_page.context(*page)))


def _is_nobody(request):
    """Whether the page holds nothing of this visitor: no account, no session, no message."""
    kept = request.COOKIES
    bare = settings.SESSION_COOKIE_NAME not in kept and CookieStorage.cookie_name not in kept
    return bare and not request.user.is_authenticated


def _not_known(request, code):
    form = CodeForm(initial={"code": grouped(code)})
    return render(request, "certificates/not_known.html", {"form": form, **_languages(request)}, status=404)


def _wait(request, seconds):
    again_at = timezone.now() + timedelta(seconds=seconds + 59)
    context = {"again_at": again_at, **_languages(request)}
    response = render(request, "certificates/too_many_checks.html", context, status=429)
    response["Retry-After"] = str(seconds)
    return response


def _languages(request):
    """The address of the same page in the other language, and what carries a chosen language to the next page."""
    return {
        "other_language": _other_language(request),
        "chosen_language": chosen_language(request),
        "verify_url": _verify_url(request),
    }


def _other_language(request):
    other = "en" if translation.get_language().startswith("bn") else "bn"
    typed = {"code": request.GET["code"][:ECHO]} if "code" in request.GET else {}
    return {"code": other, "url": in_language(request.path, other, **typed)}


def _verify_url(request):
    return in_language(reverse("certificates:verify"), chosen_language(request))


def chosen_language(request: HttpRequest) -> str:
    language = request.GET.get("language")
    return language if language and language in dict(settings.LANGUAGES) else ""


def in_language(path: str, language: str, **more: str) -> str:
    if language and not more:
        return f"{path}?language={language}"
    return f"{path}?{urlencode({**more, 'language': language})}" if language else path
