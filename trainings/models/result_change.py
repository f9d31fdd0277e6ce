"""Results that changed after their session was closed, because a mark was corrected: facts of that moment, stored once."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.database.constraints import known_values
from accounts.models import User
from trainings.models.attendance import Half, Mark
from trainings.models.enrolment import EnrolmentState

LONGEST_REASON = 500


class ResultChangeQuerySet(models.QuerySet):
    def coordinated_by(self, user: User) -> "ResultChangeQuerySet":
        """Those of the sessions the user coordinates."""
        return self.filter(enrolment__session__phase__in=user.phases_coordinated)

    def undecided(self) -> "ResultChangeQuerySet":
        """Those about which nobody has decided that nothing follows from them."""
        return self.filter(settled_at__isnull=True)

    def last_of_each(self) -> "ResultChangeQuerySet":
        """The last one of each enrolment: what came before it is overtaken."""
        later = self.model._base_manager.filter(enrolment=models.OuterRef("enrolment"), pk__gt=models.OuterRef("pk"))
        return self.filter(~models.Exists(later))


class ResultChange(models.Model):
    """What a correction after closing changed of the result of an officer. Written by `trainings.attendance.closed_marks`.

    A correction that leaves state and the first half-day attended as they were makes none: no certificate says otherwise by it.
    settled_*: who decided that what was issued stays as it is, and why.
    """

    enrolment = models.ForeignKey(
        "trainings.Enrolment", models.CASCADE, related_name="result_changes", verbose_name=_("enrolment")
    )
    day = models.ForeignKey("trainings.SessionDay", models.PROTECT, related_name="+", verbose_name=_("day"))
    half = models.CharField(_("half-day"), max_length=9, choices=Half)
    mark_before = models.CharField(_("mark before"), max_length=7, choices=Mark, blank=True)
    mark_after = models.CharField(_("mark after"), max_length=7, choices=Mark)
    state_before = models.CharField(_("result before"), max_length=13, choices=EnrolmentState)
    state_after = models.CharField(_("result after"), max_length=13, choices=EnrolmentState)
    attended_before = models.PositiveSmallIntegerField(_("half-days attended before"))
    attended_after = models.PositiveSmallIntegerField(_("half-days attended after"))
    held = models.PositiveSmallIntegerField(_("half-days held"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("changed by")
    )
    changed_at = models.DateTimeField(_("changed at"))
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    settled_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    settled_reason = models.CharField(pgettext_lazy("decision", "reason"), max_length=LONGEST_REASON, blank=True)

    objects = ResultChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        verbose_name = _("changed result")
        verbose_name_plural = _("changed results")
        constraints = [
            known_values("half", Half, name="result_change_half_known"),
            known_values("mark_after", Mark, name="result_change_mark_known"),
            models.CheckConstraint(
                condition=~Q(state_before=F("state_after")) | ~Q(attended_before=F("attended_after")),
                name="result_change_changes_something",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None, settled_reason="")
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(settled_reason="")),
                name="settled_result_change_has_a_person_and_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["settled_at", "enrolment"], name="result_changes_to_look_at")]  # start page

    def __str__(self):
        return f"{self.enrolment_id}: {self.state_before} → {self.state_after}"
