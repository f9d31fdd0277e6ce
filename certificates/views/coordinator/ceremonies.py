"""For coordinators: the ceremonies, the plan of one, its facts and states, the sessions it is for."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.text.sentences import numbers
from accounts.ui.staff_pages import render_staff_page
from certificates.ceremonies import handover_marks, handover_order, planning
from certificates.ceremonies.forms import CeremonyForm, CeremonyReasonForm
from certificates.ceremonies.timetable import clock
from certificates.models import Ceremony, CeremonySession, CeremonyState
from certificates.views.coordinator.form_actions import saved
from trainings.models import SessionState, TrainingSession

A_WEEK = timedelta(days=7)


def ceremony_for(request: SignedInRequest, pk: int) -> Ceremony:
    """Returns the Ceremony that this coordinator may plan; raises Http404 otherwise."""
    found = Ceremony.objects.coordinated_by(request.user).select_related("programme", "place")
    return get_object_or_404(found, pk=pk)


def _session_or_none(request, code):
    sessions = TrainingSession.objects.coordinated_by(request.user).select_related("phase__programme", "place")
    return sessions.filter(code=code).first() if code else None


@allow(is_coordinator)
@require_safe
def ceremony_list(request: SignedInRequest) -> HttpResponse:
    """All ceremonies of the programmes, what is to come first."""
    rows = (
        Ceremony.objects.coordinated_by(request.user)
        .select_related("programme", "place")
        .prefetch_related("sessions")
        .annotate(
            places=Count("hand_overs", distinct=True),
            handed=Count("hand_overs", filter=Q(hand_overs__state="handed_over"), distinct=True),
            to_post=Count("hand_overs", filter=Q(hand_overs__state="absent"), distinct=True),
        )
        .order_by("-date", "-pk")
    )
    open_ones = [one for one in rows if one.is_open]
    return render_staff_page(
        request,
        "certificates/ceremonies.html",
        {
            "coming": sorted(open_ones, key=lambda one: (one.date, one.pk)),
            "past": [one for one in rows if not one.is_open],
        },
    )


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Records a ceremony, for the session in ?session= if one is named."""
    session = _session_or_none(request, request.GET.get("session"))
    form = CeremonyForm(request.POST or None, user=request.user, initial=_suggested(session))
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        programme = facts.pop("programme")
        try:
            made = planning.create(programme, by=request.user, sessions=[session] if session else [], **facts)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            return redirect(made)
    context = {"form": form, "session": session}
    return render_staff_page(request, "certificates/ceremony_edit.html", context, status=422 if form.errors else 200)


def _suggested(session):
    if session is None:
        return {"starts_at": "10:00"}
    return {
        "programme": session.phase.programme,
        "starts_at": "10:00",
        "date": max(timezone.localdate() + A_WEEK, session.ends_on),
        "place": session.place,
        "venue_en": session.venue_en,
        "venue_bn": session.venue_bn,
        # Both languages are printed, whatever the page speaks.
        "title_en": f"Certificate ceremony, {session.place.name_en}",
        "title_bn": f"সনদ বিতরণ অনুষ্ঠান, {session.place.name_bn}",
    }


@allow(is_coordinator)
@require_safe
def ceremony(request: SignedInRequest, pk: int) -> HttpResponse:
    """The plan: sessions, protocol, running order, and what is still missing."""
    found = ceremony_for(request, pk)
    items = list(found.running_order.all())
    lines: list[Any]
    disorder: str | None
    try:
        lines, disorder = clock(found.starts_at, items), None
    except Refused as no:
        lines, disorder = [{"item": item} for item in items], str(no)
    return render_staff_page(
        request,
        "certificates/ceremony.html",
        {
            "ceremony": found,
            "sessions": list(found.sessions.order_by("starts_on", "code")),
            "free_sessions": _free_sessions(found) if found.is_open else [],
            "dignitaries": list(found.dignitaries.annotate(hands_over=Count("hand_overs")).order_by("place", "pk")),
            "lines": lines,
            "disorder": disorder,
            "counts": handover_marks.count_by_state(found),
            "missing": handover_order.missing_places(found) if found.is_open else 0,
            "is_day": found.state == CeremonyState.PLANNED and timezone.localdate() >= found.date,
        },
    )


def _free_sessions(found):
    """Sessions of the programme that ended by the day of the ceremony and are part of none."""
    taken = CeremonySession.objects.exclude(ceremony__state=CeremonyState.CANCELLED).values("session")
    sessions = TrainingSession.objects.filter(phase__programme=found.programme, ends_on__lte=found.date)
    return sessions.exclude(state=SessionState.CANCELLED).exclude(pk__in=taken)


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Changes the facts of a ceremony."""
    found = ceremony_for(request, pk)
    form = CeremonyForm(request.POST or None, instance=found)
    if saved(request, form, partial(planning.change, found)):
        messages.success(request, _("The plan is saved."))
        return redirect(found)
    context = {"form": form, "ceremony": ceremony_for(request, pk)}
    return render_staff_page(request, "certificates/ceremony_edit.html", context, status=422 if form.errors else 200)


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Cancels a ceremony, for a reason."""
    found = ceremony_for(request, pk)
    form = CeremonyReasonForm(request.POST or None)
    if saved(request, form, partial(planning.cancel, found)):
        messages.success(request, _("The ceremony is cancelled."))
        return redirect(found)
    context = {"form": form, "ceremony": found}
    return render_staff_page(request, "certificates/ceremony_cancel.html", context, status=422 if form.errors else 200)


@allow(is_coordinator)
@require_POST
def act(request: SignedInRequest, pk: int) -> HttpResponse:
    """Plans the ceremony, says that it was held, or marks all who still wait as absent."""
    found = ceremony_for(request, pk)
    what = request.POST.get("act", "")
    try:
        if what == "plan":
            planning.plan(found, by=request.user)
            messages.success(request, _("The ceremony is planned. A week before, it appears on the start page."))
        elif what == "hold":
            planning.hold(found, by=request.user)
            messages.success(request, _("The ceremony was held. What is still to be posted is listed under “After”."))
        elif what == "rest_absent":
            count = handover_marks.mark_remaining_absent(found, by=request.user)
            sentence = ngettext(
                "%(count)s officer is marked as absent.", "%(count)s officers are marked as absent.", count
            )
            messages.success(request, sentence % numbers(count=count))
    except Refused as no:
        messages.error(request, str(no))
    return redirect("certificates:ceremony_day" if what == "rest_absent" else "certificates:ceremony", found.pk)


@allow(is_coordinator)
@require_POST
def change_sessions(request: SignedInRequest, pk: int) -> HttpResponse:
    """Adds a session to the ceremony or takes one out."""
    found = ceremony_for(request, pk)
    adds = "add" in request.POST
    session = _session_or_none(request, request.POST.get("add" if adds else "remove", ""))
    try:
        if session is None:
            raise Refused(_("Choose a session of the list."))
        if adds:
            planning.add_session(found, session, by=request.user)
        else:
            planning.remove_session(found, session, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
    return redirect(found)
