"""For coordinators: the order of the hand-over, the list of the day, and what is to be done afterwards."""

from functools import partial
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access.request_ids import id_of, ids_of
from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.text.sentences import numbers
from accounts.ui.staff_pages import render_staff_page
from certificates.ceremonies import handover_marks, handover_order, handover_search
from certificates.ceremonies.forms import ArrangeForm, PlaceForm, PostedForm
from certificates.models import Ceremony, CeremonyState, HandOver, HandOverState
from certificates.views.coordinator.ceremonies import ceremony_for
from certificates.views.coordinator.form_actions import saved
from participants.officers.unit_addresses import address_of

# A page with so many officers stays below 60 KB: it is used on phones, in a hall.
ROWS = 25
WAITING = "waiting"


def _sentence(count, one, many):
    return ngettext(one, many, count) % numbers(count=count)


@allow(is_coordinator)
@require_safe
def order(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everyone in the order of the hand-over, and who has no certificate, with why."""
    found = ceremony_for(request, pk)
    return _show_order(request, found, ArrangeForm(ceremony=found, initial=_as_arranged(found)))


def _as_arranged(found):
    chosen = found.hand_overs.order_by().values_list("dignitary", flat=True).distinct()
    return {
        "order": found.order if found.order in handover_order.SUGGESTED_ORDERS else handover_order.SUGGESTED_ORDERS[0],
        "dignitaries": [pk for pk in chosen if pk] or list(found.dignitaries.values_list("pk", flat=True)[:1]),
    }


def _show_order(request, found, form, *, status=200):
    counts = handover_order.counts_of(found)
    page = _page(found.hand_overs.with_names(), request.GET.get("page"), count=counts["total"])
    without: Any = handover_order.WithoutCertificate(found) if found.is_open else ()
    without_page = Paginator(without, ROWS).get_page(request.GET.get("without"))
    context = {
        "ceremony": found,
        "form": form,
        "rows": list(page),
        "page": page,
        **counts,
        "missing": handover_order.missing_places(found) if found.is_open else 0,
        "without": list(without_page),
        "without_page": without_page,
        "without_total": without_page.paginator.count,
    }
    return render_staff_page(request, "certificates/ceremony_order.html", context, status=status)


def _page(rows, number, *, count=None):
    """Returns a page of rows. count: how many they are, where that is known."""
    paginator = Paginator(rows, ROWS)
    if count is not None:
        paginator.count = count
    return paginator.get_page(number)


@allow(is_coordinator)
@require_POST
def arrange(request: SignedInRequest, pk: int) -> HttpResponse:
    """Puts everyone in order, or those at the end whose certificates were issued since."""
    found = ceremony_for(request, pk)
    form = ArrangeForm(request.POST, ceremony=found)
    try:
        if "missing" in request.POST:
            added = handover_order.add_missing(found, by=request.user)
            messages.success(
                request, _sentence(added, "%(count)s officer was added.", "%(count)s officers were added.")
            )
        elif form.is_valid():
            made = handover_order.arrange(found, **form.cleaned_data, by=request.user)
            messages.success(
                request, _sentence(made.places, "%(count)s officer is in order.", "%(count)s officers are in order.")
            )
        else:
            return _show_order(request, found, form, status=422)
    except Refused as no:
        messages.error(request, str(no))
    return redirect("certificates:ceremony_order", found.pk)


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def set_place(request: SignedInRequest, pk: int, line: int) -> HttpResponse:
    """Place, dignitary and seat of one officer, by hand."""
    found = ceremony_for(request, pk)
    row = get_object_or_404(found.hand_overs.with_names(), pk=id_of(line))
    form = PlaceForm(request.POST or None, instance=row)
    if saved(request, form, partial(handover_order.set_place, row)):
        return redirect(f"{reverse('certificates:ceremony_order', args=[found.pk])}{_turned_to(found, row)}#h{row.pk}")
    context = {"ceremony": found, "row": row, "form": form}
    return render_staff_page(request, "certificates/ceremony_place.html", context, status=422 if form.errors else 200)


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def day(request: SignedInRequest, pk: int) -> HttpResponse:
    """The list of the day, a page of it; `?only=waiting` for those who wait.

    POST searches it (names do not belong into addresses), and answers a script with the list alone.
    """
    found = ceremony_for(request, pk)
    counts = handover_marks.count_by_state(found)
    only = WAITING if request.GET.get("only") == WAITING else ""
    sought = " ".join(request.POST.get("q", "").split())[: handover_search.LONGEST]
    rows: Any = found.hand_overs.with_names()
    if only:
        rows = rows.filter(state=HandOverState.PENDING)
    if sought:
        page = _page(handover_search.found_among(rows, sought), None)
    else:
        page = _page(rows, request.GET.get("page"), count=counts[HandOverState.PENDING if only else "all"])
    shown = list(page)
    context = {
        "ceremony": found,
        "rows": shown,
        "page": page,
        "only": only,
        "counts": counts,
        "sought": sought,
        "found_more": page.paginator.count - len(shown) if sought else 0,
        # Then a script finds them without asking the server: the line of a hall is bad.
        "all_here": not sought and not page.has_other_pages(),
        "is_open": is_open(found),
        "why_closed": _why_closed(found),
    }
    if request.htmx:  # type: ignore[attr-defined]  # set by django-htmx
        return render(request, "certificates/_hand_over_list.html", context)
    return render_staff_page(request, "certificates/ceremony_day.html", context)


def is_open(ceremony: Ceremony) -> bool:
    """Whether certificates can be marked now."""
    return _why_closed(ceremony) == ""


def _why_closed(ceremony):
    if ceremony.state == CeremonyState.DRAFT:
        return _("The ceremony is a draft; certificates are marked once it is planned.")
    if ceremony.state == CeremonyState.CANCELLED:
        return _("The ceremony was cancelled.")
    return (
        "" if timezone.localdate() >= ceremony.date else _("Certificates are marked from the day of the ceremony on.")
    )


@allow(is_coordinator)
@require_POST
def mark(request: SignedInRequest, pk: int) -> HttpResponse:
    """One tap: "<id>:<new state>:<state that the page showed>". Answers with the row for a script, with the page otherwise."""
    found = ceremony_for(request, pk)
    line, state, expected = ([*request.POST.get("mark", "").split(":"), "", "", ""])[:3]
    known = state in HandOverState.values and expected in HandOverState.values
    if not (known and id_of(line)):
        messages.error(request, _("This mark can't be read. Load the page again."))
        return redirect("certificates:ceremony_day", found.pk)
    row = get_object_or_404(found.hand_overs, pk=id_of(line))
    problem = ""
    try:
        handover_marks.mark(row, HandOverState(state), expected=expected, by=request.user)
    except Refused as no:
        problem = str(no)
    if request.htmx:  # type: ignore[attr-defined]  # set by django-htmx
        return _row(request, found, row.pk, problem)
    if problem:
        messages.error(request, problem)
    return redirect(f"{_back(request, found, row)}#h{row.pk}")


def _back(request, found, row):
    """The address of the list in which the mark was set, at the page where the row stands."""
    if request.POST.get("back") == "after":
        return reverse("certificates:ceremony_after", args=[found.pk])
    address = reverse("certificates:ceremony_day", args=[found.pk])
    if request.POST.get("only") == WAITING:
        return f"{address}?only={WAITING}"
    return f"{address}{_turned_to(found, row)}"


def _turned_to(found, row):
    """The query that turns a list in the order of the hand-over to the page where a row stands; "" for the first."""
    before = found.hand_overs.filter(Q(place__lt=row.place) | Q(place=row.place, pk__lt=row.pk)).count()
    return f"?page={before // ROWS + 1}" if before >= ROWS else ""


def _row(request, found, pk, problem):
    row = HandOver.objects.with_names().get(pk=pk)
    context = {
        "ceremony": found,
        "row": row,
        "problem": problem,
        "is_open": True,
        "counts": handover_marks.count_by_state(found),
        "is_alone": True,
    }
    return render(request, "certificates/_hand_over.html", context)


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def after(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who was absent, by unit with its address; marks the chosen as posted."""
    found = ceremony_for(request, pk)
    form = PostedForm(request.POST or None, initial={"posted_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        chosen = ids_of(request.POST.getlist("row"))
        try:
            if not chosen:
                raise Refused(_("Choose at least one officer."))
            count = handover_marks.mark_posted(found, chosen, **form.cleaned_data, by=request.user)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(
                request,
                _sentence(
                    count, "%(count)s certificate is marked as posted.", "%(count)s certificates are marked as posted."
                ),
            )
            return redirect("certificates:ceremony_after", found.pk)
    counts = handover_marks.count_by_state(found)
    rows = found.hand_overs.with_names().order_by("enrolment__unit__name_en", "enrolment__unit", "place")
    absent = _page(rows.filter(state=HandOverState.ABSENT), request.GET.get("page"), count=counts[HandOverState.ABSENT])
    posted = _page(
        rows.filter(state=HandOverState.POSTED), request.GET.get("posted"), count=counts[HandOverState.POSTED]
    )
    context = {
        "ceremony": found,
        "form": form,
        "units": [
            {"unit": unit, "address": address_of(unit, get_language()) if unit else (), "rows": list(same)}
            for unit, same in groupby(absent, key=lambda row: row.enrolment.unit)
        ],
        "absent": counts[HandOverState.ABSENT],
        "absent_page": absent,
        "posted": list(posted),
        "posted_page": posted,
        "counts": counts,
        "is_open": is_open(found),
    }
    return render_staff_page(request, "certificates/ceremony_after.html", context, status=422 if form.errors else 200)
