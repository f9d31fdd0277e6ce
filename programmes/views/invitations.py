"""Accepting an invitation. The secret of the link is taken out of the address at once, as with a new password."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.utils import perform_login
from allauth.core.internal import ratelimit  # the public one passes over GET
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access.view_guards import keeps_account, public
from accounts.models import User
from accounts.permissions import home_of
from accounts.refusal import Refused
from programmes.invitations import accepting, link
from programmes.invitations.forms import NewAccountForm
from programmes.models import Invitation

SESSION_KEY = "invitation"


def _private(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Forbids caching of the page, and referrers with the secret address."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, no_store=True)
        if "secret" in kwargs:
            # Only there: with this policy browsers send no origin with a form, which would then be refused.
            response["Referrer-Policy"] = "no-referrer"
        return response

    return answer


@public
@require_safe
@_private
def follow(request: HttpRequest, secret: str) -> HttpResponse:
    """Moves the secret from the address into the session, and redirects to the page that accepts."""
    secret_hash = link.hash_of(secret)
    if accepting.find(secret_hash) is None:
        # Only wrong links count: people behind one address with right links never wait.
        if not ratelimit.consume(request, app="allauth.account", action="invitation", limit_get=True):
            return ratelimit.respond_429(request)
        request.session.pop(SESSION_KEY, None)
    else:
        # The hash alone gives no access: only a request with the secret puts it into a session.
        request.session[SESSION_KEY] = secret_hash
    return redirect("invitations:accept")


@keeps_account
@public
@require_http_methods(["GET", "HEAD", "POST"])
@_private
def accept(request: HttpRequest) -> HttpResponse:
    """Shows the invitation, and accepts it with the signed-in account or a new one."""
    secret_hash = request.session.get(SESSION_KEY, "")
    invitation = accepting.find(secret_hash)
    if invitation is None:
        request.session.pop(SESSION_KEY, None)
        return _ended(request)
    if request.user.is_authenticated:
        return _accept_signed_in(request, request.user, invitation, secret_hash)
    if User.objects.filter(email=invitation.email).exists():
        where = f"{reverse('account_login')}?{urlencode({'next': reverse('invitations:accept')})}"
        return _page(request, invitation, step="sign_in", sign_in=where)
    return _accept_as_new(request, invitation, secret_hash)


def _accept_signed_in(request: HttpRequest, user: User, invitation: Invitation, secret_hash: Any) -> HttpResponse:
    if (user.email or "") != invitation.email:
        return _page(request, invitation, step="other_account", status=409 if request.method == "POST" else 200)
    if request.method == "POST":
        try:
            accepting.accept(secret_hash, user)
        except Refused as no:
            return _page(request, invitation, step="accept", refusal=str(no), status=409)
        return _begin(request, invitation)
    return _page(request, invitation, step="accept")


def _accept_as_new(request: HttpRequest, invitation: Invitation, secret_hash: Any) -> HttpResponse:
    form = NewAccountForm(request.POST or None, email=invitation.email)
    if request.method == "POST" and form.is_valid():
        try:
            _invitation, user = accepting.accept_as_new(
                secret_hash,
                form.cleaned_data["full_name"],
                form.cleaned_data["password1"],
                language=translation.get_language()[:2],
            )
        except ValidationError as weak:
            form.add_error("password1", weak)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            _sign_in(request, user)
            return _begin(request, invitation)
    return _page(request, invitation, step="new", form=form)


def _sign_in(request: HttpRequest, user: User) -> None:
    """Signs the new account in; a required second step is asked for on the way, as after every sign-in."""
    perform_login(request, user, email_verification="none")


def _begin(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    request.session.pop(SESSION_KEY, None)
    where = str(invitation.programme) if invitation.programme else _("Shetu")
    messages.success(
        request,
        _("Welcome. You are now: %(role)s, %(where)s.") % {"role": invitation.get_roles_display(), "where": where},
    )
    user = User.objects.get(pk=request.user.pk)
    return redirect(home_of(user))


def _page(request: HttpRequest, invitation: Invitation, *, status: Any = None, **context: Any) -> HttpResponse:
    return render(request, "programmes/invitation.html", {"invitation": invitation, **context}, status=status)


def _ended(request: HttpRequest) -> HttpResponse:
    return render(request, "programmes/invitation_ended.html", {"sentence": accepting.no_more()}, status=404)
