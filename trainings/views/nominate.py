"""The page behind a nomination link, for the office of a unit: no account, no session cookie, Bangla first.

A link that ended, was taken back or never existed gives one and the same answer.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access.miss_throttle import MissThrottle, client_address
from accounts.access.request_ids import id_of
from accounts.access.view_guards import public
from accounts.refusal import Refused
from trainings.models import NominationLink
from trainings.nomination_links import typed_people
from trainings.nomination_links.forms import PersonForm
from trainings.nomination_links.page_facts import entry_rules, note_ranks, unit_facts

THROTTLE = MissThrottle("nominate")


def _discreet(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The address holds the secret: it goes to no other page or site, no search engine, no cache and no log."""

    @wraps(view)
    def discreet(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with translation.override(_language(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = view(request, *args, **kwargs)
        # Not `no-referrer`: browsers would send no origin with the form, and it would be refused.
        response["Referrer-Policy"] = "strict-origin"
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        # Django would write the address of a 404 or 429 into the log.
        response._has_been_logged = True  # type: ignore[attr-defined]
        return response

    return never_cache(discreet)


@sensitive_post_parameters()
@public
@require_http_methods(["GET", "HEAD", "POST"])
@_discreet
def page(request: HttpRequest, secret: str) -> HttpResponse:
    """The session, the seats of the unit, who was typed so far; takes one person at a time."""
    link, no = _link(request, secret)
    if link is None:
        return no
    if request.method != "POST":
        if request.method == "GET":
            typed_people.note_opened(link)
        return _page(request, link, secret, PersonForm())
    if not ratelimit.consume(request, action="nominate"):
        return ratelimit.respond_429(request)
    form = PersonForm(request.POST)
    if not form.is_valid():
        return _page(request, link, secret, form, status=422)
    try:
        typed_people.add(link, form.typed(), seats=unit_facts(link).seats)
    except Refused as no_more:
        form.add_error(None, str(no_more))
        return _page(request, link, secret, form, status=409)
    return redirect(f"{_in_language(request, 'page', secret)}#typed")


@public
@require_POST
@_discreet
def remove(request: HttpRequest, secret: str) -> HttpResponse:
    """Takes a line out again."""
    link, no = _link(request, secret)
    if link is None:
        return no
    if not ratelimit.consume(request, action="nominate"):
        return ratelimit.respond_429(request)
    try:
        typed_people.remove(link, id_of(request.POST.get("person")) or 0)
    except Refused as not_now:
        return _page(request, link, secret, PersonForm(), refusal=str(not_now), status=409)
    return redirect(f"{_in_language(request, 'page', secret)}#typed")


def _link(request: HttpRequest, secret: str) -> tuple[NominationLink, HttpResponse] | tuple[None, HttpResponse]:
    """Returns (the link, an empty answer), or (None, the answer where there is none or too many were tried)."""
    address = client_address(request)
    if seconds := THROTTLE.seconds_to_wait(address):
        again_at = timezone.now() + timedelta(seconds=seconds + 59)
        response = render(request, "nominate/wait.html", {"again_at": again_at, **_languages()}, status=429)
        response["Retry-After"] = str(seconds)
        return None, response
    link = typed_people.find(secret)
    if link is None:
        THROTTLE.count_miss(address)
        return None, render(request, "nominate/ended.html", _languages(), status=404)
    return link, HttpResponse()


def _page(request, link, secret, form, *, refusal="", status=200):
    language, facts = translation.get_language(), unit_facts(link)
    note_ranks(link.session, facts.people)
    context = {
        "link": link,
        "session": link.session,
        "facts": facts,
        "rules": entry_rules(link.session, language),
        "form": form,
        "refusal": refusal,
        "here": _in_language(request, "page", secret),
        "remove_url": _in_language(request, "remove", secret),
        **_languages(),
    }
    return render(request, "nominate/page.html", context, status=status)


def _language(request):
    language = request.GET.get("language")
    return language if language in dict(settings.LANGUAGES) else "bn"


def _in_language(request, name, secret):
    return f"{reverse(f'nominate:{name}', args=[secret])}?language={_language(request)}"


def _languages():
    other = "en" if translation.get_language().startswith("bn") else "bn"
    return {"other_language": {"code": other, "url": f"?language={other}"}}
