"""Requests for a new certificate after a revocation: one person asks, gives the reason, and a second one decides."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.database.constraints import known_values
from programmes.models import Programme


class ReinstatementState(models.TextChoices):
    PROPOSED = "proposed", _("Waits for a second person")
    CONFIRMED = "confirmed", _("Confirmed")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("request", "Withdrawn")
    EXPIRED = "expired", _("Expired")


class ReinstatementQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the programmes the user coordinates."""
        programmes = Programme.objects.coordinated_by(user).values("pk")
        return self.filter(enrolment__session__phase__programme__in=programmes)

    def open(self, now=None):
        """Those that wait for a second person and have not expired, the oldest first."""
        waiting = self.filter(state=ReinstatementState.PROPOSED, expires_at__gt=now or timezone.now())
        return waiting.order_by("proposed_at", "pk")


class Reinstatement(models.Model):
    """One officer, one training: why there is to be a new certificate although one was revoked, and who decided it.

    `enrolment` is the one that counts; `revoked` may stand on another one, of a record that was merged into this officer's.
    """

    enrolment = models.ForeignKey(
        "trainings.Enrolment", models.PROTECT, related_name="reinstatements", verbose_name=_("enrolment")
    )
    revoked = models.ForeignKey(
        "certificates.Certificate", models.PROTECT, related_name="reinstatements", verbose_name=_("revoked certificate")
    )
    reason = models.TextField(_("reason"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires at"))
    state = models.CharField(_("state"), max_length=9, choices=ReinstatementState, default=ReinstatementState.PROPOSED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decline_reason = models.TextField(_("why it was declined"), blank=True)
    certificate = models.OneToOneField(
        "certificates.Certificate",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reinstatement",
        verbose_name=_("new certificate"),
    )

    objects = ReinstatementQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        verbose_name = _("re-issue after a revocation")
        verbose_name_plural = _("re-issues after a revocation")
        constraints = [
            known_values("state", ReinstatementState, name="reinstatement_state_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="reinstatement_has_a_reason"),
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(state="proposed"), name="one_open_reinstatement_per_enrolment"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="reinstatement_is_confirmed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(certificate__isnull=True) | Q(state="confirmed"), name="reinstated_only_once_confirmed"
            ),
        ]

    def __str__(self):
        return f"{self.pk}"

    @property
    def has_expired(self):
        """Whether it waited too long; nobody can confirm it any more."""
        waited = self.state == ReinstatementState.PROPOSED and self.expires_at <= timezone.now()
        return waited or self.state == ReinstatementState.EXPIRED

    @property
    def is_open(self):
        return self.state == ReinstatementState.PROPOSED and not self.has_expired
