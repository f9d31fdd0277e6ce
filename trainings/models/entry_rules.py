"""Who may enter a course: its rules, which a session has of its own since it was scheduled, and the waivers of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from trainings.models.session import TrainingSession


class EntryRule(models.TextChoices):
    RANK = "rank", _("Rank")
    UNIT = "unit", _("Kind of unit")
    COURSE = "course", _("Earlier course")


class Waiver(models.Model):
    """An exception from entry rules: which were not met (values of EntryRule), why it was made, by whom and when."""

    rules = models.JSONField(_("rules not met"), default=list)
    reason = models.CharField(_("reason"), max_length=500)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("given by"))
    given_at = models.DateTimeField(_("given at"))

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="%(class)s_has_a_reason",
                violation_error_message=_("Say why the officer enters all the same."),
            )
        ]

    @property
    def rule_labels(self) -> list[str]:
        """The rules that were not met, in the language of the page."""
        return [str(EntryRule(rule).label) for rule in self.rules if rule in EntryRule.values]


class EntryWaiverQuerySet(models.QuerySet):
    def coordinated_by(self, user: User) -> "EntryWaiverQuerySet":
        """Those of the sessions the user coordinates."""
        return self.filter(enrolment__session__in=TrainingSession.objects.coordinated_by(user))


class EntryWaiver(Waiver):
    """Kept on the enrolment of who got in by it. row: the row of the roster it came with. Written by trainings.enrolment.waivers."""

    enrolment = models.ForeignKey(
        "trainings.Enrolment", models.CASCADE, related_name="waivers", verbose_name=_("enrolment")
    )
    row = models.ForeignKey(
        "participants.RosterRow", models.SET_NULL, null=True, related_name="+", verbose_name=_("roster row")
    )

    objects = EntryWaiverQuerySet.as_manager()

    class Meta(Waiver.Meta):
        ordering = ["-given_at", "-pk"]
        verbose_name = pgettext_lazy("entry rules", "waiver")
        verbose_name_plural = pgettext_lazy("entry rules", "waivers")

    def __str__(self):
        return f"{self.enrolment_id}: {', '.join(self.rules)}"


class RowWaiver(Waiver):
    """The waiver of a row in a preview; with the apply it becomes an EntryWaiver. Written by trainings.rosters.decisions."""

    row = models.OneToOneField(
        "participants.RosterRow", models.CASCADE, related_name="waiver", verbose_name=_("roster row")
    )

    class Meta(Waiver.Meta):
        ordering = ["row"]
        verbose_name = _("waiver of a roster row")
        verbose_name_plural = _("waivers of roster rows")

    def __str__(self):
        return f"{self.row_id}: {', '.join(self.rules)}"
