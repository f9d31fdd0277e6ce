"""Findings: needs, difficulties, requests and good practice, who raised them, and their result."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from accounts.database.constraints import known_values
from accounts.models import User
from accounts.text.bilingual import localised_field
from programmes.models.consultation import ParticipantCategory
from programmes.models.programme import Programme
from programmes.models.theme import Theme

NO_TEXT = _("Write the finding in at least one language.")


class FindingKind(models.TextChoices):
    GAP = "gap", _("Gap")
    CHALLENGE = "challenge", _("Challenge")
    RECOMMENDATION = "recommendation", _("Recommendation")
    POLICY_INPUT = "policy_input", _("Policy input")
    GOOD_PRACTICE = "good_practice", _("Good practice")
    FUTURE_INTERVENTION = "future_intervention", _("Future intervention")


class FindingState(models.TextChoices):
    """open → accepted → in progress → done, or declined. Changed only by programmes.findings.lifecycle."""

    OPEN = "open", pgettext_lazy("finding", "Open")
    ACCEPTED = "accepted", _("Accepted")
    IN_PROGRESS = "in_progress", _("In progress")
    DONE = "done", _("Done")
    DECLINED = "declined", _("Declined")


CLOSED_STATES = (FindingState.DONE, FindingState.DECLINED)


class Priority(models.IntegerChoices):
    HIGH = 1, _("High")
    MEDIUM = 2, _("Medium")
    LOW = 3, _("Low")


class FindingQuerySet(models.QuerySet):
    def standing(self) -> "FindingQuerySet":
        """Without those that were merged into another one."""
        return self.filter(merged_into=None)

    def visible_to(self, user: User) -> "FindingQuerySet":
        """Findings of the programmes whose team the user belongs to; merged ones are reached through the one they went into."""
        return self.standing().filter(programme__in=Programme.objects.visible_to(user))

    def coordinated_by(self, user: User) -> "FindingQuerySet":
        """Findings of the programmes the user coordinates; merged ones are reached through the one they went into."""
        return self.standing().filter(programme__in=Programme.objects.coordinated_by(user))

    def not_closed(self) -> "FindingQuerySet":
        """Neither done nor declined."""
        return self.exclude(state__in=CLOSED_STATES)

    def overdue(self, today: date) -> "FindingQuerySet":
        """Neither done nor declined, and due before `today` (a date in Dhaka)."""
        return self.not_closed().filter(due_on__lt=today)

    def unanswered(self) -> "FindingQuerySet":
        """Those that no module addresses."""
        return self.filter(answers=None)

    def by_urgency(self) -> "FindingQuerySet":
        """Open findings before closed ones, then by priority, due date and age."""
        closed_last = models.Case(models.When(state__in=CLOSED_STATES, then=1), default=0)
        return self.order_by(closed_last, "priority", F("due_on").asc(nulls_last=True), "pk")


class Finding(models.Model):
    """One need or remark in words of its own, whichever events it came up at."""

    _history_user: Any  # read by django-simple-history

    programme = models.ForeignKey(
        "programmes.Programme", models.PROTECT, related_name="findings", verbose_name=_("programme")
    )
    kind = models.CharField(_("kind"), max_length=19, choices=FindingKind)
    theme = models.CharField(_("theme"), max_length=13, choices=Theme)
    text_en = models.TextField(_("text in English"), max_length=2000, blank=True)
    text_bn = models.TextField(_("text in Bangla"), max_length=2000, blank=True)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.MEDIUM)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="findings_owned",
        verbose_name=_("owner"),
    )
    due_on = models.DateField(_("due date"), null=True, blank=True)
    consultations = models.ManyToManyField(
        "programmes.Consultation",
        through="programmes.FindingSource",
        through_fields=("finding", "consultation"),
        related_name="findings",
        verbose_name=_("consultations"),
    )
    state = models.CharField(_("state"), max_length=11, choices=FindingState, default=FindingState.OPEN, editable=False)
    reason = models.TextField(_("reason"), blank=True, editable=False)
    outcome = models.TextField(_("what came of it"), blank=True, editable=False)
    closed_at = models.DateTimeField(pgettext_lazy("finding", "closed at"), null=True, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="merged", verbose_name=_("merged into")
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    objects = FindingQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["programme", "pk"]
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints = [
            known_values("kind", FindingKind, name="finding_kind_known"),
            known_values("theme", Theme, name="finding_theme_known"),
            known_values("priority", Priority, name="finding_priority_known"),
            known_values("state", FindingState, name="finding_state_known"),
            models.CheckConstraint(
                condition=~Q(text_en="") | ~Q(text_bn=""),
                name="finding_has_a_text",
                violation_error_message=NO_TEXT,
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""),
                name="declined_finding_has_a_reason",
                violation_error_message=_("Say why the finding is declined."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "declined"], closed_at__isnull=False)
                | (~Q(state__in=["done", "declined"]) & Q(closed_at__isnull=True)),
                name="closed_finding_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="finding_is_not_merged_into_itself",
            ),
        ]
        indexes = [
            # The register, filtered by state.
            models.Index(fields=["programme", "state", "priority"], name="finding_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.text[:80]}"

    def get_absolute_url(self) -> str:
        return reverse("programme:finding", args=[self.pk])

    def clean(self) -> None:
        """Reports what the constraints check at the field it belongs to."""
        if not self.text_en.strip() and not self.text_bn.strip():
            raise ValidationError({"text_en": NO_TEXT})

    @property
    def number(self) -> str:
        """What people call it: F12."""
        return f"F{self.pk}"

    @property
    def text(self) -> str:
        """The text in the language of the page, or in the other where it is missing."""
        return localised_field(self, "text")

    @property
    def is_closed(self) -> bool:
        return self.state in CLOSED_STATES

    def is_overdue(self, today: date) -> bool:
        """Whether it should have been closed before `today` (a date in Dhaka)."""
        return self.due_on is not None and self.due_on < today and not self.is_closed


class FindingSource(models.Model):
    """Where a finding came up, and which group raised it. Without a consultation: from the desk."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="sources", verbose_name=_("finding"))
    consultation = models.ForeignKey(
        "programmes.Consultation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="finding_sources",
        verbose_name=_("consultation"),
    )
    raised_by = models.CharField(_("raised by"), max_length=15, choices=ParticipantCategory, blank=True)
    # Of a merged finding; separating it again removes the sources that came with it.
    came_with = models.ForeignKey(
        Finding, models.CASCADE, null=True, editable=False, related_name="+", verbose_name=_("came with the finding")
    )

    class Meta:
        ordering = ["finding_id", "pk"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [
            models.CheckConstraint(
                condition=Q(raised_by__in=["", *ParticipantCategory.values]),
                name="finding_source_category_known",
                violation_error_message=_("Choose one of the listed values."),
            ),
            models.UniqueConstraint(
                fields=["finding", "consultation", "raised_by"],
                name="one_source_per_category",
                violation_error_message=_("This source is named already."),
            ),
            models.UniqueConstraint(
                fields=["finding", "raised_by"],
                condition=Q(consultation__isnull=True),
                name="one_desk_source_per_category",
                violation_error_message=_("This source is named already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.consultation or _("Desk review"))


class DistinctFindings(models.Model):
    """Two findings that look alike and were judged not to be the same; they are not suggested again."""

    one = models.ForeignKey(Finding, models.CASCADE, related_name="+", verbose_name=_("one"))
    other = models.ForeignKey(Finding, models.CASCADE, related_name="+", verbose_name=_("other"))
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("judged by")
    )
    judged_at = models.DateTimeField(_("judged at"), auto_now_add=True)

    class Meta:
        verbose_name = _("different findings")
        verbose_name_plural = _("different findings")
        constraints = [
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="different_findings_in_order"),
            models.UniqueConstraint(fields=["one", "other"], name="findings_are_told_apart_once"),
        ]

    def __str__(self) -> str:
        return f"F{self.one_id} ≠ F{self.other_id}"
