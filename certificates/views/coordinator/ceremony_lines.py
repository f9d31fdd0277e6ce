"""For coordinators: the lines of a ceremony's protocol and of its running order. Up and down are buttons, so keys do too."""

from functools import partial
from types import ModuleType
from typing import NamedTuple

from django.contrib import messages
from django.forms import ModelForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.text.sentences import numbers
from accounts.ui.staff_pages import render_staff_page
from certificates.ceremonies import dignitaries, running_order
from certificates.ceremonies.forms import DignitaryForm, RunningOrderForm
from certificates.views.coordinator.ceremonies import ceremony_for
from certificates.views.coordinator.form_actions import saved

STEPS = {"up": -1, "down": 1}


class _Lines(NamedTuple):
    """A list of lines in the plan: its related name, its rules (add, change, move, remove), its form, titles and anchor."""

    rows: str
    rules: ModuleType
    form: type[ModelForm]
    title_new: Promise
    title_edit: Promise
    anchor: str


PROTOCOL = _Lines(
    "dignitaries",
    dignitaries,
    DignitaryForm,
    gettext_lazy("Add a dignitary"),
    gettext_lazy("Change a dignitary"),
    "protocol",
)
RUNNING_ORDER = _Lines(
    "running_order",
    running_order,
    RunningOrderForm,
    gettext_lazy("Add to the running order"),
    gettext_lazy("Change the running order"),
    "running-order",
)


def _to(ceremony, lines):
    return redirect(f"{reverse('certificates:ceremony', args=[ceremony.pk])}#{lines.anchor}")


def _new(request, pk, lines):
    found = ceremony_for(request, pk)
    form = lines.form(request.POST or None)
    return _edited(request, found, form, lines, title=lines.title_new, save=partial(lines.rules.add, found))


def _edit(request, pk, line, lines):
    found = ceremony_for(request, pk)
    row = get_object_or_404(getattr(found, lines.rows), pk=line)
    form = lines.form(request.POST or None, instance=row)
    return _edited(request, found, form, lines, title=lines.title_edit, save=partial(lines.rules.change, row))


def _edited(request, found, form, lines, *, title, save):
    """Shows a form, or saves it and leads back to its list."""
    if saved(request, form, save):
        return _to(found, lines)
    context = {"ceremony": found, "form": form, "title": title}
    return render_staff_page(request, "certificates/ceremony_line.html", context, status=422 if form.errors else 200)


def _act(request, pk, line, lines):
    """Moves a line up or down, or removes it; returns (the redirect, what the rule `remove` returned or None)."""
    found = ceremony_for(request, pk)
    row = get_object_or_404(getattr(found, lines.rows), pk=line)
    what, result = request.POST.get("act", ""), None
    try:
        if what in STEPS:
            lines.rules.move(row, STEPS[what], by=request.user)
        elif what == "remove":
            result = lines.rules.remove(row, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
    return _to(found, lines), result


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def new_dignitary(request: SignedInRequest, pk: int) -> HttpResponse:
    """Adds a dignitary to the protocol."""
    return _new(request, pk, PROTOCOL)


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_dignitary(request: SignedInRequest, pk: int, line: int) -> HttpResponse:
    """Changes a dignitary."""
    return _edit(request, pk, line, PROTOCOL)


@allow(is_coordinator)
@require_POST
def act_on_dignitary(request: SignedInRequest, pk: int, line: int) -> HttpResponse:
    """Moves a dignitary up or down, or removes one."""
    answer, left = _act(request, pk, line, PROTOCOL)
    if left:
        sentence = ngettext(
            "%(count)s certificate has nobody now who hands it over. Arrange the order anew.",
            "%(count)s certificates have nobody now who hands them over. Arrange the order anew.",
            left,
        )
        messages.warning(request, sentence % numbers(count=left))
    return answer


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def new_line(request: SignedInRequest, pk: int) -> HttpResponse:
    """Adds a line to the running order."""
    return _new(request, pk, RUNNING_ORDER)


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_line(request: SignedInRequest, pk: int, line: int) -> HttpResponse:
    """Changes a line of the running order."""
    return _edit(request, pk, line, RUNNING_ORDER)


@allow(is_coordinator)
@require_POST
def act_on_line(request: SignedInRequest, pk: int, line: int) -> HttpResponse:
    """Moves a line of the running order up or down, or removes it."""
    return _act(request, pk, line, RUNNING_ORDER)[0]


@allow(is_coordinator)
@require_POST
def suggest_lines(request: SignedInRequest, pk: int) -> HttpResponse:
    """Fills an empty running order with the usual lines."""
    found = ceremony_for(request, pk)
    try:
        running_order.suggest(found, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
    return _to(found, RUNNING_ORDER)
