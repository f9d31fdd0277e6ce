"""The addresses at which people follow sessions in their own calendar: making, taking back, and the file itself."""

import hashlib

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access.miss_throttle import MissThrottle, client_address
from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow, public
from accounts.permissions import is_coordinator, is_trainer
from accounts.ui.staff_pages import render_staff_page
from programmes.models import Programme
from trainings.calendar import feeds
from trainings.calendar.feed_file import feed_file
from trainings.models import CalendarFeed

THROTTLE = MissThrottle("calendar-feed")
TYPE = "text/calendar; charset=utf-8"
KEPT_FOR = 60  # seconds that a program may keep the file without asking


@allow(is_coordinator)
@never_cache
@require_POST
def make_for_programme(request: SignedInRequest, code: str) -> HttpResponse:
    """Makes the person's address of a programme and shows it, once."""
    programme = get_object_or_404(Programme.objects.coordinated_by(request.user), code=code)
    made = feeds.make(request.user, programme, now=timezone.now())
    context = {"made": made, "what": programme.short_title, "staff": True, "shell": "shells/staff.html"}
    return render_staff_page(request, "trainings/calendar_address.html", context)


@allow(is_trainer)
@never_cache
@require_POST
def make_own(request: SignedInRequest) -> HttpResponse:
    """Makes the person's address of the sessions they train and shows it, once."""
    made = feeds.make(request.user, now=timezone.now())
    context = {"made": made, "what": _("My sessions"), "staff": False, "shell": "shells/portal.html"}
    return render(request, "trainings/calendar_address.html", context)


@allow(is_coordinator)
@require_POST
def take_back_for_programme(request: SignedInRequest, code: str) -> HttpResponse:
    """Ends the person's address of a programme."""
    programme = get_object_or_404(Programme.objects.coordinated_by(request.user), code=code)
    _take_back(request, programme)
    return redirect("reports:calendar")


@allow(is_trainer)
@require_POST
def take_back_own(request: SignedInRequest) -> HttpResponse:
    """Ends the person's address of their own sessions."""
    _take_back(request, None)
    return redirect("reports:trainer_calendar")


def _take_back(request, programme):
    live = CalendarFeed.objects.visible_to(request.user).live().filter(programme=programme)
    for feed in live:
        feeds.take_back(feed, by=request.user, now=timezone.now())
    messages.success(request, _("The address is taken back. Nobody can follow it any more."))


@public
@require_safe
def file(request: HttpRequest, code: str) -> HttpResponseBase:
    """The file behind an address, for calendar programs: they have no sign-in, so the address is the key."""
    address, now = client_address(request), timezone.now()
    if seconds := THROTTLE.seconds_to_wait(address):
        return _discreet(_plain(_("Too many wrong addresses. Try again later."), 429), retry_after=seconds)
    feed = feeds.find(code, now=now)
    if feed is None:
        THROTTLE.count_miss(address)
        return _discreet(_plain(_("This address is not in use."), 404))
    return _discreet(_answer(request, feed, today=timezone.localdate(now)))


def _answer(request, feed, *, today):
    with translation.override(feed.user.language):
        page = "reports:session" if feed.programme else "trainings:session"
        name = feed.programme.short_title if feed.programme else _("My sessions")
        content = feed_file(feeds.sessions_of(feed, today=today), name=name, page=page)
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response = HttpResponse(content, content_type=TYPE)
    response["Content-Disposition"] = 'inline; filename="sessions.ics"'
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response)


def _plain(sentence, status):
    return HttpResponse(sentence, content_type="text/plain; charset=utf-8", status=status)


def _discreet(response, *, retry_after=0):
    """The address is the key: it goes to no search engine, no shared cache, no other site, and not into the log."""
    response["Cache-Control"] = f"private, max-age={KEPT_FOR}" if response.status_code < 400 else "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    if retry_after:
        response["Retry-After"] = str(retry_after)
    response._has_been_logged = True
    return response
