"""The check without a network: a page that carries all it needs, the list of keys, and the service worker that caches both."""

import hashlib
import json
from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from accounts.access.middleware import PERMISSIONS_POLICY
from accounts.access.secret_codes import LENGTH
from accounts.access.view_guards import public
from accounts.text.localised_text import PARTS_OF_DAY, number_text
from certificates.drawing import WORDINGS
from certificates.offline.coding import table
from certificates.signing import key_register
from certificates.verification.forms import PROBLEMS
from certificates.views.public.verify import chosen_language, in_language

MINUTES = 60
# A key is new for the workers before the first certificate that it signed is printed.
KEYS_FOR, PAGE_FOR = 5 * MINUTES, 60 * MINUTES
# One of the few pages that may use the camera.
WITH_CAMERA = PERMISSIONS_POLICY.replace("camera=()", "camera=(self)")
DECODER, ITS_PART = "vendor/qr/decode.js", "vendor/qr/index.js"
FILES = (
    *("vendor/bootstrap/bootstrap.used.css", "shetu/shetu.css", "shetu/offline.css", "shetu/logo.svg"),
    *("shetu/typed-codes.js", "shetu/picture-codes.js", "shetu/offline-payload.js", "shetu/offline.js", DECODER),
    *("vendor/fonts/inter/inter-latin-400-700.woff2", "vendor/fonts/noto-sans-bengali/noto-sans-bengali-400-700.woff2"),
)


@public
@require_safe
@cache_control(public=True, max_age=PAGE_FOR)
def offline(request: HttpRequest) -> HttpResponse:
    """Checks a QR code on the visitor's own device. The same for everyone; what is checked never reaches the server."""
    if chosen_language(request):
        translation.activate(chosen_language(request))
        request.LANGUAGE_CODE = translation.get_language()
    language = "bn" if translation.get_language().startswith("bn") else "en"
    other = "en" if language == "bn" else "bn"
    context = {
        "theme": "auto",  # the reader's own would make the page different for each; the phone's does not
        "other_language": {"code": other, "url": in_language(request.path, other)},
        "data": {
            "table": table(),
            "language": language,
            "parts_of_day": PARTS_OF_DAY if language == "bn" else [],
            "keys": reverse("certificates:keys_as_json"),
            "decoder": static(DECODER),
            "worker": reverse("certificates:offline_worker"),
            "check": reverse("certificates:verify"),
            "titles": {level: getattr(words, f"title_{language}") for level, words in WORDINGS.items()},
            "words": _words(),
        },
        "verify_url": in_language(reverse("certificates:verify"), chosen_language(request)),
        "demonstration": not settings.PRODUCTION,
    }
    response = render(request, "certificates/offline.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    response["Permissions-Policy"] = WITH_CAMERA
    return response


def _words():
    """Sentences that the script completes with a date or a number."""
    places = {"count": "{count}", "letter": "{letter}", "length": number_text(LENGTH, translation.get_language())}
    return {
        "ready": _("Ready for use without a network. The list of keys was loaded on {time}."),
        "not_kept": _(
            "The list of keys was loaded on {time}. This browser does not keep the page for later, so it needs a network."
        ),
        "no_keys": _("The list of keys could not be loaded. Connect to a network once and open this page again."),
        "unsure": _(
            "A certificate that was revoked or replaced after it was printed looks the same here. The keys are those of {time}."
        ),
        "shortened": _("Only its beginning is in the code."),
        "problems": {name: text % places for name, text in PROBLEMS.items()},
        "no_camera": _("The camera cannot be used here. Scan with your camera app, copy the text and paste it."),
    }


@public
@require_safe
@cache_control(public=True, max_age=KEYS_FOR)
@conditional_page
def keys_as_json(request: HttpRequest) -> HttpResponse:
    """The public keys as a JSON Web Key Set (RFC 7517), with the time each is valid."""
    anywhere = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
    return JsonResponse({"keys": key_register.public_keys()}, headers=anywhere)


@public
@require_safe
@cache_control(public=True, max_age=0, must_revalidate=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. It caches the page and the keys, never an answer about a certificate."""
    page = reverse("certificates:offline")
    # The decoder names its part as its package does, without the mark of a version.
    files = [*(static(name) for name in FILES), urljoin(settings.STATIC_URL, ITS_PART)]
    facts = {
        "page": page,
        "pages": [f"{page}?language={code}" for code, _name in settings.LANGUAGES],
        "keys": reverse("certificates:keys_as_json"),
        "files": files,
        "version": hashlib.sha256(" ".join(files).encode()).hexdigest()[:12],
    }
    response = HttpResponse(
        f"const SHETU = {json.dumps(facts)};\nimportScripts({json.dumps(static('shetu/offline-worker.js'))});\n",
        content_type="text/javascript; charset=utf-8",
    )
    # It answers for /verify/<code>/ when there is no network: that is where the QR codes lead.
    response["Service-Worker-Allowed"] = reverse("certificates:verify")
    return response
