"""What is taught: modules, and courses made of them with the rule that decides who completed."""

import uuid
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.database.constraints import known_values
from accounts.models import SharedQuerySet, User
from accounts.text.bilingual import localised_field
from programmes.models import Programme
from trainings.models.entry_fields import EntryRuleFields


class CourseKind(models.TextChoices):
    TOT = "tot", _("Training of trainers")
    SUPERVISORS = "supervisors", _("Training of supervisors")
    CASCADE = "cascade", _("Cascade")
    REFRESHER = "refresher", _("Refresher")


class Module(models.Model):
    """A unit of teaching. A changed module is a new version; sessions keep the version they used."""

    code = models.SlugField(_("code"), max_length=20)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    title_en = models.CharField(_("title in English"), max_length=200)
    title_bn = models.CharField(_("title in Bangla"), max_length=200, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    human_rights_minutes = models.PositiveSmallIntegerField(_("of these on human rights"), default=0)
    gender_minutes = models.PositiveSmallIntegerField(_("of these on gender"), default=0)
    objectives_en = models.TextField(_("objectives in English"), blank=True, default="", db_default="")
    objectives_bn = models.TextField(_("objectives in Bangla"), blank=True, default="", db_default="")
    methods_en = models.TextField(_("methods in English"), blank=True, default="", db_default="")
    methods_bn = models.TextField(_("methods in Bangla"), blank=True, default="", db_default="")
    content_en = models.TextField(_("content in English"), blank=True, default="", db_default="")
    content_bn = models.TextField(_("content in Bangla"), blank=True, default="", db_default="")
    materials_en = models.TextField(_("materials in English"), blank=True, default="", db_default="")
    materials_bn = models.TextField(_("materials in Bangla"), blank=True, default="", db_default="")
    findings = models.ManyToManyField(
        "programmes.Finding",
        through="trainings.ModuleFinding",
        related_name="modules",
        verbose_name=_("findings it answers"),
    )
    resources = models.ManyToManyField(
        "programmes.LibraryResource", blank=True, related_name="modules", verbose_name=_("documents for it")
    )

    objects = SharedQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["code", "-version"]
        verbose_name = _("module")
        verbose_name_plural = _("modules")
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="one_module_per_version"),
            models.CheckConstraint(
                condition=Q(human_rights_minutes__lte=models.F("minutes")) & Q(gender_minutes__lte=models.F("minutes")),
                name="module_shares_within_minutes",
                violation_error_message=_("The minutes on human rights or on gender are more than the module has."),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def title(self) -> str:
        """The title in the language of the page."""
        return localised_field(self, "title")

    @property
    def texts(self) -> list[tuple[Any, str]]:
        """What was written about it, each with its heading, in the language of the page."""
        headings = (
            ("objectives", _("Objectives")),
            ("methods", _("Methods")),
            ("content", _("Content")),
            ("materials", _("Materials")),
        )
        return [(heading, text) for name, heading in headings if (text := localised_field(self, name))]


class AnswerWeight(models.TextChoices):
    MAIN = "main", _("This is what it is for")
    ALSO = "also", _("It helps with it")


class ModuleFindingQuerySet(models.QuerySet):
    def coordinated_by(self, user: User) -> "ModuleFindingQuerySet":
        """Those whose finding is of a programme the user coordinates."""
        return self.filter(finding__programme__in=Programme.objects.coordinated_by(user))


class ModuleFinding(models.Model):
    """A module addresses a finding. Written by trainings.curriculum.finding_coverage."""

    module = models.ForeignKey(Module, models.PROTECT, related_name="answers", verbose_name=_("module"))
    finding = models.ForeignKey("programmes.Finding", models.PROTECT, related_name="answers", verbose_name=_("finding"))
    weight = models.CharField(_("how much"), max_length=4, choices=AnswerWeight, default=AnswerWeight.MAIN)

    objects = ModuleFindingQuerySet.as_manager()

    class Meta:
        ordering = ["module_id", "weight", "pk"]
        verbose_name = _("finding it answers")
        verbose_name_plural = _("findings it answers")
        constraints = [
            known_values("weight", AnswerWeight, name="answer_weight_known"),
            models.UniqueConstraint(
                fields=["module", "finding"],
                name="a_module_answers_a_finding_once",
                violation_error_message=_("This finding is among those of the module already."),
            ),
        ]

    def __str__(self):
        return f"{self.module_id} → F{self.finding_id}"


class CourseQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "CourseQuerySet":
        """Courses of the programmes the user sees."""
        return self.filter(programme__in=Programme.objects.visible_to(user))

    def coordinated_by(self, user: User) -> "CourseQuerySet":
        """Courses of the programmes the user coordinates."""
        return self.filter(programme__in=Programme.objects.coordinated_by(user))


class Course(EntryRuleFields):
    """An ordered set of modules with its completion rule and the rules of who may enter."""

    # What badges call it in public: nobody finds the courses of a programme by counting.
    public_id = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="courses", verbose_name=_("programme"))
    code = models.SlugField(_("code"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=11, choices=CourseKind)
    title_en = models.CharField(_("title in English"), max_length=300)
    title_bn = models.CharField(_("title in Bangla"), max_length=300)
    modules = models.ManyToManyField(
        Module, through="trainings.CourseModule", related_name="courses", verbose_name=_("modules")
    )
    days = models.PositiveSmallIntegerField(
        _("days"), default=3, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )
    contact_hours = models.DecimalField(_("contact hours"), max_digits=5, decimal_places=1, default=18)
    required_share = models.PositiveSmallIntegerField(
        _("attendance needed, per cent"),
        default=80,
        validators=[MaxValueValidator(100)],
        help_text=_("Share of half-days present or late that completes the course."),
    )
    late_counts = models.BooleanField(_("late counts as attended"), default=True)
    allows_making_up = models.BooleanField(
        _("missed half-days can be made up"),
        default=False,
        db_default=False,
        help_text=_("An officer who missed a half-day can sit it in another session of this course, and it counts."),
    )
    objection_days = models.PositiveSmallIntegerField(
        _("days for objections"),
        default=7,
        db_default=7,
        validators=[MaxValueValidator(60)],
        help_text=_(
            "So long after closing officers may object to their marks; 0 for not at all. Closing a session fixes it."
        ),
    )

    objects = CourseQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["code"]
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        constraints = [
            known_values("kind", CourseKind, name="course_kind_known"),
            models.CheckConstraint(condition=Q(required_share__range=(0, 100)), name="course_share_is_a_percentage"),
            models.CheckConstraint(condition=Q(days__range=(1, 30)), name="course_has_1_to_30_days"),
            models.CheckConstraint(
                condition=Q(earlier_course__isnull=True) | ~Q(earlier_course=models.F("pk")),
                name="a_course_does_not_come_before_itself",
                violation_error_message=_("A course cannot be completed before itself."),
            ),
            models.CheckConstraint(
                condition=Q(objection_days__range=(0, 60)), name="course_has_up_to_60_objection_days"
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def title(self) -> str:
        """The title in the language of the page."""
        return localised_field(self, "title")


class CourseModule(models.Model):
    """The place of a module in a course."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="course_modules", verbose_name=_("course"))
    module = models.ForeignKey(Module, models.PROTECT, related_name="course_modules", verbose_name=_("module"))
    order = models.PositiveSmallIntegerField(_("order"))
    is_required = models.BooleanField(
        _("required"),
        default=False,
        db_default=False,
        help_text=_("Nobody completes the course who was absent when it was taught."),
    )

    class Meta:
        ordering = ["course", "order"]
        verbose_name = _("module of the course")
        verbose_name_plural = _("modules of the course")
        constraints = [
            models.UniqueConstraint(fields=["course", "order"], name="one_module_per_place"),
            models.UniqueConstraint(fields=["course", "module"], name="a_module_once_per_course"),
        ]

    def __str__(self):
        return f"{self.order}. {self.module}"
