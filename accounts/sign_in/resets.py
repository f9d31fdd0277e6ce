"""A new password by e-mail. The page only stores the request; a worker looks the account up and sends the e-mail.

So neither the answer nor its duration reveals whether there is an account, and no page waits for a slow mail server.
"""

import logging
from datetime import datetime, timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.core.internal import ratelimit
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.models import PasswordResetRequest, User
from accounts.ops.letters import Letter
from accounts.text.sign_in_names import normal_email

log = logging.getLogger(__name__)

# E-mails to one address, whoever requests them: each contains a working link, so more of them are useless.
EMAILS = "3/h/key,8/d/key"
RETRY_AFTER = timedelta(minutes=2)
TOO_OLD = timedelta(hours=1)


def ask(request: HttpRequest, address: str) -> None:
    """Stores the request for a new password. Returns nothing, whether there is an account or not."""
    email = normal_email(address) or ""
    allowed = ratelimit.consume(request, app="shetu", action="reset_letter", config={"reset_letter": EMAILS}, key=email)
    if not allowed:
        log.warning("password letter not sent: too many to one address")
        return
    with transaction.atomic():
        PasswordResetRequest.objects.create(
            email=email, language=(translation.get_language() or settings.LANGUAGE_CODE)[:2]
        )
        transaction.on_commit(_wake)


def _wake() -> None:
    """Wakes a worker. When the broker is down, the scheduler does so within a minute."""
    from accounts.tasks import send_password_letters  # noqa: PLC0415 -- the task calls this module

    try:
        send_password_letters.apply_async(retry=False)
    except Exception as error:  # noqa: BLE001 -- a broker that is down must not break the page
        log.warning("no worker was woken: %s", type(error).__name__)


def send_due(now: datetime) -> int:
    """Sends the e-mails that are due at `now` (aware). A failed one is retried for an hour. Returns how many were sent."""
    due = PasswordResetRequest.objects.filter(due_at__lte=now)
    return sum(_send(reset_request) for reset_request in due if _claim(reset_request, now))


def _claim(reset_request: PasswordResetRequest, now: datetime) -> bool:
    """Claims the request for this worker, or deletes it when it is too old. Returns whether to send the e-mail."""
    mine = PasswordResetRequest.objects.filter(pk=reset_request.pk, attempts=reset_request.attempts)
    if reset_request.asked_at < now - TOO_OLD:
        if mine.delete()[0]:
            log.error("a password letter could not be sent within an hour")
        return False
    return bool(mine.update(attempts=F("attempts") + 1, due_at=now + RETRY_AFTER))


def _send(reset_request: PasswordResetRequest) -> bool:
    account = User.objects.filter(email=reset_request.email, is_active=True).first()
    try:
        with translation.override(reset_request.language):
            _email(reset_request.email, account).send()
    except OSError as error:  # includes the errors of smtplib
        log.warning("a password letter was not sent: %s", type(error).__name__)
        return False
    reset_request.delete()
    return True


def _email(email: str, account: User | None) -> Letter:
    context = {"email": email, "contact_email": settings.CONTACT_EMAIL}
    name = "unknown_account"
    if account is not None:
        name, context["password_reset_url"] = "password_reset_key", _link(account)
    subject, message = (
        render_to_string(f"account/email/{name}_{part}.txt", context).strip() for part in ("subject", "message")
    )
    return Letter(subject, message, settings.DEFAULT_FROM_EMAIL, [email])


def _link(account: User) -> str:
    """Returns the link with our own address, whatever host the request named."""
    key = f"{user_pk_to_url_str(account)}-{default_token_generator.make_token(account)}"
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
    return settings.SITE_URL + path.replace("UID-KEY", key)
