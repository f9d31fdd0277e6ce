"""Rooms, kits and stock of a programme, for its coordinators."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.text.localised_text import digits, month_text
from accounts.ui.staff_pages import render_staff_page
from programmes.models import Programme
from programmes.views.coordinated import coordinated_programme
from trainings.calendar.months import month_of
from trainings.models import Resource, ResourceKind, Venue
from trainings.resources import catalogue, pages, stock
from trainings.resources.forms import FORMS, EntryForm, VenueForm

MOST_PROGRAMMES = 200


@allow(is_coordinator)
@require_safe
def programmes(request: SignedInRequest) -> HttpResponse:
    """Leads to the resources of the programme; whoever coordinates several chooses one."""
    own = list(Programme.objects.coordinated_by(request.user).order_by("short_title_en")[:MOST_PROGRAMMES])
    if len(own) == 1:
        return redirect("resources:list", own[0].code)
    return render_staff_page(request, "trainings/resource_programmes.html", {"programmes": own})


@allow(is_coordinator)
@require_safe
def resources(request: SignedInRequest, code: str) -> HttpResponse:
    """What the programme has to lend."""
    context = pages.list_page(
        coordinated_programme(request, code),
        kind=request.GET.get("kind", ""),
        words=request.GET.get("words", ""),
        retired="retired" in request.GET,
        number=request.GET.get("page"),
        venues=request.GET.get("venues"),
        today=timezone.localdate(),
    )
    return render_staff_page(request, "trainings/resources.html", context)


@allow(is_coordinator)
@require_safe
def month(request: SignedInRequest, code: str) -> HttpResponse:
    """What is booked when, in a month."""
    programme, today = coordinated_programme(request, code), timezone.localdate()
    shown = month_of(request.GET.get("month"), today=today)
    context = pages.month_page(
        programme,
        first=shown.first,
        last=shown.last,
        today=today,
        kind=request.GET.get("kind", ""),
        number=request.GET.get("page"),
    )
    language = get_language()
    context["month"] = shown
    context["month_title"] = f"{month_text(shown.month, language)} {digits(shown.year, language)}"
    context["query"] = urlencode({"month": shown.text} | ({"kind": context["kind"]} if context["kind"] else {}))
    return render_staff_page(request, "trainings/resources_month.html", context)


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def add_venue(request: SignedInRequest, code: str) -> HttpResponse:
    """The form of a new venue."""
    programme = coordinated_programme(request, code)
    form = VenueForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        added = _try(form, lambda: catalogue.add_venue(programme, form.cleaned_data, by=request.user))
        if added:
            messages.success(request, _("%(name)s is on record. Add its rooms now.") % {"name": added})
            return redirect(reverse("resources:add", args=[programme.code, "room"]) + f"?venue={added.pk}")
    return _form(request, programme, form, title=_("Add a venue"))


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def venue(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """The form of a venue, with its rooms."""
    programme = coordinated_programme(request, code)
    found = get_object_or_404(Venue.objects.filter(programme=programme), pk=pk)
    initial = {name: getattr(found, name) for name in (*catalogue.TEXTS, "place")}
    form = VenueForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid() and _try(form, lambda: catalogue.change_venue(found, form.cleaned_data, by=request.user)):
        messages.success(request, _("Saved. Sessions keep their venue as it was written."))
        return redirect("resources:list", programme.code)
    return _form(request, programme, form, title=found.name, venue=found)


@allow(is_coordinator)
@require_POST
def remove_venue(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Removes a venue without rooms."""
    programme = coordinated_programme(request, code)
    found = get_object_or_404(Venue.objects.filter(programme=programme), pk=pk)
    try:
        catalogue.remove_venue(found, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
        return redirect("resources:list", programme.code)
    messages.success(request, _("The venue is removed."))
    return redirect("resources:list", programme.code)


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: SignedInRequest, code: str, kind: str) -> HttpResponse:
    """The form of a new room, kit or stock."""
    programme = coordinated_programme(request, code)
    if kind not in ResourceKind.values:
        raise Http404
    initial = {"venue": request.GET.get("venue")}
    form = FORMS[kind](request.POST if request.method == "POST" else None, initial=initial, programme=programme)
    if form.is_valid():
        added = _try(form, lambda: catalogue.add(programme, kind, form.cleaned_data, by=request.user))
        if added:
            messages.success(request, _("%(name)s is on record.") % {"name": added})
            return redirect("resources:resource", programme.code, added.pk)
    return _form(request, programme, form, title=_adding(kind), kind=kind)


