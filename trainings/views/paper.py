"""A signed sheet keyed in by number: looked at, written as one action, with photographs of the paper."""

from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access.request_ids import id_of
from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import can_mark_attendance, works_on_sessions
from accounts.refusal import Refused
from accounts.text.localised_text import number_text
from programmes.files import images
from trainings.attendance.grid import FACES, grid_of
from trainings.attendance.marking import not_begun_sentence, why_closed
from trainings.models import KeyedSheet, SheetPhotograph
from trainings.paper import keying, photographs
from trainings.paper.forms import SheetForm
from trainings.paper.typed_numbers import as_text, spoken
from trainings.sessions.half_days import has_begun
from trainings.trainer_forms import HalfDayForm
from trainings.views.sessions import session_for


def _session(request, code):
    found = session_for(request, code)
    if not can_mark_attendance(request.user, found):
        raise Http404
    return found


@allow(works_on_sessions, second_factor=False)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def key_in(request: SignedInRequest, code: str) -> HttpResponse:
    """Asks for the numbers of one half-day, shows what they would do, and writes it."""
    session, now = _session(request, code), timezone.now()
    named = HalfDayForm(request.GET)
    grid = grid_of(session, now=now, **(named.cleaned_data if named.is_valid() else {}))
    half_day = grid.now.half_day if grid.now else None
    why = why_closed(session, half_day.day, half_day.half, today=timezone.localdate(now)) if half_day else ""
    context = {"session": session, "grid": grid, "half_day": half_day, "why_closed": why}
    context |= {"sheets": keying.keyed_sheets(session), "most_photographs": photographs.MOST}
    if request.method != "POST":
        return _page(request, context, SheetForm())
    form = SheetForm(request.POST)
    if request.POST.get("step") == "back":
        return _page(request, context, form)
    if half_day is None or why or not form.is_valid():
        return _page(request, context, form, status=422)
    typed = form.typed(request.POST.getlist("n"))
    if typed.problems or not (typed.marks or form.cleaned_data["rest"]):
        problems = typed.problems or (_("Type the numbers of those who signed."),)
        return _page(request, context, form, status=422, problems=problems, ticked=request.POST.getlist("n"))
    if request.POST.get("step") == "write":
        return _write(request, context, form, typed.marks, now)
    return _preview(request, context, form, typed.marks, now)


def _page(request, context, form, *, status=200, problems=(), ticked=()):
    numbers = sorted(row.number for row in context["grid"].rows)
    sheets = [(sheet, spoken(sheet.numbers, get_language())) for sheet in context["sheets"]]
    facts = {
        "sheets": sheets,
        "form": form,
        "problems": problems,
        "numbers": [(one, str(one) in ticked) for one in numbers],
    }
    return render(request, "trainings/key_in.html", context | facts, status=status)


def _preview(request, context, form, marks, now, *, status=200):
    half_day, rest = context["half_day"], form.cleaned_data["rest"]
    plan = keying.preview(context["session"], half_day.day, half_day.half, marks, rest=rest, now=now)
    facts = {
        "form": form.again(spoken(as_text(marks), get_language())),
        "plan": plan,
        "counts": [(FACES[mark], count) for mark, count in plan.counts.items() if count],
        "lines": [(line, FACES[line.after]) for line in plan.lines],
        "changed": [(line, FACES[line.before], FACES[line.after]) for line in plan.changed],
        "early": "" if has_begun(half_day.day, half_day.half, now) else not_begun_sentence(half_day),
    }
    return render(request, "trainings/key_in_preview.html", context | facts, status=status)


def _write(request, context, form, marks, now):
    half_day, sent = context["half_day"], form.cleaned_data
    try:
        sheet = keying.key_in(
            context["session"],
            half_day.day,
            half_day.half,
            marks,
            form=sent["form"],
            rest=sent["rest"],
            seen=sent["seen"],
            reason=sent["reason"],
            pictures=photographs.read(request.FILES.getlist("photographs")),
            by=request.user,
            now=now,
        )
    except Refused as no:
        messages.error(request, str(no))
        return _preview(request, context, form, marks, now, status=409)
    if not sheet.action:
        messages.success(request, _("Everything was saved already."))
    done = f"&done={sheet.action}" if sheet.action else ""
    return redirect(f"{reverse('trainings:attendance', args=[context['session'].code])}?{half_day.query}{done}")


@allow(works_on_sessions, second_factor=False)
@require_POST
def add_photographs(request: SignedInRequest, code: str) -> HttpResponse:
    """Stores photographs with a sheet that was keyed in before."""
    session = _session(request, code)
    sheets = KeyedSheet.objects.filter(day__session=session).select_related("day")
    sheet = get_object_or_404(sheets, pk=id_of(request.POST.get("sheet")))
    try:
        pictures = photographs.read(request.FILES.getlist("photographs"))
        rows = photographs.attach(sheet, pictures, by=request.user, now=timezone.now())
    except Refused as no:
        messages.error(request, str(no))
        return redirect("trainings:key_in", session.code)
    if rows:
        sentence = ngettext("%(count)s photograph is stored.", "%(count)s photographs are stored.", len(rows))
        messages.success(request, sentence % {"count": number_text(len(rows), get_language())})
    else:
        messages.error(request, _("Choose a photograph first."))
    return redirect("trainings:key_in", session.code)


@allow(works_on_sessions, second_factor=False)
@require_safe
def photograph(request: SignedInRequest, code: str, pk: int, small: Any = False) -> HttpResponseBase:
    """The file of a photograph, for those who mark the session; opened in full, it is noted who did."""
    session = _session(request, code)
    rows = SheetPhotograph.objects.visible_to(request.user).filter(sheet__day__session=session)
    found = get_object_or_404(rows.select_related("sheet__day__session__phase"), pk=pk)
    try:
        file = default_storage.open(images.path_of(found.name, small=small, folder=photographs.FOLDER))
    except FileNotFoundError as gone:
        raise Http404 from gone
    if not small:
        photographs.note_read(found, by=request.user)
    response = FileResponse(file, content_type="image/webp", filename="sheet.webp")
    patch_cache_control(response, private=True, no_store=True)
    return response
