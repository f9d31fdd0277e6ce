"""Who was there: one mark per officer and half-day, and every change to it."""

import uuid
from datetime import time

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.database.constraints import known_values

# Local time from which the afternoon is marked: lunch is over, and the morning list is taken.
AFTERNOON_BEGINS = time(13)


class Half(models.TextChoices):
    MORNING = "morning", _("Morning")
    AFTERNOON = "afternoon", _("Afternoon")


class Mark(models.TextChoices):
    PRESENT = "present", _("Present")
    LATE = "late", pgettext_lazy("mark", "Late")
    EXCUSED = "excused", _("Excused")
    ABSENT = "absent", _("Absent")


class MarkSource(models.TextChoices):
    GRID = "grid", _("Grid")
    QR = "qr", _("QR code")
    SHEET = "sheet", _("Paper sheet")
    OFFLINE = "offline", _("Offline")


class AttendanceMark(models.Model):
    """The mark of one officer for one half-day."""

    enrolment = models.ForeignKey(
        "trainings.Enrolment", models.CASCADE, related_name="marks", verbose_name=_("enrolment")
    )
    day = models.ForeignKey("trainings.SessionDay", models.PROTECT, related_name="marks", verbose_name=_("day"))
    half = models.CharField(_("half-day"), max_length=9, choices=Half)
    mark = models.CharField(_("mark"), max_length=7, choices=Mark)
    source = models.CharField(_("source"), max_length=7, choices=MarkSource, default=MarkSource.GRID)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=pgettext_lazy("mark", "marked by")
    )
    marked_at = models.DateTimeField(pgettext_lazy("mark", "marked at"))
    # Given to everyone who had none, not to this officer: what somebody saw of the officer counts more.
    is_blanket = models.BooleanField(_("given to all the others"), default=False, db_default=False)

    class Meta:
        ordering = ["enrolment", "day", "half"]
        verbose_name = _("attendance mark")
        verbose_name_plural = _("attendance marks")
        constraints = [
            known_values("half", Half, name="mark_half_known"),
            known_values("mark", Mark, name="mark_known"),
            known_values("source", MarkSource, name="mark_source_known"),
            models.UniqueConstraint(fields=["enrolment", "day", "half"], name="one_mark_per_half_day"),
        ]

    def __str__(self):
        return f"{self.enrolment_id}: {self.day_id} {self.half} {self.mark}"


class AttendanceChange(models.Model):
    """One change of one mark, never deleted. The changes of one tap share an `action`, which can be undone."""

    enrolment = models.ForeignKey(
        "trainings.Enrolment", models.CASCADE, related_name="attendance_changes", verbose_name=_("enrolment")
    )
    day = models.ForeignKey("trainings.SessionDay", models.PROTECT, related_name="+", verbose_name=_("day"))
    half = models.CharField(_("half-day"), max_length=9, choices=Half)
    before = models.CharField(_("before"), max_length=7, choices=Mark, blank=True)
    after = models.CharField(_("after"), max_length=7, choices=Mark, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    source = models.CharField(_("source"), max_length=7, choices=MarkSource, default=MarkSource.GRID)
    action = models.UUIDField(_("action"), default=uuid.uuid4)
    undoes = models.UUIDField(_("undoes the action"), null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("changed by")
    )
    changed_at = models.DateTimeField(_("changed at"))
    is_blanket = models.BooleanField(_("given to all the others"), default=False, db_default=False)

    class Meta:
        ordering = ["-changed_at", "-pk"]
        verbose_name = _("attendance change")
        verbose_name_plural = _("attendance changes")
        constraints = [
            known_values("half", Half, name="attendance_change_half_known"),
            known_values("source", MarkSource, name="attendance_change_source_known"),
            models.CheckConstraint(condition=~Q(before=models.F("after")), name="attendance_change_changes_something"),
        ]
        indexes = [models.Index(fields=["action"], name="attendance_change_by_action")]  # undo

    def __str__(self):
        return f"{self.enrolment_id}: {self.before or '–'} → {self.after or '–'}"
