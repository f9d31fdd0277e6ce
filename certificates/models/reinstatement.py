"""Requests for a new certificate after a revocation: one person asks, gives the reason, and a second one decides."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.database.constraints import known_values
from accounts.models import User
from certificates.models.second_person import (
    SecondPersonRequest,
    SecondPersonRequestQuerySet,
    confirmed_by_a_second_person,
)
from programmes.models import Programme


class ReinstatementState(models.TextChoices):
    PROPOSED = "proposed", _("Waits for a second person")
    CONFIRMED = "confirmed", _("Confirmed")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("request", "Withdrawn")
    EXPIRED = "expired", _("Expired")


class ReinstatementQuerySet(SecondPersonRequestQuerySet):
    def visible_to(self, user: User) -> "ReinstatementQuerySet":
        """Those of the programmes the user coordinates."""
        programmes = Programme.objects.coordinated_by(user).values("pk")
        return self.filter(enrolment__session__phase__programme__in=programmes)


class Reinstatement(SecondPersonRequest):
    """One officer, one training: why there is to be a new certificate although one was revoked, and who decided it.

    `enrolment` is the one the new certificate is for; `revoked` may belong to another one, of a record that was merged into this
    officer's.
    """

    enrolment = models.ForeignKey(
        "trainings.Enrolment", models.PROTECT, related_name="reinstatements", verbose_name=_("enrolment")
    )
    revoked = models.ForeignKey(
        "certificates.Certificate", models.PROTECT, related_name="reinstatements", verbose_name=_("revoked certificate")
    )
    state = models.CharField(_("state"), max_length=9, choices=ReinstatementState, default=ReinstatementState.PROPOSED)
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
            confirmed_by_a_second_person(name="reinstatement_is_confirmed_by_a_second_person"),
            models.CheckConstraint(
                condition=Q(certificate__isnull=True) | Q(state="confirmed"), name="reinstated_only_once_confirmed"
            ),
        ]

    @property
    def has_expired(self) -> bool:
        """Whether it waited too long; nobody can confirm it any more."""
        return super().has_expired or self.state == ReinstatementState.EXPIRED
