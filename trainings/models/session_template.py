"""Templates of sessions: days, timetable, quotas and guests under a name; and which session was made from which."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.database.constraints import known_values
from accounts.models import User
from accounts.text.bilingual import localised_field
from trainings.models.nomination import MOST_SEATS
from trainings.models.session import TrainingSession
from trainings.models.timetable import LONGEST_TITLE, MOST_DAYS, SlotKind
from trainings.models.trainer_pool import GuestRole

LONGEST_NAME = 120
LATEST_OFFSET = 60  # days after the first


class SessionTemplateQuerySet(models.QuerySet):
    def coordinated_by(self, user: User) -> "SessionTemplateQuerySet":
        """Those of the programmes the user coordinates."""
        return self.filter(programme__in=user.programmes_coordinated)

    def on_offer(self) -> "SessionTemplateQuerySet":
        """Those from which sessions are planned."""
        return self.filter(is_retired=False)


class SessionTemplate(models.Model):
    """How sessions of a course are usually held. Written by trainings.session_templates.keeping.

    version: counts its changes. A session takes a copy, so what changes here later does not reach it.
    """

    programme = models.ForeignKey(
        "programmes.Programme", models.CASCADE, related_name="session_templates", verbose_name=_("programme")
    )
    course = models.ForeignKey("trainings.Course", models.PROTECT, related_name="+", verbose_name=_("course"))
    name_en = models.CharField(_("name in English"), max_length=LONGEST_NAME)
    name_bn = models.CharField(_("name in Bangla"), max_length=LONGEST_NAME)
    capacity = models.PositiveSmallIntegerField(
        _("seats"), default=30, validators=[MinValueValidator(1), MaxValueValidator(MOST_SEATS)]
    )
    women_share = models.PositiveSmallIntegerField(
        _("share of women wanted, in per cent"), default=0, validators=[MaxValueValidator(100)]
    )
    materials_en = models.TextField(_("materials in English"), blank=True)
    materials_bn = models.TextField(_("materials in Bangla"), blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    is_retired = models.BooleanField(_("no longer offered"), default=False)

    objects = SessionTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["name_en", "pk"]
        verbose_name = _("session template")
        verbose_name_plural = _("session templates")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "name_en"],
                condition=Q(is_retired=False),
                name="one_template_per_name",
                violation_error_message=_("A template of this name is there already. Choose another name."),
            ),
            models.CheckConstraint(condition=~Q(name_en="") & ~Q(name_bn=""), name="template_has_both_names"),
            models.CheckConstraint(condition=Q(capacity__range=(1, MOST_SEATS)), name="template_has_a_seat"),
            models.CheckConstraint(
                condition=Q(women_share__range=(0, 100)), name="template_share_of_women_is_a_percentage"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return localised_field(self, "name")

    @property
    def materials(self) -> str:
        """What has to be there, in the language of the page."""
        return localised_field(self, "materials")


class TemplateDay(models.Model):
    """A day of a template. after_days: how many days after the first one, so that a Friday between them stays free."""

    template = models.ForeignKey(SessionTemplate, models.CASCADE, related_name="days", verbose_name=_("template"))
    number = models.PositiveSmallIntegerField(_("day"))
    after_days = models.PositiveSmallIntegerField(_("days after the first"))
    has_morning = models.BooleanField(_("morning"), default=True)
    has_afternoon = models.BooleanField(_("afternoon"), default=True)

    class Meta:
        ordering = ["template", "number"]
        verbose_name = _("day of a template")
        verbose_name_plural = _("days of templates")
        constraints = [
            models.UniqueConstraint(fields=["template", "number"], name="one_template_day_per_number"),
            models.UniqueConstraint(fields=["template", "after_days"], name="one_template_day_per_date"),
            models.CheckConstraint(
                condition=Q(number__range=(1, MOST_DAYS), after_days__range=(0, LATEST_OFFSET)),
                name="template_day_within_a_session",
            ),
            models.CheckConstraint(
                condition=Q(has_morning=True) | Q(has_afternoon=True),
                name="template_day_has_a_half",
                violation_error_message=_("A day has a morning, an afternoon or both."),
            ),
        ]

    def __str__(self):
        return f"{self.template_id}: {self.number}"


class TemplateSlot(models.Model):
    """A line of the timetable of a template. Trainers and rooms belong to sessions."""

    day = models.ForeignKey(TemplateDay, models.CASCADE, related_name="slots", verbose_name=_("day"))
    kind = models.CharField(_("kind"), max_length=6, choices=SlotKind)
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("to"))
    module = models.ForeignKey(
        "trainings.Module", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("module")
    )
    title_en = models.CharField(_("title in English"), max_length=LONGEST_TITLE)
    title_bn = models.CharField(_("title in Bangla"), max_length=LONGEST_TITLE, blank=True)

    class Meta:
        ordering = ["day", "starts_at", "pk"]
        verbose_name = _("line of a template")
        verbose_name_plural = _("lines of templates")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="template_slot_times_in_order"),
            known_values("kind", SlotKind, name="template_slot_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="module", module__isnull=False) | Q(kind__in=["break", "other"], module__isnull=True),
                name="template_slot_has_a_module_where_one_is_taught",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def title(self) -> str:
        """The title in the language of the page."""
        return localised_field(self, "title")

    @property
    def minutes(self) -> int:
        """How long it takes."""
        start, end = self.starts_at, self.ends_at
        return (end.hour - start.hour) * 60 + end.minute - start.minute


class TemplateQuota(models.Model):
    """The seats that sessions of a template keep for a unit with all units below it, or for a region."""

    template = models.ForeignKey(SessionTemplate, models.CASCADE, related_name="quotas", verbose_name=_("template"))
    unit = models.ForeignKey(
        "participants.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    region = models.ForeignKey(
        "programmes.Place", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    seats = models.PositiveSmallIntegerField(_("seats"))

    class Meta:
        ordering = ["template", "pk"]
        verbose_name = _("quota of a template")
        verbose_name_plural = _("quotas of templates")
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, region__isnull=True) | Q(unit__isnull=True, region__isnull=False),
                name="template_quota_is_of_a_unit_or_a_region",
            ),
            models.CheckConstraint(condition=Q(seats__range=(0, MOST_SEATS)), name="template_quota_in_range"),
            models.UniqueConstraint(
                fields=["template", "unit"], condition=Q(unit__isnull=False), name="one_template_quota_per_unit"
            ),
            models.UniqueConstraint(
                fields=["template", "region"], condition=Q(region__isnull=False), name="one_template_quota_per_region"
            ),
        ]

    def __str__(self):
        return f"{self.template_id}: {self.seats}"


class TemplateGuest(models.Model):
    """A guest or expert of the pool who usually comes to sessions of a template."""

    template = models.ForeignKey(SessionTemplate, models.CASCADE, related_name="guests", verbose_name=_("template"))
    guest = models.ForeignKey(
        "trainings.GuestExpert", models.CASCADE, related_name="+", verbose_name=_("guest or expert")
    )
    role = models.CharField(_("role"), max_length=10, choices=GuestRole, default=GuestRole.GUEST)

    class Meta:
        ordering = ["template", "pk"]
        verbose_name = _("guest of a template")
        verbose_name_plural = _("guests of templates")
        constraints = [
            known_values("role", GuestRole, name="template_guest_role_known"),
            models.UniqueConstraint(fields=["template", "guest"], name="a_guest_once_per_template"),
        ]

    def __str__(self):
        return f"{self.guest_id}, {self.role}"


class TemplateUse(models.Model):
    """The template that a session was made from, in which version; and its materials as they were then."""

    session = models.OneToOneField(
        TrainingSession, models.CASCADE, related_name="template_use", verbose_name=_("session")
    )
    template = models.ForeignKey(SessionTemplate, models.PROTECT, related_name="uses", verbose_name=_("template"))
    version = models.PositiveIntegerField(_("version"))
    materials_en = models.TextField(_("materials in English"), blank=True)
    materials_bn = models.TextField(_("materials in Bangla"), blank=True)

    class Meta:
        verbose_name = _("session from a template")
        verbose_name_plural = _("sessions from templates")

    def __str__(self):
        return f"{self.session_id} ← {self.template_id}"

    @property
    def materials(self) -> str:
        """What has to be there, in the language of the page."""
        return localised_field(self, "materials")
