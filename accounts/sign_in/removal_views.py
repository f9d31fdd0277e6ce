"""The page on which an administrator or a coordinator removes the second factor of an account."""

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
from accounts.permissions import coordinates_or_administers
from accounts.refusal import Refused
from accounts.sign_in.factor_removal import can_remove_factor, take_off


@allow(coordinates_or_administers)
@reauthentication_required(allow_get=True)
@require_http_methods(["GET", "HEAD", "POST"])
def take_off_second_factor(request: SignedInRequest, pk: int) -> HttpResponse:
    """Asks for a confirmation. 404 for an account that this person is not responsible for."""
    account = get_object_or_404(User, pk=pk)
    if not can_remove_factor(request.user, account):
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
