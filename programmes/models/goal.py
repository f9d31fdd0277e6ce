"""The Sustainable Development Goals that activities contribute to."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import SharedQuerySet
from accounts.text.bilingual import localised_field


class Goal(models.Model):
    """One of the 17 goals, with the official colour."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    title_en = models.CharField(_("title in English"), max_length=120)
    title_bn = models.CharField(_("title in Bangla"), max_length=120)
    colour = models.CharField(_("colour"), max_length=7)

    objects = SharedQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        constraints = [
            models.CheckConstraint(condition=models.Q(number__range=(1, 17)), name="goal_number_1_to_17"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def title(self) -> str:
        """The title in the language of the page."""
        return localised_field(self, "title")
