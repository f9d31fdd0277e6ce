"""Matches of service numbers with officers of another programme: who and when, without data of the record."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.database.constraints import known_values
from programmes.models import Programme


class LookUp(models.TextChoices):
    LIST = "list", _("In a list")
    SINGLE = "single", _("One at a time")


class NumberMatchQuerySet(models.QuerySet):
    def counted(self) -> list[tuple[int | None, date, int]]:
        """Returns [(programme id, day, number of records)], the latest day first."""
        counted = self.order_by().values_list("programme", "day").annotate(n=models.Count("record", distinct=True))
        return list(counted.order_by("-day", "programme"))


class NumberMatch(models.Model):
    """A number in a list or form of one programme matched a record of another one. Nothing of the record was shown.

    Written by `participants.held_elsewhere.lookup_limits` only. record: the id of the officer; no relation, because the count
    neither moves nor is deleted with the record.
    """

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=pgettext_lazy("met by", "by")
    )
    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("programme")
    )
    record = models.PositiveBigIntegerField(_("number of the record"), db_index=True)
    kind = models.CharField(_("how"), max_length=6, choices=LookUp)
    day = models.DateField(_("day"))

    objects = NumberMatchQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "pk"]
        verbose_name = _("number met")
        verbose_name_plural = _("numbers met")
        constraints = [
            known_values("kind", LookUp, name="number_match_kind_known"),
            # Its index counts the matches of a person today.
            models.UniqueConstraint(fields=["by", "day", "kind", "record"], name="a_number_is_met_once_a_day"),
        ]

    def __str__(self):
        return f"{self.day}: {self.record}"
