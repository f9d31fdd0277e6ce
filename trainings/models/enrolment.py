"""Officers in sessions, and the rosters they came from."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.database.constraints import known_values


class EnrolmentState(models.TextChoices):
    NOMINATED = "nominated", _("Nominated")
    CONFIRMED = "confirmed", _("Confirmed")
    COMPLETED = "completed", _("Completed")
    NOT_COMPLETED = "not_completed", _("Not completed")
    WITHDRAWN = "withdrawn", pgettext_lazy("officer", "Withdrawn")


class RosterPurpose(models.TextChoices):
    PARTICIPANTS = "participants", _("Participants")
    NOMINATIONS = "nominations", _("Nominations of a unit")


PARTICIPATES = (EnrolmentState.CONFIRMED, EnrolmentState.COMPLETED, EnrolmentState.NOT_COMPLETED)


class EnrolmentQuerySet(models.QuerySet):
    def active(self) -> "EnrolmentQuerySet":
        """Those who take part: confirmed and not withdrawn. Officers who are only proposed are none of them."""
        return self.filter(state__in=PARTICIPATES)

    def once_on_the_roster(self) -> "EnrolmentQuerySet":
        """Those who take part and those who did until they were withdrawn; nobody who was never confirmed."""
        return self.filter(was_confirmed=True).exclude(state=EnrolmentState.NOMINATED)

    def proposed(self) -> "EnrolmentQuerySet":
        """Nominations that nobody decided on yet, with a seat or on the waiting list."""
        return self.filter(state=EnrolmentState.NOMINATED)

    def waiting(self) -> "EnrolmentQuerySet":
        """The waiting list, the first in line first."""
        return self.proposed().filter(place_in_line__isnull=False).order_by("place_in_line", "pk")

    def holding_a_seat(self) -> "EnrolmentQuerySet":
        """Those who take part and the nominations that are not on the waiting list."""
        return self.exclude(state=EnrolmentState.WITHDRAWN).filter(place_in_line__isnull=True)

    def with_late_entry(self) -> "EnrolmentQuerySet":
        """Adds `came_later`: whether the officer was added on the spot, on a day of the session (see `before_joining`)."""
        model: Any = self.model
        walk_ins = model.walk_ins.rel.related_model.objects.standing().filter(day__isnull=False)
        return self.annotate(came_later=models.Exists(walk_ins.filter(enrolment=models.OuterRef("pk"))))

    def with_mark(self, day: Any, half: str) -> "EnrolmentQuerySet":
        """Adds `given`: the AttendanceMark of this half-day (day: a SessionDay of the session). No attribute where there is none."""
        mark = models.FilteredRelation("marks", condition=Q(marks__day=day, marks__half=half))
        return self.annotate(given=mark).select_related("given")

    def on_the_roster(self) -> "EnrolmentQuerySet":
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
    nominated_by = models.ForeignKey(
        "participants.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("nominating unit")
    )
    place_in_line = models.PositiveIntegerField(_("place on the waiting list"), null=True, blank=True)
    was_confirmed = models.BooleanField(
        _("was confirmed"), default=True, help_text=_("Not so while an officer is only proposed, or was declined.")
    )
    is_shared = models.BooleanField(
        _("by consent"),
        default=False,
        help_text=_("Another programme holds the record: this one sees name, rank and unit of the session, no more."),
    )
    half_days_attended = models.PositiveSmallIntegerField(_("half-days attended"), null=True, blank=True)
    half_days_held = models.PositiveSmallIntegerField(_("half-days held"), null=True, blank=True)
    is_override = models.BooleanField(_("decided by hand"), default=False)
    double_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="doubles",
        verbose_name=_("double of"),
        help_text=_("Set where two records of one officer were merged and both hold certificates of the session."),
    )
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
                condition=Q(double_of__isnull=True),
                name="one_enrolment_per_officer_and_session",
                violation_error_message=_("This officer is enrolled in the session already."),
            ),
            models.CheckConstraint(
                condition=Q(double_of__isnull=True) | Q(state="withdrawn"), name="a_double_takes_no_part"
            ),
            models.CheckConstraint(
                condition=Q(is_override=False) | ~Q(state_reason=""),
                name="override_has_a_reason",
                violation_error_message=_("A decision by hand needs a reason."),
            ),
            models.CheckConstraint(
                condition=Q(place_in_line__isnull=True) | Q(state="nominated"), name="only_nominations_wait_in_line"
            ),
            models.CheckConstraint(
                condition=Q(was_confirmed=True) | Q(state__in=["nominated", "withdrawn"]),
                name="who_takes_part_was_confirmed",
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
    purpose = models.CharField(
        _("what the list is"), max_length=12, choices=RosterPurpose, default=RosterPurpose.PARTICIPANTS
    )
    nominating_unit = models.ForeignKey(
        "participants.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("nominating unit")
    )

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("roster of a session")
        verbose_name_plural = _("rosters of sessions")
        constraints = [
            known_values("purpose", RosterPurpose, name="roster_purpose_known"),
            models.CheckConstraint(
                condition=Q(purpose="participants", nominating_unit__isnull=True)
                | Q(purpose="nominations", nominating_unit__isnull=False),
                name="nominations_come_from_a_unit",
            ),
        ]

    def __str__(self):
        return f"{self.session_id}: {self.roster_import_id}"
