"""The columns of entry rules, which a course and a scheduled session have alike."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from participants.models import UnitKind


class EntryRuleFields(models.Model):
    """Read by trainings.curriculum.entry_rules, pinned by trainings.curriculum.pinning. Empty values ask for nothing."""

    lowest_rank = models.ForeignKey(
        "participants.Rank", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lowest rank")
    )
    highest_rank = models.ForeignKey(
        "participants.Rank", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("highest rank")
    )
    unit_kinds = models.JSONField(
        _("kinds of units"), default=list, blank=True, db_default=[], help_text=_("None ticked: officers of all units.")
    )
    earlier_course = models.ForeignKey(
        "trainings.Course",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("course completed before"),
        help_text=_("A course of the same programme. A completed enrolment counts."),
    )

    class Meta:
        abstract = True

    @property
    def units_asked_for(self) -> list[UnitKind]:
        """The kinds of units the rules name, in the order of the list."""
        return [kind for kind in UnitKind if kind.value in self.unit_kinds]
