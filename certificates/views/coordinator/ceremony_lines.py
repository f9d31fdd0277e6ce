"""For coordinators: the lines of a ceremony's protocol and of its running order. Up and down are buttons, so keys do too."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.text.localised_text import number_text
from accounts.ui.staff_pages import render_staff_page
from certificates.ceremonies import dignitaries, running_order
from certificates.ceremonies.forms import DignitaryForm, RunningOrderForm
from certificates.views.coordinator.ceremonies import ceremony_for

STEPS = {"up": -1, "down": 1}


def _to(ceremony, anchor):
    return redirect(f"{reverse('certificates:ceremony', args=[ceremony.pk])}#{anchor}")


def _edited(request, found, form, *, title, save, anchor):
    """Shows a form, or saves it by `save(**facts)` and leads back to its list."""
    if request.method == "POST" and form.is_valid():
        try:
            save(by=request.user, **form.cleaned_data)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            return _to(found, anchor)
    context = {"ceremony": found, "form": form, "title": title}
    return render_staff_page(request, "certificates/ceremony_line.html", context, status=422 if form.errors else 200)


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def new_dignitary(request, pk):
    """Puts somebody into the protocol."""
    found = ceremony_for(request, pk)
    form = DignitaryForm(request.POST or None)
    return _edited(
        request,
        found,
        form,
        title=_("Add a dignitary"),
        save=lambda **facts: dignitaries.add(found, **facts),
        anchor="protocol",
    )


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_dignitary(request, pk, line):
    """Changes a dignitary."""
    found = ceremony_for(request, pk)
    dignitary = get_object_or_404(found.dignitaries, pk=line)
    form = DignitaryForm(request.POST or None, instance=dignitary)
    return _edited(
        request,
        found,
        form,
        title=_("Change a dignitary"),
        save=lambda **facts: dignitaries.change(dignitary, **facts),
        anchor="protocol",
    )


@allow(is_coordinator)
@require_POST
def act_on_dignitary(request, pk, line):
    """Moves a dignitary up or down, or takes one out."""
    found = ceremony_for(request, pk)
    dignitary = get_object_or_404(found.dignitaries, pk=line)
    what = request.POST.get("act", "")
    try:
        if what in STEPS:
            dignitaries.move(dignitary, STEPS[what], by=request.user)
        elif what == "remove":
            left = dignitaries.remove(dignitary, by=request.user)
            if left:
                sentence = ngettext(
                    "%(count)s certificate has nobody now who hands it over. Arrange the order anew.",
                    "%(count)s certificates have nobody now who hands them over. Arrange the order anew.",
                    left,
                )
                messages.warning(request, sentence % {"count": number_text(left, get_language())})
    except Refused as no:
        messages.error(request, str(no))
    return _to(found, "protocol")


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def new_line(request, pk):
    """Adds a line to the running order."""
    found = ceremony_for(request, pk)
    form = RunningOrderForm(request.POST or None)
    return _edited(
        request,
        found,
        form,
        title=_("Add to the running order"),
        save=lambda **facts: running_order.add(found, **facts),
        anchor="running-order",
    )


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_line(request, pk, line):
    """Changes a line of the running order."""
    found = ceremony_for(request, pk)
    item = get_object_or_404(found.running_order, pk=line)
    form = RunningOrderForm(request.POST or None, instance=item)
    return _edited(
        request,
        found,
        form,
        title=_("Change the running order"),
        save=lambda **facts: running_order.change(item, **facts),
        anchor="running-order",
    )


@allow(is_coordinator)
@require_POST
def act_on_line(request, pk, line):
    """Moves a line of the running order up or down, or takes it out."""
    found = ceremony_for(request, pk)
    item = get_object_or_404(found.running_order, pk=line)
    what = request.POST.get("act", "")
    try:
        if what in STEPS:
            running_order.move(item, STEPS[what], by=request.user)
        elif what == "remove":
            running_order.remove(item, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
    return _to(found, "running-order")


@allow(is_coordinator)
@require_POST
def suggest_lines(request, pk):
    """Fills an empty running order as such ceremonies go."""
    found = ceremony_for(request, pk)
    try:
        running_order.suggest(found, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
    return _to(found, "running-order")
