"""The traceability matrix, the threads behind its cells, and saying which module answers which finding."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.audit.trail import record
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.text.localised_text import number_text
from accounts.ui.staff_pages import render_staff_page
from programmes.files.uploaded_documents import XLSX
from programmes.models import Finding
from programmes.views.coordinated import coordinated_programme
from reports.counting import finding_thread
from reports.matrix import pdf
from reports.matrix.forms import AddAnswerForm, AnswersForm
from reports.matrix.matrix import modules_of
from reports.matrix.page import choose, chosen_matrix, page
from reports.matrix.workbook import workbook
from trainings.curriculum.module_answers import answer, answer_all, modules_for


def _finding(programme, pk):
    return get_object_or_404(
        Finding.objects.standing().filter(programme=programme).select_related("programme", "owner"), pk=pk
    )


@allow(is_coordinator)
@require_safe
def matrix(request: SignedInRequest, code: str) -> HttpResponse:
    """Findings × modules × sessions × results, the gaps first."""
    return render_staff_page(request, "reports/matrix.html", page(coordinated_programme(request, code), request.GET))


@allow(is_coordinator)
@require_safe
def matrix_workbook(request: SignedInRequest, code: str) -> HttpResponse:
    """The same rows as a workbook."""
    programme = coordinated_programme(request, code)
    asked = choose(programme, request.GET)
    shown = chosen_matrix(programme, asked)
    content = workbook(shown, asked.words)
    record(request.user, "matrix.exported", programme, rows=len(shown.rows), choice=asked.choice)
    return HttpResponse(
        content,
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="matrix-{programme.code}.xlsx"'},
    )


@allow(is_coordinator)
@require_POST
def print_matrix(request: SignedInRequest, code: str) -> HttpResponse:
    """Asks for the same rows as a PDF; the page of the work leads to it."""
    programme = coordinated_programme(request, code)
    return redirect(pdf.ask(programme, choose(programme, request.POST).choice, by=request.user))


@allow(is_coordinator)
@require_safe
def matrix_file(request: SignedInRequest, code: str, token: str) -> HttpResponseBase:
    """The PDF, for the one who asked for it, until its day is over."""
    programme = coordinated_programme(request, code)
    file = pdf.file_for(request.user, programme, token)
    if file is None:
        raise Http404
    record(request.user, "matrix.downloaded", programme)
    return FileResponse(
        file, as_attachment=True, filename=f"matrix-{programme.code}.pdf", content_type="application/pdf"
    )


@allow(is_coordinator)
@require_safe
def finding(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """The thread of one finding."""
    return render_staff_page(
        request,
        "reports/finding_thread.html",
        finding_thread.of_finding(_finding(coordinated_programme(request, code), pk), request.GET),
    )


@allow(is_coordinator)
@require_http_methods(["GET", "POST"])
def answers(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Sets which modules answer a finding; redirects to its page (?from=finding) or its thread."""
    found = _finding(coordinated_programme(request, code), pk)
    back = (
        found.get_absolute_url()
        if request.GET.get("from") == "finding"
        else reverse("reports:finding", args=[code, pk])
    )
    weights = dict(found.answers.values_list("module", "weight"))
    modules = list(modules_for(found.programme) | modules_of(found.programme))
    form = AnswersForm(request.POST or None, modules=modules, weights=weights)
    if request.method == "POST" and form.is_valid():
        try:
            answer_all(found, form.weights, by=request.user)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            count = sum(bool(weight) for weight in form.weights.values())
            messages.success(
                request,
                ngettext(
                    "%(count)s module answers %(finding)s now.", "%(count)s modules answer %(finding)s now.", count
                )
                % {"count": number_text(count, get_language()), "finding": found.number},
            )
            return redirect(back)
    return render_staff_page(
        request,
        "reports/answers.html",
        {"finding": found, "programme": found.programme, "form": form, "back": back},
        status=422 if form.errors else 200,
    )


@allow(is_coordinator)
@require_http_methods(["GET", "POST"])
def module(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """The thread of one module; takes one more finding that it answers."""
    programme = coordinated_programme(request, code)
    found = get_object_or_404(modules_for(programme) | modules_of(programme), pk=pk)
    form = AddAnswerForm(request.POST or None, module=found, programme=programme)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["finding"]
        try:
            answer(found, chosen, form.cleaned_data["weight"], by=request.user)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("%(finding)s is answered by this module now.") % {"finding": chosen.number})
            return redirect("reports:module", code, pk)
    return render_staff_page(
        request,
        "reports/module_thread.html",
        {**finding_thread.of_module(found, programme, request.GET), "form": form},
        status=422 if form.errors else 200,
    )
