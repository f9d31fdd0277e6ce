"""Proposals to revoke more certificates than one person may: a second person confirms or declines exactly this list."""

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


class RevocationState(models.TextChoices):
    PROPOSED = "proposed", _("Waits for a second person")
    CONFIRMED = "confirmed", _("Confirmed")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("request", "Withdrawn")


class RevocationOutcome(models.TextChoices):
    WAITING = "", _("Not revoked yet")
    REVOKED = "revoked", _("Revoked")
    ENDED_BEFORE = "ended_before", _("Did not hold any more")


class RevocationRequestQuerySet(SecondPersonRequestQuerySet):
    def visible_to(self, user: User) -> "RevocationRequestQuerySet":
        """Proposals of the programmes the user coordinates."""
        return self.filter(programme__in=Programme.objects.coordinated_by(user))


class RevocationRequest(SecondPersonRequest):
    """The certificates that one coordinator wants to revoke at once, and the decision of another one."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+", verbose_name=_("programme"))
    reason_bn = models.TextField(_("reason in Bangla"), blank=True)
    state = models.CharField(_("state"), max_length=9, choices=RevocationState, default=RevocationState.PROPOSED)
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
            confirmed_by_a_second_person(name="revocation_is_confirmed_by_a_second_person"),
        ]


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
