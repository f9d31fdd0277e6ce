"""What every request that takes a second person stores: who proposed it, until when it can be confirmed, who decided it."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# The value of the state of a request that waits, in every model that uses SecondPersonRequest.
PROPOSED = "proposed"


class SecondPersonRequestQuerySet(models.QuerySet):
    def open(self, now: datetime | None = None) -> "SecondPersonRequestQuerySet":
        """Those that wait for a second person and have not expired, the oldest first."""
        waiting = self.filter(state=PROPOSED, expires_at__gt=now or timezone.now())
        return waiting.order_by("proposed_at", "pk")


class SecondPersonRequest(models.Model):
    """One coordinator proposes something and says why; another person confirms or declines it. The model adds its `state`."""

    state: models.CharField  # of the model that uses this
    reason = models.TextField(_("reason"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decline_reason = models.TextField(_("why it was declined"), blank=True)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.pk}"

    @property
    def has_expired(self) -> bool:
        """Whether it waited too long; nobody can confirm it any more."""
        return self.state == PROPOSED and self.expires_at <= timezone.now()

    @property
    def is_open(self) -> bool:
        """Whether it waits for a second person and can still be confirmed."""
        return self.state == PROPOSED and not self.has_expired


def confirmed_by_a_second_person(*, name: str) -> models.CheckConstraint:
    """Returns the CheckConstraint that a confirmed request was decided by somebody else than its proposer."""
    return models.CheckConstraint(
        condition=~Q(state="confirmed")
        | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decided_by=F("proposed_by"))),
        name=name,
    )
