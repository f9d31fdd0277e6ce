"""The papers of a ceremony: asking for them, fetching them."""

from typing import Any

from crispy_forms.layout import Div
from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.audit.trail import record
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.ui.form_layouts import FormLayout
from accounts.ui.staff_pages import render_staff_page
from certificates.ceremonies.handover_marks import count_by_state
from certificates.views.coordinator.ceremonies import ceremony_for
from jobs.kinds import kind_of
from jobs.models import State
from reports.ceremony import papers as ceremony_papers
from reports.ceremony import print_pack

MOST_PLACES = 100_000


class PackForm(forms.Form):
    """How the certificates are put on paper."""

    sheet = forms.ChoiceField(
        label=_("Sheet"), choices=list(print_pack.SHEET_NAMES.items()), initial="a4", widget=forms.RadioSelect
    )
    stacked = forms.BooleanField(
        label=_("For two on a sheet: in order once cut and stacked"), required=False, initial=True
    )
    cover = forms.BooleanField(label=_("With a cover sheet for the printer"), required=False, initial=True)
    separators = forms.BooleanField(label=_("With a sheet before each dignitary's certificates"), required=False)
    first = forms.IntegerField(label=_("From place"), required=False, min_value=1, max_value=MOST_PLACES)
    last = forms.IntegerField(label=_("To place"), required=False, min_value=1, max_value=MOST_PLACES)

    helper = FormLayout("sheet", "stacked", "cover", "separators", summary=False)
    places = FormLayout(Div("first", "last", css_class="sh-half sh-two mt-2"), summary=False)

    def clean(self) -> dict[str, Any]:
        super().clean()
        given = self.cleaned_data
        if given.get("first") and given.get("last") and given["last"] < given["first"]:
            self.add_error("last", _("The last place comes before the first."))
        return given


def _show(request, ceremony, form, *, status=200):
    jobs = ceremony_papers.made_lately(request.user, ceremony)
    context = {
        "ceremony": ceremony,
        "form": form,
        "papers": [{"key": key, "paper": paper} for key, paper in ceremony_papers.PAPERS.items()],
        "made": [{"job": job, "title": kind_of(job).title_of(job), "is_done": job.state == State.DONE} for job in jobs],
        "counts": count_by_state(ceremony),
        "to_print": print_pack.count_to_print(ceremony),
        "left_out": next((job.result.get("left_out") for job in jobs if job.result and "left_out" in job.result), []),
    }
    return render_staff_page(request, "reports/ceremony_papers.html", context, status=status)


@allow(is_coordinator)
@require_safe
def papers(request: SignedInRequest, pk: int) -> HttpResponse:
    """The papers that can be printed, and those made lately."""
    return _show(request, ceremony_for(request, pk), PackForm())


@allow(is_coordinator)
@require_POST
def ask_pack(request: SignedInRequest, pk: int) -> HttpResponse:
    """Asks for the certificates to print; the page of the work leads to them."""
    ceremony = ceremony_for(request, pk)
    form = PackForm(request.POST)
    if not form.is_valid():
        return _show(request, ceremony, form, status=422)
    given = form.cleaned_data
    choice = print_pack.Choice(**(given | {"first": given["first"] or 1, "last": given["last"]}))
    return _asked(request, ceremony, lambda: print_pack.ask(ceremony, choice, by=request.user))


@allow(is_coordinator)
@require_POST
def ask_paper(request: SignedInRequest, pk: int, paper: str) -> HttpResponse:
    """Asks for one of the other papers."""
    ceremony = ceremony_for(request, pk)
    return _asked(request, ceremony, lambda: ceremony_papers.ask(ceremony, paper, by=request.user))


def _asked(request, ceremony, ask):
    try:
        return redirect(ask())
    except Refused as no:
        messages.error(request, str(no))
        return redirect("reports:ceremony_papers", ceremony.pk)


@allow(is_coordinator)
@require_safe
def pack_file(request: SignedInRequest, pk: int, token: str) -> HttpResponse:
    """The certificates to print, for the one who asked, until their day is over."""
    ceremony = ceremony_for(request, pk)
    return _sent(
        request,
        ceremony,
        lambda: print_pack.file_for(request.user, ceremony, token),
        "ceremony_pack.downloaded",
        "certificates",
    )


@allow(is_coordinator)
@require_safe
def paper_file(request: SignedInRequest, pk: int, paper: str, token: str) -> HttpResponse:
    """Another paper, for the one who asked, until its day is over."""
    ceremony = ceremony_for(request, pk)
    return _sent(
        request,
        ceremony,
        lambda: ceremony_papers.file_for(request.user, ceremony, paper, token),
        "ceremony_paper.downloaded",
        paper,
        paper=paper,
    )


def _sent(request, ceremony, find, verb, called, **details):
    try:
        file = find()
    except Refused as no:
        messages.error(request, str(no))
        return redirect("reports:ceremony_papers", ceremony.pk)
    if file is None:
        raise Http404
    record(request.user, verb, ceremony, **details)
    name = f"ceremony-{ceremony.pk}-{called}.pdf"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/pdf")
