"""What allauth asks us about accounts and second factors."""

import base64
import logging

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from accounts.permissions import needs_second_factor

log = logging.getLogger(__name__)

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)

SAID_BY_THE_PAGE_ITSELF = {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are given, never taken: nobody signs up."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("These do not belong together. Check both and try again."),
        "email_password_mismatch": _("These do not belong together. Check both and try again."),
        "too_many_login_attempts": _("Too many tries. Wait five minutes and try again."),
    }

    def is_open_for_signup(self, request):
        return False

    def add_message(self, request, level, message_template=None, *args, **kwargs):
        """Leaves out greetings; the page that opens says enough."""
        if message_template not in SAID_BY_THE_PAGE_ITSELF:
            super().add_message(request, level, message_template, *args, **kwargs)

    def login(self, request, user):
        super().login(request, user)
        record(user, "account.signed_in", user)

    def authentication_failed(self, request, **credentials):
        log.warning("sign-in refused")

    def set_password(self, user, password):
        with transaction.atomic():
            super().set_password(user, password)
            record(user, "account.password_changed", user)

    def get_reset_password_from_key_url(self, key):
        """Returns a link to our own address, whatever host the request claimed to be for."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL + path.replace("UID-KEY", key)


def _cipher():
    """Returns the cipher for second-factor secrets: writes with SECRET_KEY, still reads with SECRET_KEY_FALLBACKS."""
    keys = []
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"shetu second factor").derive(secret.encode())
        keys.append(Fernet(base64.urlsafe_b64encode(derived)))
    return MultiFernet(keys)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps the secrets of second factors encrypted in the database."""

    def encrypt(self, text):
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator):
        """Keeps the last second factor of someone who may not be without one."""
        if not (settings.REQUIRE_SECOND_FACTOR and needs_second_factor(authenticator.user)):
            return True
        others = Authenticator.objects.filter(user=authenticator.user_id, type__in=SECOND_FACTORS)
        return others.exclude(pk=authenticator.pk).exists()
