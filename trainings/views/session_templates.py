"""Templates of sessions, for coordinators: the list, one with its days, and the way into and out of a session."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access.request_ids import id_of
from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.ui.staff_pages import render_staff_page
from trainings.models import SessionTemplate, TemplateDay, TemplateUse
from trainings.session_templates import day_lines, keeping, using
from trainings.session_templates.forms import (
    HalvesForm,
    NewTemplateForm,
    SaveForm,
    TemplateForm,
    UseForm,
    line_rows,
)
from trainings.session_templates.page import list_rows, template_page
from trainings.views.coordinated import coordinated_session

ROWS_PER_PAGE = 50


@allow(is_coordinator)
@require_safe
def templates(request: SignedInRequest) -> HttpResponse:
    """The templates of the programmes that the person coordinates."""
    page = Paginator(list_rows(request.user), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return render_staff_page(request, "trainings/session_templates.html", {"page": page})


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """A template from scratch."""
    form = NewTemplateForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        try:
            made = keeping.make(sent["course"], form.facts(), sent["days"], by=request.user)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("The template is made. Now plan its days."))
            return redirect("calendar:template", made.pk)
    status = 422 if form.errors else 200
    return render_staff_page(request, "trainings/session_template_new.html", {"form": form}, status=status)


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: SignedInRequest, pk: int) -> HttpResponse:
    """A template with its days; a POST writes what it says anew."""
    template = _template(request, pk)
    form = TemplateForm(request.POST if request.method == "POST" else None, initial=_initial(template))
    if request.method == "POST" and form.is_valid():
        try:
            keeping.change(template, form.facts(), form.cleaned_data["days"], by=request.user)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("Saved. Sessions made earlier stay as they are."))
            return redirect("calendar:template", template.pk)
    context = template_page(template, request.GET) | {"form": form}
    return render_staff_page(request, "trainings/session_template.html", context, status=422 if form.errors else 200)


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def day(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """The lines of one day; a POST writes all of them anew."""
    template = _template(request, pk)
    here = get_object_or_404(TemplateDay.objects.select_related("template"), template=template, number=number)
    posted = request.POST if request.method == "POST" else None
    rows = line_rows(here, day_lines.modules_offered(template), posted)
    halves = {"has_morning": here.has_morning, "has_afternoon": here.has_afternoon, "seen": template.version}
    form = HalvesForm(posted, initial=halves)
    if posted is not None and form.is_valid() and rows.is_valid():
        lines = [row.facts for row in rows.forms if row.facts]
        try:
            day_lines.set_day(here, lines, **form.cleaned_data, by=request.user)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("Saved. Sessions made earlier stay as they are."))
            return redirect("calendar:template", template.pk)
    context = {"template": template, "day": here, "form": form, "rows": rows}
    status = 200 if posted is None else 422
    return render_staff_page(request, "trainings/session_template_day.html", context, status=status)


@allow(is_coordinator)
@require_POST
def take_out(request: SignedInRequest, pk: int) -> HttpResponse:
    """Takes a quota or a guest out of a template."""
    template = _template(request, pk)
    quota, guest = id_of(request.POST.get("quota")), id_of(request.POST.get("guest"))
    try:
        keeping.take_out(template, quota=quota, guest=guest, by=request.user)
        messages.success(request, _("Saved. Sessions made earlier stay as they are."))
    except Refused as no:
        messages.error(request, str(no))
    return redirect("calendar:template", template.pk)


@allow(is_coordinator)
@require_POST
def retire(request: SignedInRequest, pk: int) -> HttpResponse:
    """Takes a template off the list."""
    template = _template(request, pk)
    name = template.name
    try:
        kept = keeping.retire(template, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
    else:
        done = (
            _("“%(name)s” is no longer offered.") if kept else _("“%(name)s” is deleted: no session was made from it.")
        )
        messages.success(request, done % {"name": name})
    return redirect("calendar:templates")


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def save(request: SignedInRequest, code: str) -> HttpResponse:
    """Makes a template of a session."""
    session = coordinated_session(request, code)
    form = SaveForm(request.POST if request.method == "POST" else None, session=session, initial=_of_use(session))
    if request.method == "POST" and form.is_valid():
        try:
            made = keeping.save_session(session, form.facts(), replaces=form.cleaned_data["replaces"], by=request.user)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("“%(name)s” is kept as a template.") % {"name": made.name})
            return redirect("calendar:template", made.pk)
    context = {"session": session, "form": form}
    return render_staff_page(
        request, "trainings/session_template_save.html", context, status=422 if form.errors else 200
    )


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def use(request: SignedInRequest, code: str) -> HttpResponse:
    """Takes a template over into a session: first what fits and what not, then in one act."""
    session = coordinated_session(request, code)
    posted = request.POST if request.method == "POST" else None
    form = UseForm(posted, session=session)
    context: dict[str, Any] = {
        "session": session,
        "form": form,
        "has_begun": session.state not in using.BEFORE_IT_BEGINS,
    }
    if posted is not None and form.is_valid():
        template = form.cleaned_data["template"]
        if "take" in posted and _taken(request, template, session):
            return redirect("sessions:timetable", session.code)
        context |= {"found": using.look(template, session), "template": template}
    return render_staff_page(
        request, "trainings/session_template_use.html", context, status=422 if form.errors else 200
    )


def _taken(request, template, session):
    seen = id_of(request.POST.get("seen")) or 0
    try:
        found = using.take_over(template, session, seen=seen, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
        return False
    messages.success(request, _("“%(name)s” is taken over.") % {"name": template.name})
    for sentence in found.left_out:
        messages.warning(request, sentence)
    return True


def _template(request, pk):
    rows = SessionTemplate.objects.coordinated_by(request.user).on_offer()
    return get_object_or_404(rows.select_related("course", "programme"), pk=pk)


def _initial(template):
    names = ("name_en", "name_bn", "capacity", "women_share", "materials_en", "materials_bn")
    return {name: getattr(template, name) for name in names} | {"days": template.days.count()}


def _of_use(session):
    """A session that came from a template most likely goes back there."""
    used = TemplateUse.objects.filter(session=session).select_related("template").first()
    if used is None:
        return {}
    words = {"materials_en": used.materials_en, "materials_bn": used.materials_bn}
    if used.template.is_retired:
        return words
    return words | {"replaces": used.template_id, "name_en": used.template.name_en, "name_bn": used.template.name_bn}
