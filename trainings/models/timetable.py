"""The timetable of a session, the standard one of a course, and the modules that a session uses since it was scheduled."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.database.constraints import known_values
from accounts.models import User
from accounts.text.bilingual import localised_field
from trainings.models.course import Course
from trainings.models.session import SessionDay, SessionTrainer, TrainingSession

LONGEST_TITLE = 160
MOST_DAYS = 30  # of a course


class SlotKind(models.TextChoices):
    MODULE = "module", _("Module")
    BREAK = "break", pgettext_lazy("timetable", "Break")
    OTHER = "other", pgettext_lazy("timetable", "Other")


def _in_order(name):
    return models.CheckConstraint(
        condition=Q(ends_at__gt=models.F("starts_at")),
        name=name,
        violation_error_message=_("The end is before the start."),
    )


def _module_where_taught(name):
    return models.CheckConstraint(
        condition=Q(kind="module", module__isnull=False) | Q(kind__in=["break", "other"], module__isnull=True),
        name=name,
        violation_error_message=_("Choose the module that is taught, or none for a break and for other lines."),
    )


class SlotQuerySet(models.QuerySet):
    def coordinated_by(self, user: User) -> "SlotQuerySet":
        """Slots of the sessions that the user coordinates."""
        return self.filter(day__session__in=TrainingSession.objects.coordinated_by(user))


class Slot(models.Model):
    """A line of the timetable. Written by trainings.timetable.editing and trainings.timetable.standard."""

    day = models.ForeignKey(SessionDay, models.CASCADE, related_name="slots", verbose_name=_("day"))
    kind = models.CharField(
        _("kind"), max_length=6, choices=SlotKind, default=SlotKind.OTHER, db_default=SlotKind.OTHER.value
    )
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("to"))
    module = models.ForeignKey(
        "trainings.Module", models.PROTECT, null=True, blank=True, related_name="slots", verbose_name=_("module")
    )
    title_en = models.CharField(_("title in English"), max_length=LONGEST_TITLE)
    title_bn = models.CharField(_("title in Bangla"), max_length=LONGEST_TITLE, blank=True)
    # None: all trainers of the session.
    trainer = models.ForeignKey(
        SessionTrainer, models.SET_NULL, null=True, blank=True, related_name="slots", verbose_name=_("trainer")
    )
    room_en = models.CharField(_("room in English"), max_length=120, blank=True, default="", db_default="")
    room_bn = models.CharField(_("room in Bangla"), max_length=120, blank=True, default="", db_default="")

    objects = SlotQuerySet.as_manager()

    class Meta:
        ordering = ["day", "starts_at", "pk"]
        verbose_name = _("timetable line")
        verbose_name_plural = _("timetable")
        constraints = [
            _in_order("slot_times_in_order"),
            known_values("kind", SlotKind, name="slot_kind_known"),
            _module_where_taught("slot_has_a_module_where_one_is_taught"),
        ]

    def __str__(self):
        return self.title

    @property
    def title(self) -> str:
        """The title in the language of the page."""
        return localised_field(self, "title")

    @property
    def room(self) -> str:
        """The room in the language of the page."""
        return localised_field(self, "room")

    @property
    def minutes(self) -> int:
        """How long it takes."""
        start, end = self.starts_at, self.ends_at
        return (end.hour - start.hour) * 60 + end.minute - start.minute


class CourseSlotQuerySet(models.QuerySet):
    def coordinated_by(self, user: User) -> "CourseSlotQuerySet":
        """Lines of the courses that the user coordinates."""
        return self.filter(course__in=Course.objects.coordinated_by(user))


class CourseSlot(models.Model):
    """A line of the standard timetable of a course. Written by trainings.timetable.standard."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="slots", verbose_name=_("course"))
    day = models.PositiveSmallIntegerField(_("day"), validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)])
    kind = models.CharField(_("kind"), max_length=6, choices=SlotKind)
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("to"))
    module = models.ForeignKey(
        "trainings.Module", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("module")
    )
    title_en = models.CharField(_("title in English"), max_length=LONGEST_TITLE)
    title_bn = models.CharField(_("title in Bangla"), max_length=LONGEST_TITLE, blank=True)

    objects = CourseSlotQuerySet.as_manager()

    class Meta:
        ordering = ["course", "day", "starts_at", "pk"]
        verbose_name = _("line of the standard timetable")
        verbose_name_plural = _("standard timetable")
        constraints = [
            _in_order("course_slot_times_in_order"),
            known_values("kind", SlotKind, name="course_slot_kind_known"),
            _module_where_taught("course_slot_has_a_module_where_one_is_taught"),
            models.CheckConstraint(condition=Q(day__range=(1, MOST_DAYS)), name="course_slot_within_30_days"),
        ]

    def __str__(self):
        return self.title

    @property
    def title(self) -> str:
        """The title in the language of the page."""
        return localised_field(self, "title")


class SessionModule(models.Model):
    """A module, in the version that a session uses. Written by trainings.curriculum.pinning when the session is scheduled."""

    session = models.ForeignKey(
        TrainingSession, models.CASCADE, related_name="session_modules", verbose_name=_("session")
    )
    module = models.ForeignKey(
        "trainings.Module", models.PROTECT, related_name="session_modules", verbose_name=_("module")
    )
    order = models.PositiveSmallIntegerField(_("order"))
    is_required = models.BooleanField(_("required"), default=False, db_default=False)

    class Meta:
        ordering = ["session", "order"]
        verbose_name = _("module of the session")
        verbose_name_plural = _("modules of the session")
        constraints = [
            models.UniqueConstraint(fields=["session", "order"], name="one_session_module_per_place"),
            models.UniqueConstraint(fields=["session", "module"], name="a_module_once_per_session"),
        ]

    def __str__(self):
        return f"{self.session_id}: {self.order}. {self.module}"
