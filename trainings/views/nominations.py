"""Nominations of a session, for coordinators: the live numbers, confirming and declining, the waiting list, the quotas."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access.request_ids import ids_of
from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.text.sentences import numbers
from accounts.text.typed_text import one_line
from accounts.ui.staff_pages import render_staff_page
from trainings.curriculum.entry_rules import in_words, rules_of
from trainings.enrolment import nominations as nominating
from trainings.enrolment import waiting_list
from trainings.enrolment.entry_facts import add_entry_notes
from trainings.enrolment.forms import FillForm, MoveUpForm, Named, NominationForm, quota_rows, typed_rows
from trainings.enrolment.quotas import quotas_of, tally_of
from trainings.nomination_links.page_facts import people_to_take_over
from trainings.rosters.importing import why_closed
from trainings.views.coordinated import coordinated_session

SHOWN_AT_FIRST = 50


@allow(is_coordinator)
@require_safe
def nominations(request: SignedInRequest, code: str) -> HttpResponse:
    """Quotas with who fills them, the nominations to decide on, and the waiting list in its order."""
    session = coordinated_session(request, code)
    tally = tally_of(session)
    proposed = session.enrolments.proposed().select_related("officer", "rank", "unit", "nominated_by")
    seated = list(proposed.filter(place_in_line__isnull=True).order_by("pk"))
    waiting = list(proposed.filter(place_in_line__isnull=False).order_by("place_in_line", "pk"))
    show_all = request.GET.get("rows") == "all"
    shown = None if show_all else SHOWN_AT_FIRST
    add_entry_notes(session, seated[:shown] + waiting[:shown])
    return render_staff_page(
        request,
        "trainings/nominations.html",
        {
            "session": session,
            "tally": tally,
            "seated": seated[:shown],
            "waiting": [
                {"enrolment": enrolment, "place": place, "obstacle": tally.obstacles.get(enrolment.pk)}
                for place, enrolment in enumerate(waiting[:shown], start=1)
            ],
            "hidden": len(seated[SHOWN_AT_FIRST:]) + len(waiting[SHOWN_AT_FIRST:]) if not show_all else 0,
            "closed": why_closed(session),
            "entry_rules": in_words(rules_of(session)),
            "typed": people_to_take_over(session),
            "is_overdue": bool(session.nominations_due_on and session.nominations_due_on < timezone.localdate()),
        },
    )


@allow(is_coordinator)
@require_POST
def decide(request: SignedInRequest, code: str) -> HttpResponse:
    """Confirms or declines: one officer, those chosen, or everybody within seats and quotas."""
    session = coordinated_session(request, code)
    only = request.POST.get("only", "")
    chosen = ids_of([only] if only else request.POST.getlist("enrolment"))
    act, waiver = request.POST.get("act", "confirm"), request.POST.get("waiver", "")
    try:
        if act == "confirm_all":
            done = nominating.confirm_all(session, by=request.user, reason=waiver)
            _tell_confirmed(request, done, was_chosen=False)
        elif not chosen:
            messages.error(request, _("Choose at least one officer."))
        elif act == "decline":
            reason = one_line(request.POST.get("reason", ""))[:500]
            declined = nominating.decline(session, chosen, reason=reason, by=request.user)
            _tell_declined(request, len(declined), len(chosen))
        else:
            _tell_confirmed(request, nominating.confirm(session, chosen, by=request.user, reason=waiver))
    except Refused as no:
        messages.error(request, str(no))
    return redirect("sessions:nominations", session.code)


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def move_up(request: SignedInRequest, code: str, enrolment: int) -> HttpResponse:
    """Moves an officer up the waiting list, for a reason."""
    session = coordinated_session(request, code)
    found = get_object_or_404(
        session.enrolments.waiting().select_related("officer", "rank", "unit", "nominated_by"), pk=enrolment
    )
    form = MoveUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            waiting_list.move_up(found, **form.cleaned_data, by=request.user)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("The waiting list has a new order."))
            return redirect("sessions:nominations", session.code)
    place = session.enrolments.waiting().filter(place_in_line__lt=found.place_in_line).count() + 1
    context = {"session": session, "enrolment": found, "form": form, "place": place}
    return render_staff_page(request, "trainings/move_up.html", context, status=422 if form.errors else 200)


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def quotas(request: SignedInRequest, code: str) -> HttpResponse:
    """Sets the quotas, the share of women, the deadline and where nominations are sent."""
    session = coordinated_session(request, code)
    named = Named()
    if request.method != "POST":
        # A quota is of a unit or of a region.
        rows: list[tuple[str, Any]] = [
            (named.label_of(cast("Any", quota.unit or quota.region)), quota.seats) for quota in quotas_of(session)
        ]
        return _show_quotas(request, session, named, _as_set(session), quota_rows(named, rows=rows))
    form, fill = NominationForm(request.POST), FillForm(request.POST, named=named)
    if "more" in request.POST or "fill" in request.POST:
        rows = typed_rows(request.POST)
        if "fill" in request.POST and fill.is_valid():
            there = {label for label, _seats in rows}
            rows += [row for row in fill.rows() if row[0] not in there]
        return _show_quotas(request, session, named, form, quota_rows(named, rows=rows), fill=fill)
    table = quota_rows(named, posted=request.POST)
    if form.is_valid() and table.is_valid():
        try:
            nominating.set_quotas(session, table.quotas(), **form.cleaned_data, by=request.user)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("The quotas are saved."))
            return redirect("sessions:nominations", session.code)
    return _show_quotas(request, session, named, form, table, status=422)


def _as_set(session):
    return NominationForm(
        initial={
            "women_share": session.women_share,
            "due_on": session.nominations_due_on,
            "send_to": session.nominations_to,
        }
    )


def _show_quotas(request, session, named, form, table, *, fill=None, status=None):
    context = {
        "session": session,
        "form": form,
        "table": table,
        "fill": fill or FillForm(named=named, initial={"each": 1}),
        "labels": named.labels,
        "closed": why_closed(session),
    }
    return render_staff_page(request, "trainings/quotas.html", context, status=status)


def _tell_confirmed(request, result, *, was_chosen=True):
    count = len(result.confirmed)
    if count:
        sentence = ngettext(
            "%(count)s officer is confirmed and takes part.", "%(count)s officers are confirmed and take part.", count
        )
        messages.success(request, sentence % numbers(count=count))
    elif not was_chosen and not result.unmet:
        messages.info(request, _("Nobody to confirm within seats and quotas."))
    if result.waiting:
        count = len(result.waiting)
        sentence = ngettext(
            "%(count)s officer waits for a seat and was not confirmed.",
            "%(count)s officers wait for a seat and were not confirmed.",
            count,
        )
        messages.warning(request, sentence % numbers(count=count))
    if result.unmet:
        count = len(result.unmet)
        sentence = ngettext(
            "%(count)s officer does not meet the entry rules and was not confirmed. Choose the officer and write the reason for a waiver.",
            "%(count)s officers do not meet the entry rules and were not confirmed. Choose them and write the reason for a waiver.",
            count,
        )
        messages.warning(request, sentence % numbers(count=count))
    _tell_gone(request, len(result.gone))


def _tell_declined(request, declined, asked):
    if declined:
        sentence = ngettext("%(count)s nomination is declined.", "%(count)s nominations are declined.", declined)
        messages.success(request, sentence % numbers(count=declined))
    _tell_gone(request, asked - declined)


def _tell_gone(request, count):
    if count:
        sentence = ngettext(
            "%(count)s nomination was decided on already.", "%(count)s nominations were decided on already.", count
        )
        messages.warning(request, sentence % numbers(count=count))
