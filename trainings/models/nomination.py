"""Quotas of a session: how many of its seats a unit or a region may fill with the officers it proposes."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

MOST_SEATS = 2000


class SessionQuota(models.Model):
    """The seats of a session for the officers of one unit with all units below it, or of one region."""

    session = models.ForeignKey(
        "trainings.TrainingSession", models.CASCADE, related_name="quotas", verbose_name=_("session")
    )
    unit = models.ForeignKey(
        "participants.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    region = models.ForeignKey(
        "programmes.Place",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("region"),
        limit_choices_to={"kind__in": ["division", "district"]},
    )
    seats = models.PositiveSmallIntegerField(_("seats"), validators=[MaxValueValidator(MOST_SEATS)])

    class Meta:
        ordering = ["session", "unit__name_en", "region__name_en", "pk"]
        verbose_name = _("quota")
        verbose_name_plural = _("quotas")
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, region__isnull=True) | Q(unit__isnull=True, region__isnull=False),
                name="quota_is_of_a_unit_or_a_region",
                violation_error_message=_("A quota belongs to a unit or to a region."),
            ),
            models.CheckConstraint(
                condition=Q(seats__range=(0, MOST_SEATS)),
                name="quota_is_not_negative",
                violation_error_message=_("A quota has 0 to 2,000 seats."),
            ),
            models.UniqueConstraint(
                fields=["session", "unit"],
                condition=Q(unit__isnull=False),
                name="one_quota_per_session_and_unit",
                violation_error_message=_("This unit has a quota already."),
            ),
            models.UniqueConstraint(
                fields=["session", "region"],
                condition=Q(region__isnull=False),
                name="one_quota_per_session_and_region",
                violation_error_message=_("This region has a quota already."),
            ),
        ]

    def __str__(self):
        return f"{self.session_id}: {self.unit_id or self.region_id}, {self.seats}"
