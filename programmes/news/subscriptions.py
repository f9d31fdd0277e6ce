"""Subscriptions to news by e-mail: requested → confirmed by a link → ended with one click. No response reveals whether an
address is known: it is always the same, and a worker sends the e-mail.
"""

from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit.trail import record
from accounts.models import User
from accounts.ops import smtp
from accounts.refusal import Refused
from accounts.text.sign_in_names import normal_email
from jobs import requesting
from jobs.execution.leases import Lease
from jobs.execution.running import performs
from jobs.models import Job
from programmes.models import Subscription, SubscriptionState
from programmes.news import emails

JOB_KIND = "programmes.subscription_letter"
CONFIRM_WITHIN = timedelta(days=3)
SALT = "updates.confirm"
IN = "."  # between the key and the language of a token


@transaction.atomic
def ask(email: str, *, language: str) -> None:
    """Requests the news for an address (checked by the form). A worker sends the e-mail; returns nothing. A second request
    sends a second e-mail. For an active subscription the e-mail says so, and nothing changes.
    """
    now = timezone.now()
    forget_unconfirmed(now)
    subscription, _new = Subscription.objects.get_or_create(
        email=normal_email(email), defaults={"language": language, "asked_at": now}
    )
    subscription = Subscription.objects.select_for_update().get(pk=subscription.pk)
    if subscription.state == SubscriptionState.WAITING:
        subscription.language = language
    subscription.asked_at = now
    subscription.letters += 1
    subscription.save(update_fields=["language", "asked_at", "letters"])
    requesting.request(JOB_KIND, by=None, params={"subscription": subscription.pk, "letter": subscription.letters})


def forget_unconfirmed(now: datetime) -> None:
    """Deletes unconfirmed subscriptions whose links have expired. now: aware."""
    Subscription.objects.filter(state=SubscriptionState.WAITING, asked_at__lt=now - CONFIRM_WITHIN).delete()


def token_for(subscription: Subscription) -> str:
    """Returns the token for the link of the e-mail: valid for CONFIRM_WITHIN from now, and once. It says its language."""
    return signing.TimestampSigner(salt=SALT).sign(f"{subscription.confirm_key or ''}{IN}{subscription.language}")


def language_of(token: str) -> str:
    """Returns the language ("en", "bn") of the e-mail that a token was in, also when it was used or is too old; "" if not ours."""
    try:
        return signing.TimestampSigner(salt=SALT).unsign(token).partition(IN)[2]
    except signing.BadSignature:
        return ""


def waiting(token: str) -> Subscription:
    """Returns the Subscription that the token confirms. Raises Refused: too old, used, or not ours."""
    try:
        key = signing.TimestampSigner(salt=SALT).unsign(token, max_age=CONFIRM_WITHIN).partition(IN)[0]
    except signing.SignatureExpired as old:
        raise Refused(_("This link is more than three days old. Ask for a new one below.")) from old
    except signing.BadSignature as broken:
        raise Refused(
            _("This link is not complete. Copy all of it from the letter, or ask for a new one below.")
        ) from broken
    found = Subscription.objects.filter(confirm_key=key).first()
    if found is None:
        raise Refused(
            _("This link was used already. If it was you, the updates come; if not, ask for a new link below.")
        )
    return found


@transaction.atomic
def confirm(token: str) -> Subscription:
    """Starts the subscription and voids the token. Returns it; raises Refused as `waiting` does."""
    subscription = Subscription.objects.select_for_update().get(pk=waiting(token).pk)
    if subscription.state != SubscriptionState.WAITING:
        raise Refused(
            _("This link was used already. If it was you, the updates come; if not, ask for a new link below.")
        )
    subscription.state, subscription.confirmed_at = SubscriptionState.ACTIVE, timezone.now()
    subscription.confirm_key = None
    subscription.save(update_fields=["state", "confirmed_at", "confirm_key"])
    record(None, "subscription.confirmed", subscription)
    return subscription


@transaction.atomic
def end(subscription: Subscription, *, by: User | None = None) -> Subscription:
    """Ends a subscription and deletes its address; ending it again changes nothing. by: a User, None for its owner."""
    subscription = Subscription.objects.select_for_update().get(pk=subscription.pk)
    before = subscription.state
    if before == SubscriptionState.ENDED:
        return subscription
    subscription.state, subscription.ended_at = SubscriptionState.ENDED, timezone.now()
    subscription.email = subscription.confirm_key = None
    subscription.save(update_fields=["state", "ended_at", "email", "confirm_key"])
    record(by, "subscription.ended", subscription, before=before, after=subscription.state)
    return subscription


@performs(JOB_KIND, title=gettext_lazy("A letter to a subscriber"), unit=gettext_lazy("sent"))
def perform(job: Job, lease: Lease) -> dict[str, int] | None:
    """Sends the requested e-mail, unless a later one was requested or the subscription has ended."""
    subscription = Subscription.objects.filter(pk=job.params["subscription"], letters=job.params["letter"]).first()
    letter = _letter_for(subscription)
    if letter:
        try:
            get_connection().send_messages([letter])
        except OSError as error:  # includes the errors of smtplib
            smtp.retry_later(job, lease, error)
            return None
    return {"sent": int(bool(letter))}


def _letter_for(subscription: Subscription | None) -> Any:
    if subscription is None or subscription.state == SubscriptionState.ENDED:
        return None
    if subscription.state == SubscriptionState.ACTIVE:
        return emails.already(subscription)
    return emails.confirm(subscription, token_for(subscription), days=CONFIRM_WITHIN.days)
