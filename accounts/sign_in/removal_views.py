"""The page on which an administrator or a coordinator removes the second factor of an account."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access.requests import SignedInRequest
from accounts.access.second_factor import has_second_factor
from accounts.access.view_guards import allow
from accounts.models import User
from accounts.permissions import is_administrator, is_coordinator
from accounts.refusal import Refused
from accounts.sign_in.factor_removal import may_take_off, take_off


def looks_after_people(user: Any) -> bool:
    """Administrators and coordinators."""
    return is_administrator(user) or is_coordinator(user)


@allow(looks_after_people)
@reauthentication_required(allow_get=True)
@require_http_methods(["GET", "HEAD", "POST"])
def take_off_second_factor(request: SignedInRequest, pk: int) -> HttpResponse:
    """Asks for a confirmation. 404 for an account that this person is not responsible for."""
    account = get_object_or_404(User, pk=pk)
    if not may_take_off(request.user, account):
        raise Http404
    if request.method == "POST":
        try:
            take_off(account, by=request.user)
        except Refused as no:
            messages.error(request, str(no))
        else:
            messages.success(request, _("The second step is off. The person sets up a new one at the next sign-in."))
        return redirect("accounts:take_off_second_factor", pk=account.pk)
    return render(
        request, "accounts/take_off_second_factor.html", {"account": account, "has_one": has_second_factor(account)}
    )
