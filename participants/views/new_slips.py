"""Making a new slip after re-identification, and cancelling one. These pages are for coordinators; trainers use the portal."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.ui.staff_pages import render_staff_page
from participants.claim_slips import ending, reidentification
from participants.claim_slips.forms import AnswerForm
from participants.claim_slips.showing import shown_slip
from participants.models import ClaimSlip, Officer, SlipState


def new_slip_context(request: SignedInRequest, officer: Officer) -> tuple[dict[str, Any], int]:
    """Asks the question, or compares the answer that was sent. Returns (template context, status).

    officer: visible to the user, with account, rank and unit fetched. After a right answer the context has `made` (a ShownSlip),
    which is shown in this response only.
    """
    context: dict[str, Any] = {"officer": officer, "made": None, "why_not": "", "form": None}
    if sentence := reidentification.why_not(officer, request.user):
        return context | {"why_not": sentence}, 200
    question = reidentification.question_for(officer)
    form = AnswerForm(request.POST if request.method == "POST" else None, question=question)
    if request.method == "POST" and form.is_valid():
        try:
            made = reidentification.check_answer(officer, by=request.user, **form.cleaned_data)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            if made:
                return context | {"made": shown_slip(made)}, 200
            return _asked_again(request, officer, context), 422
    live = ClaimSlip.objects.live().filter(officer=officer).first()
    return context | {"form": form, "question": question, "live": live}, 422 if form.errors else 200


def _asked_again(request, officer, context):
    """The context after a wrong answer: the next question, or the refusal of another one."""
    message = _("The answer does not match the record. No slip was made. The attempt is recorded.")
    if sentence := reidentification.why_not(officer, request.user):
        return context | {"why_not": f"{message} {sentence}"}
    question = reidentification.question_for(officer)
    return context | {"form": AnswerForm(question=question), "question": question, "was_wrong": message}


def _officer(request, pk):
    officers = Officer.objects.coordinated_by(request.user).select_related("rank", "unit", "user")
    return get_object_or_404(officers, pk=pk)


@sensitive_post_parameters()
@allow(is_coordinator)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_slip(request: SignedInRequest, pk: int) -> HttpResponse:
    """A new slip for one officer, after a question."""
    context, status = new_slip_context(request, _officer(request, pk))
    return render_staff_page(request, "participants/new_slip.html", context, status=status)


@allow(is_coordinator)
@require_POST
def end_slip(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ends the slip of an officer that is out: it was lost, or given to the wrong person."""
    officer = _officer(request, pk)
    slip = get_object_or_404(ClaimSlip.objects.filter(officer=officer, state=SlipState.PRINTED))
    try:
        ending.cancel(slip, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("The slip is ended. It cannot be used any more."))
    return redirect("officers:new_slip", officer.pk)
