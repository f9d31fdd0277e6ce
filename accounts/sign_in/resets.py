"""A new password by e-mail. The page only notes the wish; a worker looks the account up and sends the letter.

So neither the answer nor its cost tells whether there is an account, and a slow mail server holds up no page.
"""

import logging
from datetime import timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.models import PasswordResetRequest, User
from accounts.text.sign_in_names import normal_email

log = logging.getLogger(__name__)

# Letters to one address, whoever asks for them: each holds a link that works, so more of them help nobody.
LETTERS = "3/h/key,8/d/key"
TRY_AGAIN = timedelta(minutes=2)
TOO_OLD = timedelta(hours=1)


def ask(request, email):
    """Notes that a new password was asked for. Returns nothing, whether there is an account or not."""
    email = normal_email(email)
    allowed = ratelimit.consume(
        request, app="shetu", action="reset_letter", config={"reset_letter": LETTERS}, key=email or ""
    )
    if not allowed:
        log.warning("password letter not sent: too many to one address")
        return
    with transaction.atomic():
        PasswordResetRequest.objects.create(email=email, language=translation.get_language()[:2])
        transaction.on_commit(_wake)


def _wake():
    """Wakes a worker; when the broker is down the schedule does so within a minute."""
    from accounts.tasks import send_password_letters  # noqa: PLC0415 -- the task calls this module

    try:
        send_password_letters.apply_async(retry=False)
    except Exception as trouble:  # noqa: BLE001 -- a broker that is down must not break the page
        log.warning("no worker was woken: %s", type(trouble).__name__)


def send_due(now):
    """Sends the letters that wait; one that cannot be sent is tried again for an hour. Returns how many went out."""
    return sum(_send(wish) for wish in PasswordResetRequest.objects.filter(due_at__lte=now) if _claim(wish, now))


def _claim(wish, now):
    """Takes the wish for this worker, or drops it when it is too old to be of use. Returns whether it is to be sent."""
    mine = PasswordResetRequest.objects.filter(pk=wish.pk, attempts=wish.attempts)
    if wish.asked_at < now - TOO_OLD:
        if mine.delete()[0]:
            log.error("a password letter could not be sent within an hour")
        return False
    return bool(mine.update(attempts=F("attempts") + 1, due_at=now + TRY_AGAIN))


def _send(wish):
    account = User.objects.filter(email=wish.email, is_active=True).first()
    try:
        with translation.override(wish.language):
            _letter(wish.email, account).send()
    except OSError as trouble:  # what smtplib raises is one, too
        log.warning("a password letter was not sent: %s", type(trouble).__name__)
        return False
    wish.delete()
    return True


def _letter(email, account):
    context = {"email": email, "contact_email": settings.CONTACT_EMAIL}
    name = "unknown_account"
    if account is not None:
        name, context["password_reset_url"] = "password_reset_key", _link(account)
    subject, message = (
        render_to_string(f"account/email/{name}_{part}.txt", context).strip() for part in ("subject", "message")
    )
    return EmailMessage(subject, message, settings.DEFAULT_FROM_EMAIL, [email])


def _link(account):
    """Returns the link to our own address, whatever host the request claimed to be for."""
    key = f"{user_pk_to_url_str(account)}-{default_token_generator.make_token(account)}"
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
    return settings.SITE_URL + path.replace("UID-KEY", key)
