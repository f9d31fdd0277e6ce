"""Asking to be excused, for officers: from the own training, before the half-day begins."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_officer
from accounts.refusal import Refused
from trainings.excuses import asking
from trainings.excuses.forms import AskForm
from trainings.excuses.lines import shown
from trainings.models import PARTICIPATES, Enrolment, Excuse, SessionState
from trainings.views.excuses import paper_of


@allow(is_officer, second_factor=False)
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: SignedInRequest, enrolment: int) -> HttpResponse:
    """The own excuses of one training with what became of them; a POST asks."""
    own = Enrolment.objects.once_on_the_roster().filter(officer__user=request.user)
    own = own.exclude(session__state=SessionState.DRAFT).select_related("officer", "session__course", "session__phase")
    found, now = get_object_or_404(own, pk=enrolment), timezone.now()
    takes_part = found.state in PARTICIPATES
    half_days = asking.half_days_to_ask_for(found.session, now=now, enrolment=found) if takes_part else []
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = AskForm(*sent, half_days=half_days, language=get_language())
    if request.method == "POST" and form.is_valid():
        try:
            asking.ask(found, **form.asked(), by=request.user, now=now)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("Your request is with the trainers. You find the answer on this page."))
            return redirect("my_excuses:mine", found.pk)
    rows = Excuse.objects.of_officer(request.user).filter(enrolment=found).with_names()
    context = {"enrolment": found, "form": form, "half_days": half_days, "excuses": shown(rows[: asking.MOST], now=now)}
    return render(request, "trainings/my_excuses.html", context, status=422 if form.errors else 200)


def _own(request, pk):
    return get_object_or_404(Excuse.objects.of_officer(request.user).with_names(), pk=pk)


@allow(is_officer, second_factor=False)
@require_POST
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Takes the own request back."""
    excuse = _own(request, pk)
    try:
        asking.withdraw(excuse, by=request.user, now=timezone.now())
        messages.success(request, _("Your request is taken back."))
    except Refused as no:
        messages.error(request, str(no))
    return redirect("my_excuses:mine", excuse.enrolment_id)


@allow(is_officer, second_factor=False)
@require_safe
def paper(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The own paper."""
    return paper_of(request, _own(request, pk))
