"""Search for an officer, and forms for postings. For coordinators. The page of an officer is reports:officer."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.ui.staff_pages import render_staff_page
from participants.models import Officer, Posting
from participants.officers import postings
from participants.officers.forms import LeavingForm, form_for, form_for_new
from participants.officers.search import find, record_search, remark

SHOWN = 25
LONGEST = 100


@allow(is_coordinator)
@require_http_methods(["GET", "POST"])
def search(request: SignedInRequest) -> HttpResponse:
    """The search form and its results. The search text is sent by POST, because names and numbers must not be in addresses and logs."""
    words = request.POST.get("words", "").strip()[:LONGEST]
    found = find(Officer.objects.coordinated_by(request.user).with_names(), words)
    officers = list(found.officers[: SHOWN + 1])
    note = remark(found)
    record_search(request.user, len(officers[:SHOWN]))
    if len(officers) == 1 and not note:
        return redirect(officers[0])
    context = {
        "words": words,
        "officers": officers[:SHOWN],
        "shown": SHOWN,
        "has_more": len(officers) > SHOWN,
        "note": note,
    }
    return render_staff_page(request, "participants/find_officer.html", context)


def _officer(request, pk):
    return get_object_or_404(Officer.objects.coordinated_by(request.user).with_names(), pk=pk)


@allow(is_coordinator)
@require_http_methods(["GET", "POST"])
def record_posting(request: SignedInRequest, pk: int) -> HttpResponse:
    """A transfer or a promotion."""
    officer = _officer(request, pk)
    form = form_for_new(officer, request.POST or None)
    return _handle_form(
        request,
        officer,
        form,
        "participants/posting.html",
        act=lambda sent: postings.record_posting(officer, by=request.user, **sent),
        done=_("The posting is recorded. Sessions of the past keep rank and unit as they were."),
    )


@allow(is_coordinator)
@require_http_methods(["GET", "POST"])
def record_leaving(request: SignedInRequest, pk: int) -> HttpResponse:
    """The officer left the police."""
    officer = _officer(request, pk)
    return _handle_form(
        request,
        officer,
        LeavingForm(request.POST or None),
        "participants/leaving.html",
        act=lambda sent: postings.record_leaving(officer, by=request.user, **sent),
        done=_("It is recorded that the officer left the police. Trainings and certificates stay."),
    )


@allow(is_coordinator)
@require_http_methods(["GET", "POST"])
def correct_posting(request: SignedInRequest, pk: int, posting_pk: int) -> HttpResponse:
    """Corrects a posting."""
    officer = _officer(request, pk)
    found = _posting(officer, posting_pk)
    return _handle_form(
        request,
        officer,
        form_for(found, request.POST or None),
        "participants/correct_posting.html",
        act=lambda sent: postings.correct_posting(found, by=request.user, **({"rank": None, "unit": None} | sent)),
        done=_("The posting is corrected."),
        posting=found,
    )


@allow(is_coordinator)
@require_POST
def remove_posting(request: SignedInRequest, pk: int, posting_pk: int) -> HttpResponse:
    """Removes a posting that was recorded by mistake."""
    officer = _officer(request, pk)
    try:
        postings.remove_posting(_posting(officer, posting_pk), by=request.user)
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("The posting is taken off the record."))
    return redirect(officer)


def _posting(officer, pk):
    return get_object_or_404(Posting.objects.filter(officer=officer).select_related("officer", "rank", "unit"), pk=pk)


def _handle_form(request, officer, form, template, *, act, done, **context):
    """Shows the form. A valid form is passed to `act`, then redirects to the officer."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, done)
            return redirect(officer)
    return render_staff_page(
        request, template, {"officer": officer, "form": form, **context}, status=422 if form.errors else 200
    )
