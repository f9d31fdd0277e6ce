"""Correction requests of officers, on the phone: two taps from the own certificate."""

from typing import cast

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.audit.trail import record
from accounts.permissions import is_officer, signed_in
from accounts.refusal import Refused
from certificates.lifecycle import corrections
from certificates.lifecycle.correction_lines import explain, form_arguments, lines_of
from certificates.lifecycle.forms import CorrectionForm
from certificates.models import CorrectionRequest
from programmes.files import evidence as papers
from programmes.files import uploaded_documents
from trainings.models.enrolment import EnrolmentQuerySet


@allow(is_officer, second_factor=False)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: SignedInRequest, enrolment: int) -> HttpResponse:
    """What is printed, and beside it what should be."""
    own = (
        cast("EnrolmentQuerySet", corrections.with_everything()).once_on_the_roster().filter(officer__user=request.user)
    )
    found = get_object_or_404(own, pk=enrolment)
    certificate = corrections.live_certificate(found)
    form = CorrectionForm.of(request, **form_arguments(found, certificate))
    if request.method == "POST" and form.is_valid():
        try:
            corrections.file(found, by=request.user, asked=form.asked, evidence=form.cleaned_data["evidence"])
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("Your request is with the coordinator. You find the answer on this page."))
            return redirect("certificates:mine")
    waiting = found.correction_requests.open().exists()
    context = {
        "enrolment": found,
        "certificate": certificate,
        "form": form,
        "lines": explain(lines_of(found, certificate, form)),
        "waiting": waiting,
    }
    return render(request, "certificates/ask_correction.html", context, status=422 if form.errors else 200)


def _own(request, pk):
    return get_object_or_404(CorrectionRequest.objects.of_officer(request.user), pk=pk)


@allow(is_officer, second_factor=False)
@require_POST
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Takes the own request back."""
    try:
        corrections.withdraw(_own(request, pk), by=request.user)
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("Your request is taken back."))
    return redirect("certificates:mine")


@allow(is_officer, second_factor=False)
@require_POST
def read(request: SignedInRequest, pk: int) -> HttpResponse:
    """The answer was read; it is not shown again."""
    corrections.mark_read(_own(request, pk), by=request.user)
    return redirect("certificates:mine")


@allow(signed_in, second_factor=False)
@require_safe
def evidence(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The file of a request: for the officer and for the coordinators of the programme, for nobody else."""
    with_file = CorrectionRequest.objects.visible_to(request.user).exclude(evidence="")
    found = get_object_or_404(with_file, pk=pk)
    try:
        file = found.evidence.open()
    except OSError:
        sentence = _("The file cannot be opened just now.")
        return render(request, "certificates/file_away.html", {"sentence": sentence}, status=503)
    if request.method == "GET":
        record(request.user, "correction.evidence_downloaded", found)
    response = FileResponse(
        file,
        as_attachment=True,
        # What the officer called the file often names the officer; the folder of downloads need not say whose it is.
        filename=f"correction-{found.pk}.{uploaded_documents.ending_of(found.evidence_name)}",
        content_type=papers.media_type_of(found.evidence_name),
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
