"""Claim slips, with which officers open their accounts, and the identity checks before a new one."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.database.constraints import known_values

MOST_WRONG_NUMBERS = 5


class SlipState(models.TextChoices):
    """Printed → used or ended. An expired slip is useless, also while its state is still PRINTED."""

    PRINTED = "printed", _("Printed")
    USED = "used", _("Used")
    ENDED = "ended", _("Ended")


class SlipPurpose(models.TextChoices):
    FIRST = "first", _("Opens an account")
    RETURN = "return", _("Made after re-identification")


class EndReason(models.TextChoices):
    EXPIRED = "expired", _("Its time is over")
    REPLACED = "replaced", _("Replaced by a newer slip")
    WRONG_NUMBERS = "wrong_numbers", _("Five wrong service numbers")
    MERGED = "merged", _("Two records were merged")
    CANCELLED = "cancelled", _("Ended by hand")


class ClaimSlipQuerySet(models.QuerySet):
    def live(self, now: datetime | None = None) -> Self:
        """Slips that can be used at a moment (default: now)."""
        return self.filter(
            state=SlipState.PRINTED, expires_at__gt=now or timezone.now(), wrong_numbers__lt=MOST_WRONG_NUMBERS
        )

    def dead(self, now: datetime | None = None) -> Self:
        """Printed slips that have expired or had five wrong numbers, but are not marked as ended."""
        over = Q(expires_at__lte=now or timezone.now()) | Q(wrong_numbers__gte=MOST_WRONG_NUMBERS)
        return self.filter(over, state=SlipState.PRINTED)


class ClaimSlip(models.Model):
    """One slip of one officer. Only the paper has the code; this row has its hash."""

    officer = models.ForeignKey(
        "participants.Officer", models.CASCADE, related_name="claim_slips", verbose_name=_("officer")
    )
    code_hash = models.CharField(_("hash of the code"), max_length=64, unique=True, editable=False)
    purpose = models.CharField(_("purpose"), max_length=6, choices=SlipPurpose, default=SlipPurpose.FIRST)
    state = models.CharField(_("state"), max_length=7, choices=SlipState, default=SlipState.PRINTED)
    wrong_numbers = models.PositiveSmallIntegerField(_("wrong service numbers"), default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account it opened"),
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=13, choices=EndReason, blank=True, default="")

    objects = ClaimSlipQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("claim slip")
        verbose_name_plural = _("claim slips")
        indexes = [
            # Read by the sweep every quarter of an hour (participants/claim_slips/ending.py).
            models.Index(fields=["state", "expires_at"], name="claim_slips_by_end")
        ]
        constraints = [
            known_values("state", SlipState, name="claim_slip_state_known"),
            known_values("purpose", SlipPurpose, name="claim_slip_purpose_known"),
            models.UniqueConstraint(
                fields=["officer"],
                condition=Q(state=SlipState.PRINTED),
                name="one_live_claim_slip_per_officer",
                violation_error_message=_("The officer has a slip already."),
            ),
            models.CheckConstraint(
                condition=Q(state=SlipState.USED, used_at__isnull=False, used_by__isnull=False)
                | (~Q(state=SlipState.USED) & Q(used_at__isnull=True, used_by__isnull=True)),
                name="used_claim_slip_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(state=SlipState.ENDED, ended_at__isnull=False, end_reason__in=EndReason.values)
                | (~Q(state=SlipState.ENDED) & Q(ended_at__isnull=True, end_reason="")),
                name="ended_claim_slip_says_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(wrong_numbers__lte=MOST_WRONG_NUMBERS), name="claim_slip_counts_to_five"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="claim_slip_ends_after_it_begins"),
        ]

    def __str__(self):
        return f"{self.pk}: {self.state}"

    def is_live(self, now: datetime | None = None) -> bool:
        """Whether it can be used at a moment (default: now)."""
        over = self.expires_at <= (now or timezone.now()) or self.wrong_numbers >= MOST_WRONG_NUMBERS
        return self.state == SlipState.PRINTED and not over

    def why_over(self, now: datetime | None = None) -> EndReason | None:
        """Returns the EndReason of a printed slip that cannot be used any more, or None while it can."""
        if self.wrong_numbers >= MOST_WRONG_NUMBERS:
            return EndReason.WRONG_NUMBERS
        return EndReason.EXPIRED if self.expires_at <= (now or timezone.now()) else None


class IdentityQuestion(models.TextChoices):
    MOBILE = "mobile", _("Mobile number")
    JOINED = "joined", _("Year of joining the police")
    UNIT = "unit", _("Unit and its head")


class IdentityCheck(models.Model):
    """One identity check of an officer by a member of staff. The answer is not stored."""

    officer = models.ForeignKey(
        "participants.Officer", models.CASCADE, related_name="identity_checks", verbose_name=_("officer")
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    question = models.CharField(_("question"), max_length=6, choices=IdentityQuestion)
    is_right = models.BooleanField(_("answered right"))

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("identity check")
        verbose_name_plural = _("identity checks")
        indexes = [models.Index(fields=["asked_by", "asked_at"], name="identity_checks_of_a_day")]
        constraints = [known_values("question", IdentityQuestion, name="identity_question_known")]

    def __str__(self):
        return f"{self.officer_id}: {self.question}"
