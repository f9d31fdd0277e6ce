"""Issuing anew, many at once, for coordinators: choosing, the preview, and what came of it."""

from allauth.account.decorators import reauthentication_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.ui.staff_pages import render_staff_page
from certificates.lifecycle import reissues
from certificates.lifecycle.forms import BothLanguagesForm, ReissueForm
from certificates.models import Reissue
from programmes.models import Programme

SHOWN = 50


@allow(is_coordinator)
@require_safe
def choose(request: SignedInRequest) -> HttpResponse:
    """Asks which certificates; after the choice, shows who gets a new one, who does not and why."""
    form = ReissueForm(request.GET or None, user=request.user, initial=_only_programme(request.user))
    return _show(request, form)


def _only_programme(user):
    own = list(Programme.objects.coordinated_by(user)[:2])
    return {"programme": own[0]} if len(own) == 1 else {}


@allow(is_coordinator)
@reauthentication_required(allow_get=True)
@require_http_methods(["GET", "HEAD", "POST"])
def reissue(request: SignedInRequest) -> HttpResponse:
    """Asks for the new certificates. Asks once more who you are."""
    if request.method != "POST":
        return redirect("certificates:reissue")
    form, why = ReissueForm(request.POST, user=request.user), BothLanguagesForm(request.POST)
    if form.is_valid() and why.is_valid():
        try:
            made = reissues.request(form.choice, by=request.user, **why.cleaned_data)
            return redirect(made.job)  # type: ignore[arg-type]  # what was asked for has its work
        except Refused as no:
            form.add_error(None, str(no))
    return _show(request, form, why)


def _show(request, form, why=None):
    lines = None
    if form.is_bound and form.is_valid():
        try:
            lines = reissues.preview(form.choice, by=request.user)
        except Refused as no:
            form.add_error(None, str(no))
    ready = [line for line in lines or () if not line.why]
    others = [line for line in lines or () if line.why]
    context = {
        "form": form,
        "why": why or BothLanguagesForm(),
        "asked": lines is not None,
        "ready": ready,
        "ready_shown": ready[:SHOWN],
        "others": others,
        "others_shown": others[:SHOWN],
    }
    bad = (form.is_bound and form.errors) or (why is not None and why.errors)
    return render_staff_page(request, "certificates/reissue.html", context, status=422 if bad else 200)


@allow(is_coordinator)
@require_safe
def reissued(request: SignedInRequest, pk: int) -> HttpResponse:
    """What came of one re-issue: old and new side by side, and who got none and why."""
    rows = Reissue.objects.visible_to(request.user).select_related("programme", "design", "requested_by", "job")
    found = get_object_or_404(rows, pk=pk)
    items = found.items.select_related("old__enrolment__officer", "new")
    context = {
        "reissue": found,
        "page": Paginator(items.order_by("-why", "pk"), SHOWN).get_page(request.GET.get("page")),
        "made": items.exclude(new=None).count(),
        "set_aside": items.exclude(why="").count(),
    }
    return render_staff_page(request, "certificates/reissued.html", context)
