"""Half-days that an officer missed and sat in another session of the same course."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.database.constraints import known_values
from trainings.models.attendance import AttendanceMark, Half, Mark

LONGEST_REASON = 500


class MadeUpHalfDayQuerySet(models.QuerySet):
    def standing(self) -> "MadeUpHalfDayQuerySet":
        """Those that were not taken back."""
        return self.filter(taken_back_at=None)

    def counting(self) -> "MadeUpHalfDayQuerySet":
        """Those that add to the attendance: standing, of a half that is taught, which the officer did not attend after all."""
        taught = Q(half=Half.MORNING, day__has_morning=True) | Q(half=Half.AFTERNOON, day__has_afternoon=True)
        was_there = AttendanceMark.objects.filter(
            enrolment=models.OuterRef("enrolment"),
            day=models.OuterRef("day"),
            half=models.OuterRef("half"),
            mark__in=[Mark.PRESENT, Mark.LATE],
        )
        return self.standing().filter(taught).filter(~models.Exists(was_there))

    def number_of(self, enrolment: Any) -> Coalesce:
        """Returns the number of those that count for an enrolment (OuterRef), for the database."""
        rows = self.counting().filter(enrolment=enrolment).order_by().values("enrolment")
        number = models.Subquery(rows.annotate(n=models.Count("pk")).values("n"), output_field=models.IntegerField())
        return Coalesce(number, 0)

    def with_names(self) -> "MadeUpHalfDayQuerySet":
        """With what a list shows."""
        officer = ("enrolment__officer", "enrolment__rank", "enrolment__unit")
        return self.select_related(*officer, "day", "other_day__session", "seen_by", "recorded_by", "taken_back_by")


class MadeUpHalfDay(models.Model):
    """A missed half-day (day, half) and where it was made up (other_day, other_half). Written by `trainings.making_up` only.

    The officer is a visitor there and has no mark; seen_by, a trainer of that session, says that the officer sat there.
    reason, taken_back_reason: why, where the session was closed already.
    """

    enrolment = models.ForeignKey(
        "trainings.Enrolment", models.CASCADE, related_name="made_up", verbose_name=_("enrolment")
    )
    day = models.ForeignKey("trainings.SessionDay", models.PROTECT, related_name="+", verbose_name=_("day"))
    half = models.CharField(_("half-day"), max_length=9, choices=Half)
    other_day = models.ForeignKey(
        "trainings.SessionDay", models.PROTECT, related_name="+", verbose_name=_("day of the other session")
    )
    other_half = models.CharField(_("half-day of the other session"), max_length=9, choices=Half)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("seen by"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"))
    reason = models.CharField(_("reason after closing"), max_length=LONGEST_REASON, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken back by"),
    )
    taken_back_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    taken_back_reason = models.CharField(
        _("reason for taking it back after closing"), max_length=LONGEST_REASON, blank=True
    )

    objects = MadeUpHalfDayQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        verbose_name = _("half-day made up elsewhere")
        verbose_name_plural = _("half-days made up elsewhere")
        constraints = [
            known_values("half", Half, name="made_up_half_known"),
            known_values("other_half", Half, name="made_up_other_half_known"),
            models.UniqueConstraint(
                fields=["enrolment", "day", "half"], condition=Q(taken_back_at=None), name="a_half_day_is_made_up_once"
            ),
            models.UniqueConstraint(
                fields=["enrolment", "other_day", "other_half"],
                condition=Q(taken_back_at=None),
                name="a_visit_makes_up_one_half_day",
            ),
            models.CheckConstraint(condition=~Q(day=models.F("other_day")), name="made_up_in_another_session"),
            models.CheckConstraint(
                condition=Q(taken_back_by=None, taken_back_at=None)
                | Q(taken_back_by__isnull=False, taken_back_at__isnull=False),
                name="made_up_taken_back_says_by_whom",
            ),
        ]

    def __str__(self):
        return f"{self.enrolment_id}: {self.day_id} {self.half}"
