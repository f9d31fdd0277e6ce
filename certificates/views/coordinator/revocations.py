"""Revoking certificates, for coordinators: one, many, and what a second person decides."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access.request_ids import id_of, ids_of
from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.text.sentences import numbers
from accounts.ui.staff_pages import render_staff_page
from certificates.lifecycle import double_certificates, history, revocations
from certificates.lifecycle.forms import DeclineForm, PublicReasonForm
from certificates.models import RevocationRequest
from certificates.views.coordinator.certificate import coordinated
from certificates.views.coordinator.form_actions import declined

ROWS_PER_PAGE = 50


@allow(is_coordinator)
@require_safe
def choose(request: SignedInRequest) -> HttpResponse:
    """Asks why these certificates (by number, with commas) are to be revoked.

    stands: the serial of a certificate of the same officer and session that holds; then the reason is offered.
    """
    asked, stands = request.GET.get("certificates", ""), request.GET.get("stands", "")
    double = id_of(asked) if stands else None
    offered = double_certificates.reasons_for(double, stands, by=request.user) if double else {}
    return ask_why(request, PublicReasonForm(initial={"certificates": asked} | offered))


@allow(is_coordinator)
@reauthentication_required(allow_get=True)
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: SignedInRequest) -> HttpResponse:
    """Revokes the chosen certificates, or proposes it where it takes a second person. Asks once more who you are."""
    if request.method != "POST":
        return redirect("admin:certificates_certificate_changelist")
    form = PublicReasonForm(request.POST)
    if not form.is_valid():
        return ask_why(request, form)
    sent = form.cleaned_data
    chosen = list(coordinated(request).filter(pk__in=sent["certificates"]))
    try:
        count, proposal = revocations.revoke(
            chosen, by=request.user, reason=sent["reason"], reason_bn=sent["reason_bn"]
        )
    except Refused as no:
        form.add_error(None, str(no))
        return ask_why(request, form)
    if proposal:
        messages.info(request, _("Proposed. Another coordinator of the programme has to confirm it within a week."))
        return redirect("certificates:proposal", proposal.pk)
    sentence = ngettext("%(count)s certificate is revoked.", "%(count)s certificates are revoked.", count)
    messages.success(request, sentence % numbers(count=count))
    if count == 1:
        return redirect("certificates:certificate", chosen[0].serial)
    return redirect("admin:certificates_certificate_changelist")


def ask_why(request: SignedInRequest, form: PublicReasonForm) -> HttpResponse:
    """The page that asks why, with those that were chosen and the user may revoke."""
    text = str(form["certificates"].value() or "")
    chosen = list(coordinated(request).filter(pk__in=ids_of(text.split(","))).order_by("serial"))
    live = [one for one in chosen if one.is_valid]
    done_today = revocations.revoked_alone(request.user)
    if not form.is_bound:
        form.initial["certificates"] = ",".join(str(one.pk) for one in live)
    context = {
        "form": form,
        "live": live,
        "ended": [one for one in chosen if not one.is_valid],
        "alone": revocations.ALONE,
        "done_today": done_today,
        "needs_second": done_today + len(live) > revocations.ALONE,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render_staff_page(request, "certificates/revoke.html", context, status=status)


@allow(is_coordinator)
@require_safe
def proposals(request: SignedInRequest) -> HttpResponse:
    """Proposals to revoke many: what waits for a second person, and what became of the others."""
    rows = RevocationRequest.objects.visible_to(request.user).select_related("proposed_by", "decided_by", "programme")
    page = Paginator(history.with_counts(rows), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return render_staff_page(request, "certificates/proposals.html", {"page": page})


def _proposal(request, pk):
    rows = RevocationRequest.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("proposed_by", "decided_by", "programme", "job"), pk=pk)


@allow(is_coordinator)
@require_safe
def proposal(request: SignedInRequest, pk: int) -> HttpResponse:
    """One proposal: its list, its reason, and what a second person can do."""
    return _show_proposal(request, _proposal(request, pk), DeclineForm())


def _show_proposal(request, found, form):
    items = found.items.select_related("certificate__enrolment__officer", "certificate__enrolment__session")
    context = {
        "proposal": found,
        "page": Paginator(items, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "ended": found.items.filter(outcome="").exclude(certificate__state="issued").count(),
        "left_out": found.items.filter(outcome="ended_before").count(),
        "why_not": revocations.why_not_confirm(found, request.user),
        "is_mine": found.proposed_by_id == request.user.pk,
        "form": form,
    }
    return render_staff_page(request, "certificates/proposal.html", context, status=422 if form.errors else 200)


@allow(is_coordinator)
@reauthentication_required(allow_get=True)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """A second person confirms. Asks once more who that is."""
    found = _proposal(request, pk)
    if request.method != "POST":
        return redirect("certificates:proposal", pk)
    try:
        return redirect(revocations.confirm(found, by=request.user).job)  # type: ignore[arg-type]  # what was asked for has its work
    except Refused as no:
        messages.error(request, str(no))
    return redirect("certificates:proposal", pk)


@allow(is_coordinator)
@require_POST
def decline(request: SignedInRequest, pk: int) -> HttpResponse:
    """A second person declines, with a reason; who proposed it takes it back."""
    found, form = _proposal(request, pk), DeclineForm(request.POST)
    if declined(request, found, form, revocations.decline, message=_("Declined. Nothing was revoked.")):
        return redirect("certificates:proposal", pk)
    return _show_proposal(request, found, form)
