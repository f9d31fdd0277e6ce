"""What the pages of coordinators do with a form: saving it by a rule, and declining what waits for a second person."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import BaseForm
from django.utils.translation import gettext as _

from accounts.access.requests import SignedInRequest
from accounts.refusal import Refused
from certificates.lifecycle.forms import DeclineForm
from certificates.models.second_person import SecondPersonRequest


def saved(request: SignedInRequest, form: BaseForm, save: Callable[..., object]) -> bool:
    """Returns whether the form was posted, is valid and `save(by=user, **cleaned_data)` accepted it.

    A refusal becomes an error of the form.
    """
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        save(by=request.user, **form.cleaned_data)
    except Refused as no:
        form.add_error(None, str(no))
        return False
    return True


def declined(
    request: SignedInRequest,
    proposal: SecondPersonRequest,
    form: DeclineForm,
    rule: Callable[..., object],
    *,
    message: str,
) -> bool:
    """Declines a SecondPersonRequest by `rule(proposal, by=, reason=)`; whoever proposed it takes it back instead, without a reason.

    form: a DeclineForm with what was sent. message: what the page says after declining. Returns False when the form is not valid.
    """
    is_mine = proposal.proposed_by_id == request.user.pk
    if not is_mine and not form.is_valid():
        return False
    try:
        rule(proposal, by=request.user, reason="" if is_mine else form.cleaned_data["reason"])
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("Taken back.") if is_mine else message)
    return True
