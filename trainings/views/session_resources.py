"""What is booked for a session: coordinators book and release, those who train it read, each in their frame."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access.request_ids import id_of
from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import can_mark_attendance, is_coordinator, works_on_sessions
from accounts.refusal import Refused
from accounts.ui.staff_pages import render_staff_page
from trainings.models import Resource, ResourceBooking, ResourceKind, TrainingSession
from trainings.resources import booking, session_page, stock
from trainings.resources.booking import PromisedTooMuch, Wanted
from trainings.resources.forms import HandOutForm, KitBookingForm, StockBookingForm
from trainings.resources.stock import Line
from trainings.views.coordinated import coordinated_session
from trainings.views.sessions import session_for


@allow(works_on_sessions)
@require_safe
def for_trainers(request: SignedInRequest, code: str) -> HttpResponse:
    """What is booked, to read."""
    session = session_for(request, code)
    if not can_mark_attendance(request.user, session):
        raise Http404
    context = {"session": session, "lines": session_page.booked_lines(session), "staff": False}
    return render(request, "trainings/session_resources.html", {**context, "shell": "shells/portal.html"})


@allow(is_coordinator)
@require_safe
def for_coordinators(request: SignedInRequest, code: str) -> HttpResponse:
    """What is booked, and what is free on the days of the session."""
    return _page(request, coordinated_session(request, code))


@allow(is_coordinator)
@require_POST
def book(request: SignedInRequest, code: str, kind: str) -> HttpResponse:
    """Books a room, a kit or pieces of a stock."""
    session = coordinated_session(request, code)
    if kind == ResourceKind.ROOM:
        return _book_room(request, session)
    forms: dict[str, Any] = {ResourceKind.KIT: KitBookingForm, ResourceKind.STOCK: StockBookingForm}
    if kind not in forms:
        raise Http404
    context = session_page.page(session)
    form = forms[kind](request.POST, offers=context["offers"][kind])
    if not form.is_valid():
        return _page(request, session, **{f"{kind}_form": form})
    resource = form.cleaned_data["resource"]
    try:
        booking.book(session, resource, form.wanted(), by=request.user, now=timezone.now())
    except Refused as no:
        form.add_error("reason" if isinstance(no, PromisedTooMuch) else None, str(no))
        return _page(request, session, **{f"{kind}_form": form})
    messages.success(request, _("%(name)s: booked.") % {"name": resource.full_name})
    return redirect("sessions:resources", session.code)


@allow(is_coordinator)
@require_POST
def release(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Releases what was booked."""
    session = coordinated_session(request, code)
    found = _booking(session, pk)
    return _done(
        request,
        session,
        lambda: booking.release(found, by=request.user),
        _("%(name)s is released.") % {"name": found.resource.full_name},
    )


@allow(is_coordinator)
@require_POST
def hand_out(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Notes pieces of a stock as handed out to the session, or as given back."""
    session = coordinated_session(request, code)
    found, form = _booking(session, pk), HandOutForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the number of pieces."))
        return redirect("sessions:resources", session.code)
    sent = form.cleaned_data
    line = Line(sent["form"], sent["kind"], sent["pieces"], session=session)
    return _done(
        request,
        session,
        lambda: stock.enter(found.resource, line, by=request.user, now=timezone.now()),
        _("%(name)s: the line is in the ledger.") % {"name": found.resource.name},
    )


def _book_room(request, session):
    chosen = id_of(request.POST.get("resource"))
    if chosen is None:
        messages.error(request, _("Choose a room."))
        return redirect("sessions:resources", session.code)
    rows = Resource.objects.filter(programme=session.phase.programme_id, kind=ResourceKind.ROOM)
    room = get_object_or_404(rows.select_related("venue"), pk=chosen)
    wanted = Wanted(writes_venue="venue" in request.POST)
    return _done(
        request,
        session,
        lambda: booking.book(session, room, wanted, by=request.user, now=timezone.now()),
        _("%(name)s: booked.") % {"name": room.full_name},
    )


def _booking(session, pk) -> ResourceBooking:
    rows = ResourceBooking.objects.filter(session=session).select_related("resource__venue")
    return get_object_or_404(rows, pk=pk)


def _done(request, session, act, sentence):
    try:
        act()
        messages.success(request, sentence)
    except Refused as no:
        messages.error(request, str(no))
    return redirect("sessions:resources", session.code)


def _page(request, session: TrainingSession, *, kit_form=None, stock_form=None):
    context = session_page.page(session)
    offers = context["offers"]
    wrong = kit_form or stock_form
    context |= {
        "kit_form": kit_form or KitBookingForm(offers=offers[ResourceKind.KIT]),
        "stock_form": stock_form
        or StockBookingForm(offers=offers[ResourceKind.STOCK], initial={"quantity": session.capacity}),
        "staff": True,
        "shell": "shells/staff.html",
    }
    return render_staff_page(request, "trainings/session_resources.html", context, status=422 if wrong else 200)
