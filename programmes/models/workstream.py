"""Workstreams: what follows from the findings outside the classroom, milestone by milestone."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.database.constraints import in_order, known_values
from accounts.models import User
from accounts.text.bilingual import localised_field
from programmes.models.document import DocumentField, WithDocument
from programmes.models.programme import Programme

DUE_BEFORE_START = _("The due date is before the start.")


class WorkstreamKind(models.TextChoices):
    DISTRICT_PILOT = "district_pilot", _("District pilot")
    CURRICULUM = "curriculum", _("Curriculum integration")
    STRATEGY = "strategy", _("Strategy revision")
    COMMUNICATION = "communication", _("Communication strategy")
    NETWORK = "network", _("Regional network")
    REINTEGRATION = "reintegration", _("Rehabilitation and reintegration")


class WorkstreamState(models.TextChoices):
    """planned → under way → finished, or stopped (with a reason). Changed only by programmes.workstreams.lifecycle."""

    PLANNED = "planned", _("Planned")
    UNDER_WAY = "under_way", _("Under way")
    FINISHED = "finished", _("Finished")
    STOPPED = "stopped", _("Stopped")


class MilestoneState(models.TextChoices):
    """planned → under way → reached, or dropped (with a reason). Changed only by programmes.workstreams.lifecycle."""

    PLANNED = "planned", _("Planned")
    UNDER_WAY = "under_way", _("Under way")
    REACHED = "reached", _("Reached")
    DROPPED = "dropped", _("Dropped")


class LadderStep(models.IntegerChoices):
    """How far a curriculum has come into an institution."""

    PROPOSED = 1, _("Proposed")
    REVIEWED = 2, _("Reviewed")
    APPROVED = 3, _("Approved")
    FIRST_INTAKE = 4, _("First intake taught")
    ANNUAL_CALENDAR = 5, _("In the annual calendar")


class WorkstreamQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "WorkstreamQuerySet":
        """Workstreams of the programmes whose team the user belongs to."""
        return self.filter(programme__in=Programme.objects.visible_to(user))

    def coordinated_by(self, user: User) -> "WorkstreamQuerySet":
        """Workstreams of the programmes the user coordinates."""
        return self.filter(programme__in=Programme.objects.coordinated_by(user))

    def with_progress(self, today: date) -> "WorkstreamQuerySet":
        """Adds `milestones_counted`, `milestones_reached`, `milestones_late`, `ladder`, `is_late` for `today` (in Dhaka)."""
        own = Milestone.objects.filter(workstream=OuterRef("pk"))

        def count(rows: Any) -> Any:
            counted = rows.order_by().values("workstream").annotate(n=models.Count("pk")).values("n")
            return models.functions.Coalesce(models.Subquery(counted, output_field=models.IntegerField()), 0)

        climbed = CurriculumStep.objects.filter(workstream=OuterRef("pk")).order_by("-step").values("step")[:1]
        going = ~Q(state__in=[WorkstreamState.FINISHED, WorkstreamState.STOPPED])
        return self.annotate(
            milestones_counted=count(own.exclude(state=MilestoneState.DROPPED)),
            milestones_reached=count(own.filter(state=MilestoneState.REACHED)),
            milestones_late=models.Case(
                models.When(going, then=count(own.late(today))), default=0, output_field=models.IntegerField()
            ),
            ladder=models.functions.Coalesce(models.Subquery(climbed), 0),
            is_late=models.Case(
                models.When(going & (Q(due_on__lt=today) | Exists(own.late(today))), then=True), default=False
            ),
        )


class Workstream(models.Model):
    """One line of work with an owner, dates and milestones."""

    _history_user: Any  # read by django-simple-history

    programme = models.ForeignKey(
        "programmes.Programme", models.PROTECT, related_name="workstreams", verbose_name=_("programme")
    )
    kind = models.CharField(_("kind"), max_length=14, choices=WorkstreamKind)
    title_en = models.CharField(_("title in English"), max_length=200)
    title_bn = models.CharField(_("title in Bangla"), max_length=200, blank=True)
    summary_en = models.TextField(_("what it is, in English"), max_length=4000, blank=True)
    summary_bn = models.TextField(_("what it is, in Bangla"), max_length=4000, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="workstreams_owned",
        verbose_name=_("owner"),
    )
    carried_by = models.ManyToManyField(
        "programmes.Organisation", blank=True, related_name="workstreams", verbose_name=_("carried by")
    )
    district = models.ForeignKey(
        "programmes.Place",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="pilots",
        verbose_name=_("district"),
        limit_choices_to={"kind": "district"},
        help_text=_("Of a district pilot."),
    )
    institution = models.ForeignKey(
        "programmes.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="curricula",
        verbose_name=_("institution"),
        help_text=_("Of a curriculum integration."),
    )
    findings = models.ManyToManyField(
        "programmes.Finding", blank=True, related_name="workstreams", verbose_name=_("findings it answers")
    )
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    due_on = models.DateField(_("due date"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=9, choices=WorkstreamState, default=WorkstreamState.PLANNED, editable=False
    )
    state_reason = models.TextField(_("reason"), blank=True, editable=False)

    objects = WorkstreamQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["kind", "title_en", "pk"]
        verbose_name = _("workstream")
        verbose_name_plural = _("workstreams")
        constraints = [
            known_values("kind", WorkstreamKind, name="workstream_kind_known"),
            known_values("state", WorkstreamState, name="workstream_state_known"),
            in_order("starts_on", "due_on", name="workstream_dates_in_order", message=DUE_BEFORE_START),
            models.CheckConstraint(
                condition=~Q(state="stopped") | ~Q(state_reason=""),
                name="stopped_workstream_has_a_reason",
                violation_error_message=_("Say why the work stops."),
            ),
            models.CheckConstraint(
                condition=Q(kind="district_pilot", district__isnull=False)
                | (~Q(kind="district_pilot") & Q(district__isnull=True)),
                name="district_pilot_has_a_district",
                violation_error_message=_("A district pilot, and nothing else, has a district."),
            ),
            models.CheckConstraint(
                condition=Q(kind="curriculum", institution__isnull=False)
                | (~Q(kind="curriculum") & Q(institution__isnull=True)),
                name="curriculum_has_an_institution",
                violation_error_message=_("A curriculum integration, and nothing else, has an institution."),
            ),
            models.UniqueConstraint(
                fields=["programme", "district"],
                condition=Q(kind="district_pilot") & ~Q(state="stopped"),
                name="one_pilot_per_district",
                violation_error_message=_("This district has a pilot already."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("programme:workstream", args=[self.pk])

    def clean(self) -> None:
        """Reports what the constraints check at the field it belongs to."""
        if self.starts_on and self.due_on and self.due_on < self.starts_on:
            raise ValidationError({"due_on": DUE_BEFORE_START})

    @property
    def title(self) -> str:
        """The title in the language of the page."""
        return localised_field(self, "title")

    @property
    def summary(self) -> str:
        return localised_field(self, "summary")

    @property
    def is_over(self) -> bool:
        return self.state in (WorkstreamState.FINISHED, WorkstreamState.STOPPED)


class OfWorkstreamQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "OfWorkstreamQuerySet":
        """Those of the programmes whose team the user belongs to."""
        return self.filter(workstream__programme__in=Programme.objects.visible_to(user))

    def coordinated_by(self, user: User) -> "OfWorkstreamQuerySet":
        """Those of the programmes the user coordinates."""
        return self.filter(workstream__programme__in=Programme.objects.coordinated_by(user))


class MilestoneQuerySet(OfWorkstreamQuerySet):
    def late(self, today: date) -> "MilestoneQuerySet":
        """Due before `today` (a date in Dhaka) and neither reached nor dropped."""
        return self.filter(due_on__lt=today).exclude(state__in=[MilestoneState.REACHED, MilestoneState.DROPPED])

    def next_up(self) -> Any:
        """Those still to be reached, the nearest due date first."""
        open_ones = self.exclude(state__in=[MilestoneState.REACHED, MilestoneState.DROPPED])
        return open_ones.order_by(models.F("due_on").asc(nulls_last=True), "pk")


class Milestone(models.Model):
    """A point of a workstream that is reached or not."""

    _history_user: Any  # read by django-simple-history

    workstream = models.ForeignKey(Workstream, models.CASCADE, related_name="milestones", verbose_name=_("workstream"))
    title_en = models.CharField(_("title in English"), max_length=200)
    title_bn = models.CharField(_("title in Bangla"), max_length=200, blank=True)
    due_on = models.DateField(_("due date"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="milestones_owned",
        verbose_name=_("owner"),
    )
    state = models.CharField(
        _("state"), max_length=9, choices=MilestoneState, default=MilestoneState.PLANNED, editable=False
    )
    reason = models.TextField(_("reason"), blank=True, editable=False)
    reached_on = models.DateField(_("reached on"), null=True, blank=True, editable=False)

    objects = MilestoneQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["workstream_id", models.F("due_on").asc(nulls_last=True), "pk"]
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [
            known_values("state", MilestoneState, name="milestone_state_known"),
            models.CheckConstraint(
                condition=(Q(state="reached") & Q(reached_on__isnull=False))
                | (~Q(state="reached") & Q(reached_on__isnull=True)),
                name="reached_milestone_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="dropped") | ~Q(reason=""),
                name="dropped_milestone_has_a_reason",
                violation_error_message=_("Say why the milestone is dropped."),
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="milestone_by_due_date")]  # next milestones, late ones

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the language of the page."""
        return localised_field(self, "title")

    @property
    def is_open(self) -> bool:
        return self.state in (MilestoneState.PLANNED, MilestoneState.UNDER_WAY)

    def is_late(self, today: date) -> bool:
        """Whether it should have been reached before `today` (a date in Dhaka)."""
        return self.is_open and self.due_on is not None and self.due_on < today


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "EvidenceQuerySet":
        """Evidence in the programmes whose team the user belongs to."""
        return self.filter(milestone__workstream__programme__in=Programme.objects.visible_to(user))

    def coordinated_by(self, user: User) -> "EvidenceQuerySet":
        """Evidence in the programmes the user coordinates."""
        return self.filter(milestone__workstream__programme__in=Programme.objects.coordinated_by(user))


class MilestoneEvidence(WithDocument):
    """A paper that shows a milestone was reached."""

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="evidence", verbose_name=_("milestone"))
    file = DocumentField(_("file"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("added by"))
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["milestone_id", "pk"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.CheckConstraint(
                condition=~Q(file=""), name="evidence_has_a_file", violation_error_message=_("Choose a file.")
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def programme(self) -> Any:
        return self.milestone.workstream.programme


class CurriculumStep(models.Model):
    """A step of the ladder that a curriculum reached. Its highest step is its progress."""

    workstream = models.ForeignKey(
        Workstream, models.CASCADE, related_name="ladder_steps", verbose_name=_("workstream")
    )
    step = models.PositiveSmallIntegerField(_("step"), choices=LadderStep)
    reached_on = models.DateField(_("reached on"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )

    objects = OfWorkstreamQuerySet.as_manager()

    class Meta:
        ordering = ["workstream_id", "step"]
        verbose_name = _("step of the ladder")
        verbose_name_plural = _("steps of the ladder")
        constraints = [
            known_values("step", LadderStep, name="ladder_step_known"),
            models.UniqueConstraint(fields=["workstream", "step"], name="one_ladder_step_once"),
        ]

    def __str__(self) -> str:
        return self.get_step_display()
