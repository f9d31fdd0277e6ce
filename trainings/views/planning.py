"""Planning sessions for coordinators: one like another, one from a template, or a series in one form."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.access.request_ids import id_of
from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.text.sentences import numbers
from accounts.ui.staff_pages import render_staff_page
from trainings.calendar import cloning, series
from trainings.calendar.days_off import days_off_of
from trainings.calendar.forms import (
    CloneForm,
    FromTemplateForm,
    SeriesForm,
    series_of,
    stop_rows,
    templates_offered,
)
from trainings.models import TrainingSession
from trainings.views.coordinated import coordinated_session

LONGEST_CODE = 20


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def clone(request: SignedInRequest, code: str) -> HttpResponse:
    """Plans a session like this one, elsewhere or on other days."""
    session = coordinated_session(request, code)
    form = CloneForm(
        request.POST or None,
        initial={"place": session.place_id, "venue_en": session.venue_en, "venue_bn": session.venue_bn},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = cloning.clone(session, form.stop(), by=request.user, today=timezone.localdate())
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("%(code)s is planned as a draft.") % {"code": made.code})
            warn(request, [*cloning.left_behind(session, made), *days_off_of(made)])
            return redirect("reports:session", made.code)
    context = {"session": session, "form": form}
    return render_staff_page(request, "trainings/clone.html", context, status=422 if form.errors else 200)


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def plan_series(request: SignedInRequest) -> HttpResponse:
    """The form of a series; a POST shows the table, and with the button below it plans the sessions."""
    posted = request.POST if request.method == "POST" else None
    initial = _likely(request.user) | _of_template(request)
    form, rows = SeriesForm(posted, user=request.user, initial=initial), stop_rows(posted)
    context, status = {"form": form, "rows": rows}, 200
    if posted is not None:
        if form.is_valid() and rows.is_valid():
            asked = series_of(form, rows)
            if "make" in posted and (made := _make(request, asked)):
                return redirect(f"{reverse('reports:calendar')}?month={made[0].starts_on:%Y-%m}")
            context["planned"] = series.preview(asked)
            context["seen"] = asked.template.version if asked.template else 0
        else:
            status = 422
    return render_staff_page(request, "trainings/series.html", context, status=status)


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def from_template(request: SignedInRequest, pk: int) -> HttpResponse:
    """One session from a template: the form, then what would be planned, then the session."""
    template = get_object_or_404(templates_offered(request.user), pk=pk)
    posted = request.POST if request.method == "POST" else None
    form = FromTemplateForm(posted, template=template, initial={"capacity": template.capacity})
    context: dict[str, Any] = {"template": template, "form": form}
    if posted is not None and form.is_valid():
        asked = form.series()
        if "make" in posted and (made := _make(request, asked)):
            return redirect("reports:session", made[0].code)
        context |= {"planned": series.preview(asked), "seen": template.version}
    return render_staff_page(request, "trainings/from_template.html", context, status=422 if form.errors else 200)


def warn(request: SignedInRequest, sentences: Iterable[str]) -> None:
    """Shows sentences as warnings on the next page."""
    for sentence in sentences:
        messages.warning(request, sentence)


def _make(request, asked):
    codes = [code[:LONGEST_CODE] for code in request.POST.getlist("code")[: series.MOST_STOPS + 1]]
    try:
        made = series.make(asked, codes, by=request.user, today=timezone.localdate())
    except Refused as no:
        messages.error(request, str(no))
        return None
    sentence = ngettext(
        "%(count)s session is planned as a draft.", "%(count)s sessions are planned as drafts.", len(made)
    )
    messages.success(request, sentence % numbers(count=len(made)))
    return made


def _of_template(request):
    """What the form shows at first where a template leads here."""
    template = templates_offered(request.user).filter(pk=id_of(request.GET.get("template"))).first()
    if template is None:
        return {}
    return {"template": template.pk, "course": template.course_id, "capacity": template.capacity, "like": None}


def _likely(user):
    """The course and phase of the session held last are the likely ones."""
    last = TrainingSession.objects.coordinated_by(user).order_by("-starts_on").first()
    return (
        {"course": last.course_id, "phase": last.phase_id, "capacity": last.capacity, "like": last.pk} if last else {}
    )
