"""Money of a session: what officers are due for coming, what was paid, and what the session cost."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.database.constraints import known_values
from accounts.models import User
from trainings.models.session import TrainingSession

# In taka. A figure above it is a slip of the finger.
LARGEST_RATE = 100_000
LARGEST_COST = 1_000_000_000


class AllowanceRate(models.Model):
    """What an officer is due in a session: for each half-day attended, and once for the way. Taka."""

    session = models.OneToOneField(
        "trainings.TrainingSession", models.PROTECT, related_name="allowance_rate", verbose_name=_("session")
    )
    per_half_day = models.DecimalField(
        _("for each half-day"),
        max_digits=10,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(LARGEST_RATE)],
    )
    travel = models.DecimalField(
        _("once, for travel"),
        max_digits=10,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(LARGEST_RATE)],
    )

    class Meta:
        verbose_name = _("rate of allowance")
        verbose_name_plural = _("rates of allowance")
        constraints = [
            models.CheckConstraint(
                condition=Q(per_half_day__gte=0) & Q(travel__gte=0), name="allowance_rate_is_not_negative"
            ),
        ]

    def __str__(self):
        return f"{self.session_id}: {self.per_half_day}"


class AllowancePaymentQuerySet(models.QuerySet):
    def coordinated_by(self, user: User) -> "AllowancePaymentQuerySet":
        """Those of the sessions the user coordinates."""
        return self.filter(enrolment__session__in=TrainingSession.objects.coordinated_by(user))


class AllowancePayment(models.Model):
    """What an officer was paid for a session, and for how many half-days. Written by `trainings.allowances` only."""

    enrolment = models.OneToOneField(
        "trainings.Enrolment", models.PROTECT, related_name="allowance_payment", verbose_name=_("enrolment")
    )
    half_days = models.PositiveSmallIntegerField(_("half-days"))
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    paid_on = models.DateField(_("paid on"))
    is_signed = models.BooleanField(_("signed for"), default=False)
    paid_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("paid by"))

    objects = AllowancePaymentQuerySet.as_manager()

    class Meta:
        ordering = ["-paid_on", "pk"]
        verbose_name = _("payment of an allowance")
        verbose_name_plural = _("payments of allowances")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="allowance_payment_has_an_amount"),
        ]

    def __str__(self):
        return f"{self.enrolment_id}: {self.amount}"


class CostHeading(models.TextChoices):
    VENUE = "venue", _("Venue")
    FOOD = "food", _("Food")
    LODGING = "lodging", _("Lodging")
    TRAVEL = "travel", _("Travel of staff and trainers")
    MATERIALS = "materials", _("Materials and printing")
    FEES = "fees", _("Fees of experts")
    OTHER = "other", pgettext_lazy("cost", "Other")


class SessionCost(models.Model):
    """A heading of the costs of a session: planned and actual, in taka. Allowances are counted from their payments."""

    session = models.ForeignKey(
        "trainings.TrainingSession", models.PROTECT, related_name="costs", verbose_name=_("session")
    )
    heading = models.CharField(_("heading"), max_length=9, choices=CostHeading)
    planned = models.DecimalField(_("planned"), max_digits=12, decimal_places=2, null=True, blank=True)
    actual = models.DecimalField(_("actual"), max_digits=12, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["session", "heading"]
        verbose_name = _("cost of a session")
        verbose_name_plural = _("costs of a session")
        constraints = [
            known_values("heading", CostHeading, name="cost_heading_known"),
            models.UniqueConstraint(fields=["session", "heading"], name="one_cost_per_heading"),
            models.CheckConstraint(
                condition=(Q(planned__isnull=True) | Q(planned__gte=0)) & (Q(actual__isnull=True) | Q(actual__gte=0)),
                name="cost_is_not_negative",
            ),
        ]

    def __str__(self):
        return f"{self.session_id}: {self.heading}"
