"""Proposals to revoke more certificates than one person may: a second one confirms or declines exactly this list."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.database.constraints import known_values
from programmes.models import Programme


class RevocationState(models.TextChoices):
    PROPOSED = "proposed", _("Waits for a second person")
    CONFIRMED = "confirmed", _("Confirmed")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("request", "Withdrawn")


class RevocationOutcome(models.TextChoices):
    WAITING = "", _("Not revoked yet")
    REVOKED = "revoked", _("Revoked")
    ENDED_BEFORE = "ended_before", _("Did not hold any more")


class RevocationRequestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Proposals of the programmes the user coordinates."""
        return self.filter(programme__in=Programme.objects.coordinated_by(user))

    def open(self, now=None):
        """Those that wait for a second person and have not expired, the oldest first."""
        waiting = self.filter(state=RevocationState.PROPOSED, expires_at__gt=now or timezone.now())
        return waiting.order_by("proposed_at", "pk")


class RevocationRequest(models.Model):
    """Certificates that one coordinator wants to revoke at once, why, and what another said to it."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+", verbose_name=_("programme"))
    reason = models.TextField(_("reason"))
    reason_bn = models.TextField(_("reason in Bangla"), blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires at"))
    state = models.CharField(_("state"), max_length=9, choices=RevocationState, default=RevocationState.PROPOSED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decline_reason = models.TextField(_("why it was declined"), blank=True)
    job = models.OneToOneField(
        "jobs.Job", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("work")
    )

    objects = RevocationRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        verbose_name = _("proposal to revoke")
        verbose_name_plural = _("proposals to revoke")
        constraints = [
            known_values("state", RevocationState, name="revocation_state_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="revocation_has_a_reason"),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decided_by=models.F("proposed_by"))),
                name="revocation_is_confirmed_by_a_second_person",
            ),
        ]

    def __str__(self):
        return f"{self.pk}"

    @property
    def has_expired(self):
        """Whether it waited too long; nobody can confirm it any more."""
        return self.state == RevocationState.PROPOSED and self.expires_at <= timezone.now()

    @property
    def is_open(self):
        return self.state == RevocationState.PROPOSED and not self.has_expired


class RevocationItem(models.Model):
    """One certificate of a proposal, and what became of it."""

    request = models.ForeignKey(RevocationRequest, models.PROTECT, related_name="items", verbose_name=_("proposal"))
    certificate = models.ForeignKey(
        "certificates.Certificate", models.PROTECT, related_name="+", verbose_name=_("certificate")
    )
    outcome = models.CharField(
        _("outcome"), max_length=12, choices=RevocationOutcome, default=RevocationOutcome.WAITING, blank=True
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("certificate to revoke")
        verbose_name_plural = _("certificates to revoke")
        constraints = [
            known_values("outcome", RevocationOutcome, name="revocation_outcome_known"),
            models.UniqueConstraint(fields=["request", "certificate"], name="one_line_per_certificate_to_revoke"),
        ]

    def __str__(self):
        return f"{self.request_id}: {self.certificate_id}"
