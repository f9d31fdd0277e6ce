"""Setting up and removing a second factor: the library's pages with our additions."""

from typing import TYPE_CHECKING, Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.access.requests import user_of
from accounts.audit.trail import record

if TYPE_CHECKING:
    from django.views.generic import FormView as _FormView
else:
    _FormView = object


class _Adds(_FormView):
    """Writes the audit entry and marks the factor as shown, since it was just used to set it up."""

    kind = ""

    def form_valid(self, form: Any) -> HttpResponse:
        user = user_of(self.request)
        with transaction.atomic():
            response = super().form_valid(form)
            made = Authenticator.objects.filter(user=user, type=self.kind).latest("pk")
            record(user, "account.second_factor_added", user, kind=self.kind)
        record_authentication(self.request, user, "mfa", id=made.pk, type=self.kind)
        return response


class _Removes(_FormView):
    """Writes the audit entry."""

    kind = ""

    def form_valid(self, form: Any) -> HttpResponse:
        user = user_of(self.request)
        with transaction.atomic():
            response = super().form_valid(form)
            record(user, "account.second_factor_removed", user, kind=self.kind)
        return response


class ActivateApp(_Adds, ActivateTOTPView):
    kind = Authenticator.Type.TOTP


class DeactivateApp(_Removes, DeactivateTOTPView):
    kind = Authenticator.Type.TOTP


class AddKey(_Adds, AddWebAuthnView):
    kind = Authenticator.Type.WEBAUTHN

    def get_form_kwargs(self) -> dict[str, Any]:
        # Most people want a passkey; a plain security key needs one tick.
        kwargs = super().get_form_kwargs()
        return {**kwargs, "initial": {**(kwargs.get("initial") or {}), "passwordless": True}}


class RemoveKey(_Removes, RemoveWebAuthnView):
    kind = Authenticator.Type.WEBAUTHN

    def form_valid(self, form: Any) -> HttpResponse:
        """Refuses to delete the last second factor of a person who must have one, like the page of the app."""
        adapter = get_adapter()
        if not adapter.can_delete_authenticator(self.get_object()):
            messages.error(self.request, adapter.error_messages["cannot_delete_authenticator"])
            return redirect("mfa_list_webauthn")
        return super().form_valid(form)
