"""Half-days that were made up in another session: what was missed, where it was sat, and taking it back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import can_close, coordinates_session, works_on_sessions
from accounts.refusal import Refused
from trainings.attendance.grid import FACES
from trainings.curriculum.making_up_rule import allows_making_up
from trainings.making_up import recording
from trainings.making_up.forms import TakeBackForm, VisitForm
from trainings.making_up.matching import visits_for
from trainings.making_up.reading import missed_by
from trainings.models import Half, MadeUpHalfDay, SessionState
from trainings.sessions.half_days import HalfDay, has_half
from trainings.trainer_forms import HalfDayForm
from trainings.views.sessions import session_for

ROWS_PER_PAGE = 25


def _session(request, code):
    found = session_for(request, code)
    if not can_close(request.user, found):
        raise Http404
    return found


@allow(works_on_sessions)
@require_safe
def made_up(request: SignedInRequest, code: str) -> HttpResponse:
    """What was made up, and what was missed and can be."""
    session = _session(request, code)
    rows = MadeUpHalfDay.objects.filter(enrolment__session=session).with_names()
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    missed = Paginator(missed_by(session), ROWS_PER_PAGE).get_page(request.GET.get("missed"))
    context = {
        "session": session,
        "page": page,
        "rows": [_place(one, session) for one in page],
        "missed_page": missed,
        "missed": [_missed(mark) for mark in missed],
        "allowed": allows_making_up(session),
        "may_change": _may_change(request.user, session),
        "closed": session.state == SessionState.CLOSED,
    }
    return render(request, "trainings/made_up.html", context)


def _may_change(user, session):
    """After closing a coordinator alone, with a reason."""
    if session.state == SessionState.CLOSED:
        return coordinates_session(user, session)
    return session.state != SessionState.CANCELLED


def _missed(mark):
    half_day = HalfDay(mark.day, Half(mark.half))
    return mark, FACES[mark.mark], half_day, half_day.place


def _place(one, session):
    return {
        "form": TakeBackForm(prefix=str(one.pk)) if session.state == SessionState.CLOSED else None,
        "row": one,
        "missed": HalfDay(one.day, Half(one.half)).place,
        "visited": HalfDay(one.other_day, Half(one.other_half)).place,
    }


@allow(works_on_sessions)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def make_up(request: SignedInRequest, code: str, enrolment: int) -> HttpResponse:
    """Records where one officer sat one missed half-day."""
    session, now = _session(request, code), timezone.now()
    if not _may_change(request.user, session):
        return redirect("trainings:made_up", session.code)  # which says why
    named = HalfDayForm(request.GET)
    if not named.is_valid():
        raise Http404
    day, half = get_object_or_404(session.days, number=named.cleaned_data["day"]), Half(named.cleaned_data["half"])
    rows = session.enrolments.active().select_related("officer", "rank", "unit")
    found = get_object_or_404(rows, pk=enrolment)
    missed = HalfDay(day, half)
    visits = visits_for(session, missed, now=now) if has_half(day, half) else []
    closed = session.state == SessionState.CLOSED
    form = VisitForm(request.POST or None, visits=visits, language=get_language(), closed=closed)
    if request.method == "POST" and form.is_valid():
        try:
            recording.record_visit(found, missed, **form.visit(), by=request.user, now=now)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("The half-day counts now."))
            return redirect("trainings:made_up", session.code)
    context = {"session": session, "enrolment": found, "half_day": missed, "missed": missed.place}
    context |= {"form": form, "visits": visits}
    return render(request, "trainings/make_up.html", context, status=422 if form.errors else 200)


@allow(works_on_sessions)
@sensitive_post_parameters()
@require_POST
def take_back(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """The half-day counts no more."""
    session = _session(request, code)
    one = get_object_or_404(MadeUpHalfDay.objects.filter(enrolment__session=session).with_names(), pk=pk)
    form = TakeBackForm(request.POST, prefix=str(pk))
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        recording.take_back(one, by=request.user, now=timezone.now(), reason=reason)
        messages.success(request, _("Taken back. The half-day counts as missed again."))
    except Refused as no:
        messages.error(request, str(no))
    return redirect("trainings:made_up", session.code)
