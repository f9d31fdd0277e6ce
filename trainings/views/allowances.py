"""Allowances and costs of a session, for its coordinators."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access.request_ids import id_of
from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.text.localised_text import number_text
from accounts.ui.staff_pages import render_staff_page
from trainings.allowances import costs, lists, paying
from trainings.allowances.forms import CostsForm, PaymentForm, RateForm
from trainings.models import AllowancePayment, TrainingSession
from trainings.views.coordinated import coordinated_session

ROWS_PER_PAGE = 22  # with more the page would weigh over 60 KB (tests/look/test_full_pages.py)


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD"])
def allowances(request: SignedInRequest, code: str) -> HttpResponse:
    """Who is due what, what was paid, and what the session cost."""
    return _page(request, coordinated_session(request, code))


@allow(is_coordinator)
@require_POST
def rate(request: SignedInRequest, code: str) -> HttpResponse:
    """Sets what officers are due."""
    session = coordinated_session(request, code)
    form = RateForm(request.POST)
    if not form.is_valid():
        return _page(request, session, rate_form=form)
    return _done(request, session, lambda: paying.set_rate(session, by=request.user, **form.cleaned_data), _said_rate)


@allow(is_coordinator)
@require_POST
def pay(request: SignedInRequest, code: str) -> HttpResponse:
    """Notes the ticked officers as paid."""
    session = coordinated_session(request, code)
    form = PaymentForm(request.POST)
    if not form.is_valid():
        return _page(request, session, payment_form=form)
    chosen = form.chosen()
    return _done(
        request, session, lambda: paying.pay(session, chosen, by=request.user, **form.cleaned_data), _said_paid
    )


@allow(is_coordinator)
@require_POST
def take_back(request: SignedInRequest, code: str) -> HttpResponse:
    """Removes the note of one payment."""
    session = coordinated_session(request, code)
    payments = AllowancePayment.objects.coordinated_by(request.user).filter(enrolment__session=session)
    payment = get_object_or_404(payments, pk=id_of(request.POST.get("payment")))
    return _done(
        request,
        session,
        lambda: paying.take_back(payment, by=request.user),
        lambda _none: _("The payment is taken back."),
    )


@allow(is_coordinator)
@require_POST
def set_costs(request: SignedInRequest, code: str) -> HttpResponse:
    """Writes the costs by heading."""
    session = coordinated_session(request, code)
    form = CostsForm(request.POST)
    if not form.is_valid():
        return _page(request, session, costs_form=form)
    return _done(
        request,
        session,
        lambda: costs.set_costs(session, form.costs(), by=request.user),
        lambda _none: _("The costs are saved."),
    )


def _done(request, session, act, said):
    try:
        messages.success(request, said(act()))
    except Refused as no:
        messages.error(request, str(no))
    return redirect("sessions:allowances", session.code)


def _said_rate(_rate):
    return _("The rate is set. What was paid before stays as it was paid.")


def _said_paid(paid):
    words = {"count": number_text(paid.officers, get_language()), "amount": number_text(paid.amount, get_language())}
    return (
        ngettext(
            "%(count)s officer is noted as paid: %(amount)s taka.",
            "%(count)s officers are noted as paid: %(amount)s taka in all.",
            paid.officers,
        )
        % words
    )


def _page(request, session: TrainingSession, *, rate_form=None, payment_form=None, costs_form=None):
    current = lists.rate_of(session)
    page = Paginator(lists.listed_on(session), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    totals = lists.totals_of(session, current)
    cost = costs.costs_of(session, totals)
    amounts = {"per_half_day": current.per_half_day, "travel": current.travel} if current else None
    context = {
        "session": session,
        "rate": current,
        "page": page,
        "lines": lists.lines_of(session, list(page.object_list), current),
        "totals": totals,
        "costs": cost,
        "rate_form": rate_form or RateForm(initial=amounts),
        "payment_form": payment_form or PaymentForm(),
        "costs_form": costs_form or CostsForm(headings=cost.headings),
    }
    wrong = rate_form or payment_form or costs_form
    return render_staff_page(request, "trainings/allowances.html", context, status=422 if wrong else 200)
