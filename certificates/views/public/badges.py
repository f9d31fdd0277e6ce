"""Badges: their holder asks for one and downloads it; anyone reads what verifiers need: issuer, keys, what it is for, status."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow, public
from accounts.audit.trail import record
from accounts.permissions import is_officer
from accounts.refusal import Refused
from certificates.badges import making, status
from certificates.badges.credential import achievement, issuer
from certificates.badges.tokens import MEDIA_TYPE
from certificates.models import Badge, Certificate, SigningCertificate, StatusList
from certificates.signing import key_register

DAY = 24 * 60 * 60
MOST_DIGITS = 18
# Verifiers run in browsers of other sites too; nothing here is about a person.
ANYWHERE = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


def _own(request, serial):
    return get_object_or_404(Certificate.objects.held_by(request.user), serial=serial)


@allow(is_officer, second_factor=False)
@require_POST
def ask(request: SignedInRequest, serial: str) -> HttpResponse:
    """Makes the badge of an own certificate: its holder decides, nobody else."""
    try:
        badge = making.ask(_own(request, serial), by=request.user)
    except Refused as no:
        messages.error(request, str(no))
        return redirect("certificates:mine")
    return redirect(badge.job)  # type: ignore[arg-type]  # what was asked for has its work


@allow(is_officer, second_factor=False)
@require_safe
def download(request: SignedInRequest, serial: str) -> HttpResponse:
    """The signed badge as a file. Its media type and ending are those of Open Badges 3.0, 5.1."""
    badge = get_object_or_404(Badge.objects.exclude(token=""), certificate=_own(request, serial))
    if request.method == "GET":
        record(request.user, "badge.downloaded", badge)
    response = HttpResponse(badge.token, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{serial}.jwt"'
    response["Cache-Control"] = "private, no-store"
    return response


@public
@require_safe
@cache_control(public=True, max_age=DAY)
def issuer_profile(request: HttpRequest) -> HttpResponse:
    """Who issues the badges."""
    return JsonResponse(issuer(settings.SITE_URL + request.path, settings.SITE_URL), headers=ANYWHERE)


@public
@require_safe
@cache_control(public=True, max_age=DAY)
def key(request: HttpRequest, kid: str) -> HttpResponse:
    """One public key as a JSON Web Key; what a retired key signed is still checked with it."""
    known = get_object_or_404(SigningCertificate, fingerprint__startswith=kid)
    return JsonResponse(key_register.public_key(known), headers=ANYWHERE)


@public
@require_safe
@cache_control(public=True, max_age=DAY)
def achievement_of(request: HttpRequest, course: UUID, level: str, language: str) -> HttpResponse:
    """What the badges of one course and level are for. Known only once somebody carries such a badge."""
    return _achievement(language, level, enrolment__session__course__public_id=course)


@public
@require_safe
@cache_control(public=True, max_age=DAY)
def achievement_by_number(request: HttpRequest, course: int, level: str, language: str) -> HttpResponse:
    """The same for badges that call the course by its number: whoever counts finds only programmes that speak in public."""
    if len(str(course)) > MOST_DIGITS:
        raise Http404
    is_public = {"enrolment__session__phase__programme__is_public": True}
    return _achievement(language, level, enrolment__session__course=course, **is_public)


def _achievement(language, level, **of_course):
    certificates = Certificate.objects.filter(badge__isnull=False, facts__level=level, **of_course)
    certificate = certificates.select_related("enrolment__session__course").order_by("-issued_at", "-pk").first()
    if certificate is None or language not in ("en", "bn"):
        raise Http404
    addresses = making.achievement_addresses(certificate.enrolment.session.course.public_id, level)
    return JsonResponse(achievement(certificate.facts, language, addresses), headers=ANYWHERE)


@public
@require_safe
@cache_control(public=True, max_age=int(status.FRESH_FOR.total_seconds()))
def status_list(request: HttpRequest, number: int) -> HttpResponse:
    """A status list as last signed: bits only, which show nobody whose they are."""
    signed = get_object_or_404(StatusList, number=number)
    return HttpResponse(signed.token, content_type=MEDIA_TYPE, headers=ANYWHERE)
