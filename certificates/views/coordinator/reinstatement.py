"""A new certificate after a revocation, for coordinators: asking for it, and the second person's answer."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.ui.staff_pages import render_staff_page
from certificates.lifecycle.forms import DeclineForm
from certificates.models import Certificate, Reinstatement
from certificates.reinstatement import decisions
from certificates.reinstatement.forms import ReasonForm
from certificates.views.coordinator.form_actions import declined
from participants.officers.same_person import is_own
from programmes.models import Programme

ROWS_PER_PAGE = 50


def _revoked(request, serial):
    programmes = Programme.objects.coordinated_by(request.user).values("pk")
    rows = Certificate.objects.revoked().filter(enrolment__session__phase__programme__in=programmes)
    return get_object_or_404(rows.select_related("enrolment"), serial=serial)


@allow(is_coordinator)
@reauthentication_required(allow_get=True)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: SignedInRequest, serial: str) -> HttpResponse:
    """Asks for a new certificate for the holder of a revoked one. Asks once more who you are."""
    certificate = _revoked(request, serial)
    enrolment = decisions.target_enrolment(certificate)
    waiting = next((one for one in enrolment.reinstatements.all() if one.is_open), None)
    if waiting:
        return redirect("certificates:reinstatement", waiting.pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = decisions.propose(certificate, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.info(
                request, _("Asked for. Another coordinator of the programme has to confirm it within a week.")
            )
            return redirect("certificates:reinstatement", made.pk)
    context = {
        "certificate": certificate,
        "enrolment": enrolment,
        "officer": enrolment.officer,
        "session": enrolment.session,
        "why_not": "" if form.errors else decisions.why_not_propose(enrolment, request.user),
        "is_alone": not decisions.possible_second_persons(enrolment, request.user),
        "form": form,
    }
    return render_staff_page(
        request, "certificates/ask_reinstatement.html", context, status=422 if form.errors else 200
    )


@allow(is_coordinator)
@require_safe
def reinstatements(request: SignedInRequest) -> HttpResponse:
    """What was asked for after revocations: what waits for a second person, and what became of the others."""
    rows = Reinstatement.objects.visible_to(request.user).select_related(
        "revoked", "certificate", "proposed_by", "decided_by", "enrolment__officer", "enrolment__session"
    )
    page = Paginator(rows.order_by("-proposed_at", "-pk"), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return render_staff_page(request, "certificates/reinstatements.html", {"page": page})


def _found(request, pk):
    rows = Reinstatement.objects.visible_to(request.user).select_related(
        "revoked", "certificate", "proposed_by", "decided_by", "enrolment__officer", "enrolment__session__phase"
    )
    return get_object_or_404(rows, pk=pk)


@allow(is_coordinator)
@require_safe
def reinstatement(request: SignedInRequest, pk: int) -> HttpResponse:
    """One request: about whom, why, and what a second person can do."""
    return _show(request, _found(request, pk), DeclineForm())


def _show(request, found, form):
    context = {
        "asked": found,
        "officer": found.enrolment.officer,
        "session": found.enrolment.session,
        "why_not": decisions.why_not_confirm(found, request.user),
        "is_mine": found.proposed_by_id == request.user.pk,
        "is_own": is_own(found.enrolment.officer, request.user),
        "form": form,
    }
    return render_staff_page(request, "certificates/reinstatement.html", context, status=422 if form.errors else 200)


@allow(is_coordinator)
@reauthentication_required(allow_get=True)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """A second person confirms, and the certificate is issued. Asks once more who that is."""
    found = _found(request, pk)
    if request.method != "POST":
        return redirect("certificates:reinstatement", pk)
    try:
        new = decisions.confirm(found, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
        return redirect("certificates:reinstatement", pk)
    messages.success(request, _("Confirmed. The new certificate is %(serial)s.") % {"serial": new.serial})
    return redirect("certificates:certificate", new.serial)


@allow(is_coordinator)
@require_POST
def decline(request: SignedInRequest, pk: int) -> HttpResponse:
    """A second person declines, with a reason; who asked takes it back."""
    found, form = _found(request, pk), DeclineForm(request.POST)
    if declined(request, found, form, decisions.decline, message=_("Declined. No certificate was issued.")):
        return redirect("certificates:reinstatement", pk)
    return _show(request, found, form)
