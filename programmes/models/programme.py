"""Programmes, their phases and the people who run them."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.database.constraints import in_order, known_values
from accounts.models import User
from accounts.text.bilingual import localised_field
from accounts.text.localised_text import date_text


class Strand(models.TextChoices):
    RESEARCH = "research", _("Research")
    TRAINING = "training", _("Training")
    NATIONAL_COORDINATION = "national_coordination", _("National coordination")
    REGIONAL_NETWORKING = "regional_networking", _("Regional networking")
    WOMEN_LED_POLICING = "women_led_policing", _("Women-led policing")
    REINTEGRATION = "reintegration", _("Rehabilitation and reintegration")


class TeamRole(models.TextChoices):
    COORDINATOR = "coordinator", _("Coordinator")
    TRAINER = "trainer", _("Trainer")
    OBSERVER = "observer", _("Observer")


class ProgrammeQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "ProgrammeQuerySet":
        """Programmes the user coordinates or observes. Trainers reach sessions, not programmes."""
        return self._with_part(user, TeamRole.COORDINATOR, TeamRole.OBSERVER)

    def coordinated_by(self, user: User) -> "ProgrammeQuerySet":
        """Programmes that the user coordinates."""
        return self._with_part(user, TeamRole.COORDINATOR)

    def trained_by(self, user: User) -> "ProgrammeQuerySet":
        """Programmes in which the user is a trainer: a place in a session counts only there."""
        return self._with_part(user, TeamRole.TRAINER)

    def _with_part(self, user: User, *roles: Any) -> "ProgrammeQuerySet":
        return self.filter(_is_on_the_team(user.pk, roles))


# Asked for a dozen times by one page, always the same words; who is on the team is up to the database each time.
@lru_cache(maxsize=1000)
def _is_on_the_team(user: Any, roles: tuple[Any, ...]) -> models.Exists:
    return models.Exists(TeamMember.objects.filter(programme=models.OuterRef("pk"), user=user, role__in=roles))


class Programme(models.Model):
    """A programme of community-policing training in one or more countries."""

    code = models.SlugField(_("code"), max_length=20, unique=True, help_text=_("Short, part of every serial: SHETU"))
    title_en = models.CharField(_("title in English"), max_length=300)
    title_bn = models.CharField(_("title in Bangla"), max_length=300, blank=True)
    short_title_en = models.CharField(_("short title in English"), max_length=80)
    short_title_bn = models.CharField(_("short title in Bangla"), max_length=80, blank=True)
    objective_en = models.TextField(_("objective in English"), blank=True)
    objective_bn = models.TextField(_("objective in Bangla"), blank=True)
    countries = models.ManyToManyField(
        "programmes.Place", verbose_name=_("countries"), related_name="programmes", limit_choices_to={"kind": "country"}
    )
    strands = models.JSONField(_("strands"), default=list, blank=True)
    goals = models.ManyToManyField("programmes.Goal", verbose_name=_("goals"), blank=True)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    is_public = models.BooleanField(
        _("speaks in public"), default=False, help_text=_("Anyone may read its published updates at /updates/.")
    )

    # Counted every night (participants/officers/sizes.py). Only how the database looks for officers depends on it, not whom it finds.
    is_large = models.BooleanField(
        _("holds a large part of all officers"), default=False, db_default=False, editable=False
    )

    objects = ProgrammeQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["is_large"])

    class Meta:
        ordering = ["short_title_en"]
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = [
            in_order(
                "starts_on", "ends_on", name="programme_dates_in_order", message=_("The end is before the start.")
            ),
        ]

    def __str__(self) -> str:
        return self.short_title

    @property
    def title(self) -> str:
        """The full title in the language of the page."""
        return localised_field(self, "title")

    @property
    def short_title(self) -> str:
        """The short title in the language of the page."""
        return localised_field(self, "short_title")


class PhaseQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "PhaseQuerySet":
        """Phases of the programmes the user sees."""
        return self.filter(programme__in=Programme.objects.visible_to(user))

    def coordinated_by(self, user: User) -> "PhaseQuerySet":
        """Phases of the programmes the user coordinates."""
        return self.filter(programme__in=Programme.objects.coordinated_by(user))


class Phase(models.Model):
    """A dated stage of a programme."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="phases", verbose_name=_("programme"))
    order = models.PositiveSmallIntegerField(_("order"))
    title_en = models.CharField(_("title in English"), max_length=200)
    title_bn = models.CharField(_("title in Bangla"), max_length=200, blank=True)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)

    objects = PhaseQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["programme", "order"]
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        constraints = [
            models.UniqueConstraint(fields=["programme", "order"], name="one_phase_per_order"),
            in_order("starts_on", "ends_on", name="phase_dates_in_order", message=_("The end is before the start.")),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Says beside its field when a date lies outside the programme."""
        if self.programme_id is None:
            return
        problems = {field: self._outside(getattr(self, field)) for field in ("starts_on", "ends_on")}
        if found := {field: sentence for field, sentence in problems.items() if sentence}:
            raise ValidationError(found)

    def _outside(self, day: Any) -> Any:
        begins, ends = self.programme.starts_on, self.programme.ends_on
        if day and begins and day < begins:
            return _("The programme begins later, on %(day)s.") % {"day": date_text(begins, get_language())}
        if day and ends and day > ends:
            return _("The programme ends earlier, on %(day)s.") % {"day": date_text(ends, get_language())}
        return None

    @property
    def title(self) -> str:
        """The title in the language of the page."""
        return localised_field(self, "title")


class TeamMember(models.Model):
    """What an account may do in a programme: coordinate it, train in its sessions, or read its results.

    One person may coordinate and train; an observer of a programme has no other role in it (the database enforces it too, see
    programmes/team/observer_triggers.py). Changed only by programmes/team/membership.py.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="team", verbose_name=_("programme"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="team_memberships", verbose_name=_("account")
    )
    role = models.CharField(_("role"), max_length=12, choices=TeamRole)
    since = models.DateTimeField(
        _("since"), default=timezone.now, null=True, editable=False, help_text=_("Empty where nobody noted it.")
    )

    class Meta:
        ordering = ["programme", "role"]
        verbose_name = _("team member")
        verbose_name_plural = _("team")
        constraints = [
            known_values("role", TeamRole, name="team_role_known"),
            models.UniqueConstraint(fields=["programme", "user", "role"], name="each_team_role_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"
