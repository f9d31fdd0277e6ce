"""Setting up a second factor and taking it off again: the library's pages, with what we add."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.audit.trail import record


class _Adds:
    """Writes the audit line, and counts the factor as shown: it was used a moment ago to set it up."""

    kind = ""

    def form_valid(self, form: Any) -> HttpResponse:
        user = self.request.user
        with transaction.atomic():
            response = super().form_valid(form)
            made = Authenticator.objects.filter(user=user, type=self.kind).latest("pk")
            record(user, "account.second_factor_added", user, kind=self.kind)
        record_authentication(self.request, user, "mfa", id=made.pk, type=self.kind)
        return response


class _Removes:
    """Writes the audit line."""

    kind = ""

    def form_valid(self, form: Any) -> HttpResponse:
        user = self.request.user
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
        # A passkey is what most people come for; a plain security key is one tick away.
        kwargs = super().get_form_kwargs()
        return {**kwargs, "initial": {**(kwargs.get("initial") or {}), "passwordless": True}}


class RemoveKey(_Removes, RemoveWebAuthnView):
    kind = Authenticator.Type.WEBAUTHN

    def form_valid(self, form: Any) -> HttpResponse:
        """Keeps the last second factor of someone who may not be without one, as the page of the app does."""
        adapter = get_adapter()
        if not adapter.can_delete_authenticator(self.get_object()):
            messages.error(self.request, adapter.error_messages["cannot_delete_authenticator"])
            return redirect("mfa_list_webauthn")
        return super().form_valid(form)
