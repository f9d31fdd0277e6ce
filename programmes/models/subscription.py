"""Subscriptions to news by e-mail, and what was sent to whom. An address is personal data: it is stored in
`Subscription.email` only (in no log, URL or audit entry), and deleted when the subscription ends.
"""

import secrets
import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.database.constraints import known_values
from accounts.models import Language, SharedQuerySet


def new_key() -> Any:
    """Returns 128 random bits, fit for an address."""
    return secrets.token_urlsafe(16)


class SubscriptionState(models.TextChoices):
    """Waiting → active → ended. Changed only by programmes.news.subscriptions."""

    WAITING = "waiting", _("Waiting for the person to confirm")
    ACTIVE = "active", _("Active")
    ENDED = "ended", _("Ended")


class SubscriptionQuerySet(SharedQuerySet):
    def active(self) -> "SubscriptionQuerySet":
        """Those who confirmed and have not left."""
        return self.filter(state=SubscriptionState.ACTIVE)


class Subscription(models.Model):
    """One address that gets the news by e-mail."""

    email = models.EmailField(_("e-mail"), max_length=254, unique=True, null=True)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    state = models.CharField(
        _("state"), max_length=7, choices=SubscriptionState, default=SubscriptionState.WAITING, editable=False
    )
    # Opens the page that ends the subscription. In every e-mail; works for ever, also when keys change.
    leave_key = models.CharField(_("key for leaving"), max_length=32, unique=True, default=new_key, editable=False)
    # Opens, signed and dated, the page that confirms. Deleted after its use.
    confirm_key = models.CharField(
        _("key for confirming"), max_length=32, unique=True, null=True, default=new_key, editable=False
    )
    letters = models.PositiveIntegerField(_("letters asked for"), default=0, editable=False)
    asked_at = models.DateTimeField(_("asked"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        indexes = [models.Index(fields=["state", "asked_at"], name="subscription_by_state")]  # counting, forgetting
        constraints = [
            known_values("state", SubscriptionState, name="subscription_state_known"),
            known_values("language", Language, name="subscription_language_known"),
            models.CheckConstraint(
                condition=Q(state=SubscriptionState.ENDED, email=None, ended_at__isnull=False)
                | (~Q(state=SubscriptionState.ENDED) & Q(email__isnull=False)),
                name="subscription_ended_keeps_no_address",
            ),
            models.CheckConstraint(
                condition=~Q(state=SubscriptionState.ACTIVE) | Q(confirmed_at__isnull=False, confirm_key=None),
                name="subscription_active_was_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return self.masked

    @property
    def masked(self) -> str:
        """The address as coordinators see it: enough to recognise, not enough to write to."""
        if not self.email:
            return "–"
        name, _at, host = self.email.rpartition("@")
        return f"{name[:2]}…@{host}"


class NewsMailing(models.Model):
    """The mailing of an update (once), with a snapshot of its words."""

    news = models.OneToOneField(
        "programmes.NewsUpdate", models.PROTECT, related_name="mailing", verbose_name=_("update")
    )
    job = models.OneToOneField("jobs.Job", models.PROTECT, related_name="+", verbose_name=_("work"))
    # {"en": {...}, "bn": {...}}: what programmes.news.emails needs. A later edit must not make two versions.
    words = models.JSONField(_("words as sent"))
    created_at = models.DateTimeField(_("asked"))

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")

    def __str__(self) -> str:
        return str(self.news)


class DeliveryState(models.TextChoices):
    PENDING = "pending", _("Waiting")
    SENDING = "sending", _("Being handed over")
    SENT = "sent", _("Sent")
    REFUSED = "refused", _("Refused by the mail server")
    LEFT = "left", _("No longer subscribed")


class NewsDelivery(models.Model):
    """One update for one subscriber: the row that makes it once per address (see programmes.deliveries)."""

    news = models.ForeignKey(
        "programmes.NewsUpdate", models.PROTECT, related_name="deliveries", verbose_name=_("update")
    )
    subscription = models.ForeignKey(
        Subscription, models.PROTECT, related_name="deliveries", verbose_name=_("subscriber")
    )
    # The Message-ID of the e-mail. The same at every attempt.
    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=7, choices=DeliveryState, default=DeliveryState.PENDING)
    # The token of the lease of the worker that claimed the row.
    token = models.UUIDField(_("mark of its worker"), null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    code = models.PositiveSmallIntegerField(_("answer of the mail server"), null=True)
    answered_at = models.DateTimeField(_("answered"), null=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [
            models.Index(fields=["news", "state", "attempts", "id"], name="delivery_next")
        ]  # claimed by the sender
        constraints = [
            known_values("state", DeliveryState, name="delivery_state_known"),
            models.UniqueConstraint(fields=["news", "subscription"], name="one_delivery_per_update_and_subscriber"),
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.SENDING) | Q(token__isnull=False),
                name="delivery_sending_is_in_some_hands",
            ),
        ]

    def __str__(self) -> str:
        return str(self.key)
