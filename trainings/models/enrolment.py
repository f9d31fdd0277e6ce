"""Officers in sessions, and the rosters they came from."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.constraints import known_values


class EnrolmentState(models.TextChoices):
    NOMINATED = "nominated", _("Nominated")
    CONFIRMED = "confirmed", _("Confirmed")
    COMPLETED = "completed", _("Completed")
    NOT_COMPLETED = "not_completed", _("Not completed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class EnrolmentQuerySet(models.QuerySet):
    def active(self):
        """All but the withdrawn."""
        return self.exclude(state=EnrolmentState.WITHDRAWN)

    def on_the_roster(self):
        """The active, with what a roster shows, in the order of the roster."""
        return (
            self.active()
            .select_related("officer", "rank", "unit")
            .order_by("officer__name_en", "officer__name_bn", "pk")
        )


class Enrolment(models.Model):
    """An officer in a session. Rank and unit are those of the day of enrolment."""

    session = models.ForeignKey(
        "trainings.TrainingSession", models.PROTECT, related_name="enrolments", verbose_name=_("session")
    )
    officer = models.ForeignKey(
        "participants.Officer", models.PROTECT, related_name="enrolments", verbose_name=_("officer")
    )
    rank = models.ForeignKey(
        "participants.Rank", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("rank then")
    )
    unit = models.ForeignKey(
        "participants.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit then")
    )
    state = models.CharField(_("state"), max_length=13, choices=EnrolmentState, default=EnrolmentState.CONFIRMED)
    state_reason = models.TextField(_("reason"), blank=True)
    half_days_attended = models.PositiveSmallIntegerField(_("half-days attended"), null=True, blank=True)
    half_days_held = models.PositiveSmallIntegerField(_("half-days held"), null=True, blank=True)
    is_override = models.BooleanField(_("decided by hand"), default=False)
    created_at = models.DateTimeField(_("enrolled at"), auto_now_add=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["session", "officer"]
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            known_values("state", EnrolmentState, name="enrolment_state_known"),
            models.UniqueConstraint(
                fields=["session", "officer"],
                name="one_enrolment_per_officer_and_session",
                violation_error_message=_("This officer is enrolled in the session already."),
            ),
            models.CheckConstraint(
                condition=Q(is_override=False) | ~Q(state_reason=""),
                name="override_has_a_reason",
                violation_error_message=_("A decision by hand needs a reason."),
            ),
        ]
        indexes = [
            models.Index(fields=["session", "state"], name="enrolment_by_session_and_state")
        ]  # turnout, eligibility

    def __str__(self):
        return f"{self.session_id}: {self.officer_id}"


class SessionRoster(models.Model):
    """The session that a roster import fills."""

    session = models.ForeignKey(
        "trainings.TrainingSession", models.PROTECT, related_name="rosters", verbose_name=_("session")
    )
    roster_import = models.OneToOneField(
        "participants.RosterImport", models.CASCADE, related_name="session_roster", verbose_name=_("roster import")
    )

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("roster of a session")
        verbose_name_plural = _("rosters of sessions")

    def __str__(self):
        return f"{self.session_id}: {self.roster_import_id}"