@allow(is_coordinator)
@require_safe
def resource(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """One room, kit or stock: what is booked of it, and the ledger."""
    return _resource(request, _found(request, code, pk), EntryForm())


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """The form of a room, kit or stock."""
    found = _found(request, code, pk)
    names = (*catalogue.TEXTS, *catalogue.FIGURES[ResourceKind(found.kind)])
    initial = {name: getattr(found, name) for name in names}
    sent = request.POST if request.method == "POST" else None
    form = FORMS[found.kind](sent, initial=initial, programme=found.programme)
    if form.is_valid():
        today = timezone.localdate()
        if _try(form, lambda: catalogue.change(found, form.cleaned_data, by=request.user, today=today)):
            messages.success(request, _("Saved."))
            return redirect("resources:resource", code, pk)
    return _form(request, found.programme, form, title=found.full_name, kind=found.kind, resource=found)


@allow(is_coordinator)
@require_POST
def retire(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Takes a resource out of use, or puts it back."""
    found = _found(request, code, pk)
    name = found.full_name
    back = "back" in request.POST
    try:
        left = (catalogue.bring_back if back else catalogue.retire)(found, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
        return redirect("resources:list", code)
    if back:
        messages.success(request, _("%(name)s can be booked again.") % {"name": name})
        return redirect("resources:resource", code, pk)
    done = _("%(name)s is removed.") if left is None else _("%(name)s is out of use. What was booked stays.")
    messages.success(request, done % {"name": name})
    return redirect("resources:list", code)


@allow(is_coordinator)
@require_POST
def enter(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Writes a line into the ledger of a stock."""
    found = _found(request, code, pk)
    if found.kind != ResourceKind.STOCK:
        raise Http404
    form = EntryForm(request.POST)
    if form.is_valid():
        entered = _try(form, lambda: stock.enter(found, form.line(), by=request.user, now=timezone.now()))
        if entered:
            messages.success(request, _("The line is in the ledger."))
            return redirect("resources:resource", code, pk)
    return _resource(request, found, form)


def _adding(kind):
    titles = {
        ResourceKind.ROOM: _("Add a room"),
        ResourceKind.KIT: _("Add a kit"),
        ResourceKind.STOCK: _("Add a stock"),
    }
    return titles[ResourceKind(kind)]


def _found(request, code, pk) -> Resource:
    programme = coordinated_programme(request, code)
    rows = Resource.objects.filter(programme=programme).select_related("programme", "venue__place")
    return get_object_or_404(rows, pk=pk)


def _try(form: Any, act: Any) -> Any:
    """What the rule returns; None where it refused, with its sentence on the form."""
    try:
        return act()
    except Refused as no:
        form.add_error(None, str(no))
    return None


def _resource(request, found, form):
    context = pages.resource_page(
        found,
        number=request.GET.get("page"),
        ledger_number=request.GET.get("ledger"),
        today=timezone.localdate(),
    )
    status = 422 if form.errors else 200
    return render_staff_page(request, "trainings/resource.html", {**context, "form": form}, status=status)


def _form(request, programme, form, **context):
    has_venues = Venue.objects.filter(programme=programme).exists()
    context |= {"programme": programme, "form": form, "has_venues": has_venues}
    status = 422 if form.errors else 200
    return render_staff_page(request, "trainings/resource_form.html", context, status=status)
