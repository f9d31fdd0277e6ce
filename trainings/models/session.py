"""Training sessions: when and where a course is held, by whom, day by day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.database.constraints import in_order, known_values
from accounts.models import User
from accounts.text.bilingual import localised_field
from programmes.models import Programme, TeamMember, TeamRole
from trainings.models.entry_fields import EntryRuleFields


class SessionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SCHEDULED = "scheduled", _("Scheduled")
    RUNNING = "running", _("Running")
    HELD = "held", _("Held")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


# Officers can be added until the last day.
TAKES_OFFICERS = (SessionState.DRAFT, SessionState.SCHEDULED, SessionState.RUNNING)


class TrainerRole(models.TextChoices):
    LEAD = "lead", _("Lead trainer")
    CO_TRAINER = "co_trainer", _("Co-trainer")
    EXPERT = "expert", _("International expert")
    GUEST = "guest", _("Guest")


class TrainingSessionQuerySet(models.QuerySet):
    def locked(self, pk: Any, *with_these: str) -> "TrainingSession":
        """Returns the session with its phase (and what else is named), locked to the end of the transaction: how every verb begins."""
        return self.to_lock(*with_these).get(pk=pk)

    def to_lock(self, *with_these: str) -> Any:
        """The sessions as `locked` reads them, for a rule that writes its question once (accounts/database/compiled.py)."""
        return self.select_for_update(of=("self",)).select_related("phase", *with_these)

    def visible_to(self, user: User) -> "TrainingSessionQuerySet":
        """Sessions of the programmes the user coordinates, and those the user trains."""
        return self.filter(Q(phase__in=user.phases_coordinated) | Q(pk__in=self._trained_by(user)))

    def led_by(self, user: User) -> "TrainingSessionQuerySet":
        """Only the sessions the user trains, whatever else the user may see."""
        return self.filter(pk__in=self._trained_by(user))

    def coordinated_by(self, user: User) -> "TrainingSessionQuerySet":
        """Sessions of the programmes the user coordinates."""
        return self.filter(phase__in=user.phases_coordinated)

    def upcoming(self, today: date) -> "TrainingSessionQuerySet":
        """Sessions that begin on `today` or later and are not cancelled."""
        return self.filter(starts_on__gte=today).exclude(state=SessionState.CANCELLED)

    def with_turnout(self) -> "TrainingSessionQuerySet":
        """Adds `enrolled`, `women` and `completed`: counts of those who take part."""
        session: Any = self.model
        enrolment = session.enrolments.rel.related_model

        def count(**more: str) -> models.Subquery:
            rows = enrolment.objects.active().filter(session=models.OuterRef("pk"), **more).order_by()
            return models.Subquery(
                rows.values("session").annotate(n=models.Count("pk")).values("n"), output_field=models.IntegerField()
            )

        return self.annotate(
            enrolled=models.functions.Coalesce(count(), 0),
            women=models.functions.Coalesce(count(officer__sex="female"), 0),
            completed=models.functions.Coalesce(count(state="completed"), 0),
        )

    @staticmethod
    def _trained_by(user):
        # A place in a session opens it only while the person is a trainer of its programme.
        programmes = Programme.objects.trained_by(user).values("pk")
        return SessionTrainer.objects.filter(user=user.pk, session__phase__programme__in=programmes).values("session")


class TrainingSession(EntryRuleFields):
    """One holding of a course: dates, place, trainers, officers."""

    code = models.CharField(
        _("code"),
        max_length=20,
        unique=True,
        validators=[
            RegexValidator(r"^[A-Z0-9][A-Z0-9-]*$", _("Use capital letters, digits and hyphens, as in TOT-KHU-03."))
        ],
        help_text=_("Short and human, as in TOT-KHU-03."),
    )
    phase = models.ForeignKey("programmes.Phase", models.PROTECT, related_name="sessions", verbose_name=_("phase"))
    course = models.ForeignKey("trainings.Course", models.PROTECT, related_name="sessions", verbose_name=_("course"))
    title_en = models.CharField(_("title in English"), max_length=200)
    title_bn = models.CharField(_("title in Bangla"), max_length=200, blank=True)
    place = models.ForeignKey(
        "programmes.Place",
        models.PROTECT,
        related_name="sessions",
        verbose_name=_("place"),
        limit_choices_to={"kind__in": ["district", "upazila"]},
    )
    venue_en = models.CharField(_("venue in English"), max_length=160, blank=True)
    venue_bn = models.CharField(_("venue in Bangla"), max_length=160)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    capacity = models.PositiveSmallIntegerField(
        _("seats"), default=30, validators=[MinValueValidator(1), MaxValueValidator(2000)]
    )
    regions = models.ManyToManyField(
        "programmes.Place", blank=True, related_name="served_by_sessions", verbose_name=_("regions served")
    )
    goals = models.ManyToManyField("programmes.Goal", blank=True, verbose_name=_("goals"))
    state = models.CharField(_("state"), max_length=9, choices=SessionState, default=SessionState.DRAFT)
    state_reason = models.TextField(_("reason"), blank=True)
    nominations_due_on = models.DateField(_("nominations due by"), null=True, blank=True)
    nominations_to = models.CharField(_("where nominations are sent"), max_length=200, blank=True)
    women_share = models.PositiveSmallIntegerField(
        _("share of women wanted, in per cent"), default=0, validators=[MaxValueValidator(100)]
    )
    # The completion rule since the session was scheduled; both None while it follows its course. See trainings.curriculum.pinning.
    required_share = models.PositiveSmallIntegerField(
        _("attendance needed, per cent"), null=True, blank=True, editable=False
    )
    late_counts = models.BooleanField(_("late counts as attended"), null=True, blank=True, editable=False)
    allows_making_up = models.BooleanField(_("missed half-days can be made up"), null=True, blank=True, editable=False)
    # The same number for sessions that use the same modules, so that many are counted at once. None as above.
    module_set = models.BigIntegerField(_("modules it uses, as a number"), null=True, blank=True, editable=False)
    # What papers print of the course; empty while the session follows its course.
    pinned_title_en = models.CharField(
        _("course in English"), max_length=300, blank=True, default="", db_default="", editable=False
    )
    pinned_title_bn = models.CharField(
        _("course in Bangla"), max_length=300, blank=True, default="", db_default="", editable=False
    )
    pinned_hours = models.DecimalField(
        _("contact hours"), max_digits=5, decimal_places=1, null=True, blank=True, editable=False
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("closed by")
    )

    # The last day on which officers may object to their marks, by the course at closing; None while it is not closed, and for none.
    objections_until = models.DateField(_("objections until"), null=True, blank=True, editable=False)

    objects = TrainingSessionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-starts_on", "code"]
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = [
            known_values("state", SessionState, name="session_state_known"),
            in_order(
                "starts_on", "ends_on", name="session_dates_in_order", message=_("The last day is before the first.")
            ),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="session_has_a_seat"),
            models.CheckConstraint(
                condition=Q(required_share__isnull=True, late_counts__isnull=True)
                | Q(required_share__range=(0, 100), late_counts__isnull=False),
                name="session_rule_is_whole",
            ),
            in_order(
                "nominations_due_on",
                "starts_on",
                name="nominations_due_before_the_session",
                message=_("Nominations are due on the first day at the latest."),
            ),
            models.CheckConstraint(
                condition=Q(women_share__range=(0, 100)), name="session_share_of_women_is_a_percentage"
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(state_reason=""),
                name="cancelled_session_has_a_reason",
                violation_error_message=_("Say why the session is cancelled."),
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False), name="closed_session_has_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "starts_on"], name="session_by_state_and_date"),  # start page, daily advance
            # Read by the lists of enrolments, whose sessions come in this order: else all enrolments were sorted for a page.
            models.Index(fields=["-starts_on", "id"], name="session_latest_first"),
        ]

    def __str__(self):
        return self.code

    def unique_error_message(self, model_class: type[models.Model], unique_check: Sequence[str]) -> ValidationError:
        """Reports a code that is taken, in any programme, without a hint about the other session."""
        if tuple(unique_check) == ("code",):
            return ValidationError(_("This code is taken. Choose another one."), code="unique")
        return super().unique_error_message(model_class, unique_check)

    @property
    def title(self) -> str:
        """The title in the language of the page."""
        return localised_field(self, "title")

    @property
    def course_title(self) -> str:
        """The title of the course in the language of the page: as it was when the session was scheduled."""
        return localised_field(self, "course_title")

    @property
    def course_title_en(self) -> str:
        """The title of the course in English, as papers of the session print it."""
        return self.pinned_title_en or self.course.title_en

    @property
    def course_title_bn(self) -> str:
        """The title of the course in Bangla, as papers of the session print it."""
        return self.pinned_title_bn or self.course.title_bn

    @property
    def course_hours(self) -> Any:
        """The contact hours, a Decimal, as papers of the session print them."""
        return self.course.contact_hours if self.pinned_hours is None else self.pinned_hours

    @property
    def venue(self) -> str:
        """The venue in the language of the page."""
        return localised_field(self, "venue")

    @property
    def programme(self) -> Programme:
        """The programme, through the phase."""
        return self.phase.programme


class SessionDayQuerySet(models.QuerySet):
    def coordinated_by(self, user: User) -> "SessionDayQuerySet":
        """Days of the sessions the user coordinates."""
        return self.filter(session__in=TrainingSession.objects.coordinated_by(user))


class SessionDay(models.Model):
    """One day of a session and which of its halves are taught."""

    session = models.ForeignKey(TrainingSession, models.CASCADE, related_name="days", verbose_name=_("session"))
    number = models.PositiveSmallIntegerField(_("day"))
    date = models.DateField(_("date"))
    has_morning = models.BooleanField(_("morning"), default=True)
    has_afternoon = models.BooleanField(_("afternoon"), default=True)

    objects = SessionDayQuerySet.as_manager()

    class Meta:
        ordering = ["session", "number"]
        verbose_name = _("day")
        verbose_name_plural = _("days")
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="one_session_day_per_number"),
            models.UniqueConstraint(fields=["session", "date"], name="one_session_day_per_date"),
            models.CheckConstraint(
                condition=Q(has_morning=True) | Q(has_afternoon=True),
                name="session_day_has_a_half",
                violation_error_message=_("A day has a morning, an afternoon or both."),
            ),
        ]

    def __str__(self):
        return f"{self.session.code}, {self.date}"


class SessionTrainer(models.Model):
    """An account that trains a session, and its role there."""

    session = models.ForeignKey(TrainingSession, models.CASCADE, related_name="trainers", verbose_name=_("session"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="trainer_roles", verbose_name=_("account")
    )
    role = models.CharField(_("role"), max_length=10, choices=TrainerRole, default=TrainerRole.CO_TRAINER)

    class Meta:
        ordering = ["session", "role", "pk"]
        verbose_name = _("trainer")
        verbose_name_plural = _("trainers")
        constraints = [
            known_values("role", TrainerRole, name="trainer_role_known"),
            models.UniqueConstraint(fields=["session", "user"], name="one_role_per_trainer"),
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(role="lead"),
                name="one_lead_trainer_per_session",
                violation_error_message=_("A session has one lead trainer."),
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.get_role_display()}"

    def clean(self) -> None:
        """Reports at the field a newly named person who is no trainer of the programme; earlier rows stay as they are."""
        if self.user_id is None or self.session.phase_id is None:
            return
        same = (
            SessionTrainer.objects.filter(pk=self.pk, user=self.user_id) if self.pk else SessionTrainer.objects.none()
        )
        team = TeamMember.objects.filter(programme=self.session.phase.programme_id, user=self.user_id)
        if not same.exists() and not team.filter(role=TeamRole.TRAINER, user__is_active=True).exists():
            raise ValidationError(
                {"user": _("This person is no trainer of the programme. Give the role first, under People and access.")}
            )
