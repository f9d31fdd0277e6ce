"""Requests between programmes: who asks for an officer of another one, who lets the officer in. For coordinators and administrators."""

from datetime import timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import coordinates_or_administers
from accounts.refusal import Refused
from accounts.ui.form_layouts import FormLayout, Submit
from accounts.ui.staff_pages import render_staff_page
from participants.held_elsewhere.lookup_limits import matches_of
from participants.models import Officer
from programmes.models import Programme
from trainings.models import OfficerRequest
from trainings.officer_requests import answering, asking

ROWS_PER_PAGE = 25
LATELY = timedelta(days=7)


class DeclineForm(forms.Form):
    """Why an officer is not let in."""

    reason = forms.CharField(
        label=gettext_lazy("Reason for declining"),
        help_text=gettext_lazy("The programme that asks reads it. Write nothing of the record."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    helper = FormLayout("reason", Submit(gettext_lazy("Decline"), look="wide"))


def _tabs(user):
    """Returns {tab: (label, OfficerRequests)} of what concerns the user, in the order of the page."""
    requests, tabs = OfficerRequest.objects.with_names(), {}
    if user.programmes_coordinated:
        tabs["of"] = (_("Asked of you"), requests.asked_of(user).open())
    if user.is_administrator:
        tabs["decide"] = (_("To decide between programmes"), requests.for_administrator(user).open())
    if user.programmes_coordinated:
        tabs["by"] = (_("Asked by you"), requests.asked_by(user))
    tabs["answered"] = (
        pgettext("request", "Answered"),
        requests.visible_to(user).answered().order_by("-answered_at", "-pk"),
    )
    return tabs


@allow(coordinates_or_administers)
@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """What waits for an answer of yours, what you asked, what was answered."""
    tabs = _tabs(request.user)
    chosen = request.GET.get("show") if request.GET.get("show") in tabs else next(iter(tabs))
    page = Paginator(tabs[chosen][1], ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": [(tab, label, tab == chosen) for tab, (label, _rows) in tabs.items()],
        "chosen": chosen,
        "page": page,
        "query": f"show={chosen}",
        "matches": _matches(request.user) if chosen == "of" else [],
    }
    return render_staff_page(request, "trainings/officer_requests.html", context)


def _matches(user):
    met = matches_of(user, since=timezone.localdate() - LATELY)
    programmes = Programme.objects.in_bulk({programme for programme, _day, _n in met if programme})
    return [(programmes.get(programme), day, n) for programme, day, n in met]


@allow(coordinates_or_administers)
@require_safe
def one(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One request: as given, and beside it the record for those who hold it."""
    return _show(request, _found(request, public_id))


def _found(request, public_id):
    own = OfficerRequest.objects.visible_to(request.user).with_names().select_related("row__roster_import")
    return get_object_or_404(own, public_id=public_id)


def _show(request, found, form=None):
    holds = answering.holds(request.user, found)
    officer = Officer.objects.with_names().get(pk=found.officer_id) if holds else None
    context = {
        "asked": found,
        "officer": officer,
        "can_answer": found.is_open and answering.can_answer(request.user, found),
        "is_own": found.session.phase.programme_id in request.user.programmes_coordinated,
        "form": form or DeclineForm(),
    }
    return render_staff_page(
        request, "trainings/officer_request.html", context, status=422 if form and form.errors else 200
    )


@allow(coordinates_or_administers)
@require_POST
def accept(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The officer goes into the session."""
    found = _found(request, public_id)
    return _answered(request, found, lambda: answering.accept(found, by=request.user), _("The officer is let in."))


@allow(coordinates_or_administers)
@require_POST
def decline(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The officer stays out, with a reason."""
    found = _found(request, public_id)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form)
    return _answered(
        request,
        found,
        lambda: answering.decline(found, by=request.user, reason=form.cleaned_data["reason"]),
        _("The request is declined. The programme that asks reads why."),
    )


@allow(coordinates_or_administers)
@require_POST
def withdraw(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The programme that asks takes it back."""
    found = _found(request, public_id)
    return _answered(request, found, lambda: asking.withdraw(found, by=request.user), _("The request is taken back."))


def _answered(request, found, act, done):
    try:
        act()
    except Refused as no:
        messages.error(request, str(no))
        return redirect("officer_requests:one", found.public_id)
    messages.success(request, done)
    return redirect("officer_requests:desk")
