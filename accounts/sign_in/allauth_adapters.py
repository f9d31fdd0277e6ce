"""The adapters through which allauth asks about accounts and second factors."""

import base64
import logging
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access.second_factor import SECOND_FACTORS, has_second_factor, was_shown
from accounts.audit.trail import record
from accounts.models import Language, User
from accounts.ops.letters import Letter
from accounts.permissions import needs_second_factor_at_sign_in, needs_second_factor_on_pages
from accounts.sign_in import lockout, passwords, secure_address
from accounts.sign_in.devices import device_words, is_phone

log = logging.getLogger(__name__)

SAID_BY_THE_PAGE_ITSELF = {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}


# The library has no Bangla for these words.
WAYS_TO_SHOW = {
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use a code from the app, or a recovery code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey or security key"),
}


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up: accounts are made by invitation or for officers."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_code": _("This code does not fit. Look at the newest one and try again."),
        "incorrect_password": _("This is not your password."),
        "invalid_login": _("Give your service number or your e-mail."),
        "invalid_or_expired_key": _("This link is used up or too old."),
        "invalid_password_reset": _("This link is used up or too old."),
        "rate_limited": _("Too many tries, one after the other. Wait a few minutes."),
        "same_as_current": _("Choose something other than what it is now."),
        "username_password_mismatch": _("These do not belong together. Check both and try again."),
        "email_password_mismatch": _("These do not belong together. Check both and try again."),
        "too_many_login_attempts": _(
            "Too many tries. Wait five minutes, or sign in on a device you have used before or with a passkey."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Leaves out the library's messages where the page itself says it."""
        if message_template not in SAID_BY_THE_PAGE_ITSELF:
            super().add_message(request, level, message_template, *args, **kwargs)

    def render_mail(self, *args: Any, **kwargs: Any) -> Letter:
        """The library's e-mails have the headers and lines of all others."""
        return Letter.like(super().render_mail(*args, **kwargs))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Returns the User with this sign-in name and password, or None. Takes the same time whether there is such an account
        or not.

        Raises ValidationError after too many attempts by this client or by all clients. This is the only check of passwords:
        Django's backends are not called, because each of them would hash once more.
        """
        typed = credentials.get("email") or credentials.get("username") or ""
        account = passwords.account_named(typed)
        attempt = lockout.begin(request, _counted_as(account, typed))
        if attempt is None:
            log.warning("sign-in refused: too many tries")
            raise self.validation_error("too_many_login_attempts")
        if not passwords.fits(account, credentials.get("password") or ""):
            attempt.failed()
            self.authentication_failed(request, **credentials)
            return None
        attempt.succeeded()
        return account

    def reauthenticate(self, user: User, password: str) -> bool:
        """Whether this is the password of the signed-in person. Counted like any attempt."""
        return self.authenticate(self.request, username=user.email or user.service_number, password=password) == user

    def login(self, request: HttpRequest, user: User) -> None:
        self._take_over_language(request, user)
        super().login(request, user)
        record(user, "account.signed_in", user)

    def _take_over_language(self, request: HttpRequest, user: User) -> None:
        """Stores the language that was chosen before the sign-in in the account."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if chosen in Language.values and chosen != user.language:
            user.language = chosen
            user.save(update_fields=["language"])

    def post_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponse:
        """Returns the redirect, with a cookie that remembers this browser. From here on the language of the account counts."""
        response = super().post_login(request, user, **details)
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite="Lax")
        lockout.remember_device(request, response, _counted_as(user))
        return response

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        log.warning("sign-in refused")

    def set_password(self, user: User, password: str) -> None:
        with transaction.atomic():
            super().set_password(user, password)
            record(user, "account.password_changed", user)
        if self.request is not None:
            lockout.forget(self.request, _counted_as(user))

    def is_reauthentication_required(self, *, app: str, **details: Any) -> bool:
        """Whether to ask for the password or factor again. For pages of second factors not right after the sign-in."""
        if app == "allauth.mfa" and _signed_in_just_now(self.request):
            return False
        return super().is_reauthentication_required(app=app, **details)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Returns the methods of re-authentication.

        Without the password when the account has a second factor that this session has not shown.
        """
        methods = [
            {**method, "description": WAYS_TO_SHOW.get(method["id"], method["description"])}
            for method in super().get_reauthentication_methods(user)
        ]
        if has_second_factor(user) and not was_shown(self.request):
            methods = [method for method in methods if method["id"] != "reauthenticate"]
        return methods

    def get_http_user_agent(self, request: HttpRequest) -> str:
        """Returns the browser in words, for e-mails about a change of the account."""
        return device_words(request.headers.get("User-Agent"))


def _signed_in_just_now(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def _counted_as(account: User | None, typed: str = "") -> str:
    """Returns the key under which attempts are counted: the account, so that its two sign-in names do not double them."""
    return f"account {account.pk}" if account is not None else f"name {typed}"


def _cipher() -> MultiFernet:
    """Returns the cipher for second-factor secrets: writes with SECRET_KEY, still reads with SECRET_KEY_FALLBACKS."""
    keys = []
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"shetu second factor").derive(secret.encode())
        keys.append(Fernet(base64.urlsafe_b64encode(derived)))
    return MultiFernet(keys)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Encrypts the secrets of second factors in the database, and names factors in our words."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _(
            "Your work needs a second step, and this is the only one you have. Add another first."
        ),
        "cannot_generate_recovery_codes": _("Recovery codes come with a second step. Set one up first."),
        "incorrect_code": _("This code or key does not fit. Look at the newest code and try again."),
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def get_totp_label(self, user: User) -> str:
        """Returns what the app shows beside the code."""
        return user.email or user.service_number or ""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to our own address, whatever host the request names."""
        return {"id": secure_address.host_of(), "name": "Shetu"}

    def generate_authenticator_name(self, user: User, type: Any) -> str:  # noqa: A002 -- the library's word
        """Returns the first name of a key: the device on which it is created."""
        agent = context.request.headers.get("User-Agent")
        words = device_words(agent)
        return gettext("Phone: %(device)s") % {"device": words} if is_phone(agent) else words

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Refuses to delete the last second factor of a person who must have one."""
        user = authenticator.user
        needed = needs_second_factor_at_sign_in(user) or needs_second_factor_on_pages(user)
        if not (settings.REQUIRE_SECOND_FACTOR and needed):
            return True
        others = Authenticator.objects.filter(user=authenticator.user_id, type__in=SECOND_FACTORS)
        return others.exclude(pk=authenticator.pk).exists()
