"""The desk of correction requests, for coordinators: what waits, one request side by side, approving and declining."""

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.ui.staff_pages import render_staff_page
from certificates.lifecycle import corrections
from certificates.lifecycle.correction_lines import explain, form_arguments, lines_of
from certificates.lifecycle.forms import ApprovalForm, BothLanguagesForm, CorrectionForm
from certificates.models import CorrectionRequest, CorrectionState
from programmes.models import Programme
from trainings.models import Enrolment
from trainings.models.enrolment import EnrolmentQuerySet

ROWS_PER_PAGE = 25


@allow(is_coordinator)
@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """What waits, the oldest first; with `?state=decided` what was decided, the latest first."""
    own = CorrectionRequest.objects.coordinated_by(request.user)
    decided = request.GET.get("state") == "decided"
    rows = own.exclude(state=CorrectionState.FILED).order_by("-handled_at", "-pk") if decided else own.open()
    page = Paginator(rows.with_everything(), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    for row in page:
        row.days = (today - timezone.localdate(row.filed_at)).days
    return render_staff_page(request, "certificates/corrections.html", {"page": page, "decided": decided})


def _request(request, pk):
    return get_object_or_404(CorrectionRequest.objects.coordinated_by(request.user).with_everything(), pk=pk)


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """One request: printed now, on record now, asked. POST approves it."""
    found = _request(request, pk)
    form = ApprovalForm(request.POST if request.method == "POST" else None, request=found)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        try:
            done = corrections.approve(
                found, by=request.user, changes=form.changes, reason=sent["reason"], reason_bn=sent["reason_bn"]
            )
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _approved_text(done))
            return redirect("certificates:correction", found.pk)
    return _show(request, found, form=form)


def _approved_text(done):
    if done.result:
        return _("The new certificate is issued. The officer finds it on the page “My certificates”.")
    return _("The record is corrected. A certificate can be issued from it.")


@allow(is_coordinator)
@require_POST
def decline(request: SignedInRequest, pk: int) -> HttpResponse:
    """Declines a request, with a reason in both languages."""
    found = _request(request, pk)
    form = BothLanguagesForm(request.POST)
    if form.is_valid():
        try:
            corrections.decline(found, by=request.user, **form.cleaned_data)
        except Refused as no:
            messages.error(request, str(no))
        else:
            messages.success(request, _("The request is declined. The officer reads why."))
        return redirect("certificates:correction", found.pk)
    return _show(request, found, declining=form)


def _show(request, found, *, form=None, declining=None):
    form = form or ApprovalForm(request=found)
    live = corrections.live_certificate(found.enrolment)
    # For a decided request the page shows what was printed then.
    printed = (live if found.is_open else None) or found.certificate
    context = {
        "correction": found,
        "officer": found.enrolment.officer,
        "live": live,
        "certificate": printed,
        "form": form,
        "declining": declining or BothLanguagesForm(),
        "lines": lines_of(found.enrolment, printed, form, found),
    }
    bad = form.errors or (declining and declining.errors)
    return render_staff_page(request, "certificates/correction.html", context, status=422 if bad else 200)


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: SignedInRequest, enrolment: int) -> HttpResponse:
    """A coordinator files a request for an officer: who called, or came with the paper in hand."""
    own = Enrolment.objects.filter(
        session__phase__programme__in=Programme.objects.coordinated_by(request.user).values("pk")
    )
    found = get_object_or_404(
        cast("EnrolmentQuerySet", corrections.with_everything()).filter(pk__in=own.values("pk")).once_on_the_roster(),
        pk=enrolment,
    )
    certificate = corrections.live_certificate(found)
    form = CorrectionForm.of(request, **form_arguments(found, certificate))
    if request.method == "POST" and form.is_valid():
        try:
            made = corrections.file(found, by=request.user, asked=form.asked, evidence=form.cleaned_data["evidence"])
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("The request is filed. Look at it and decide, or leave that to a colleague."))
            return redirect("certificates:correction", made.pk)
    context = {
        "enrolment": found,
        "officer": found.officer,
        "certificate": certificate,
        "form": form,
        "lines": explain(lines_of(found, certificate, form)),
    }
    return render_staff_page(request, "certificates/file_correction.html", context, status=422 if form.errors else 200)
