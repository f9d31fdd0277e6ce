"""Public holidays: reference data that all programmes share."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.database.constraints import known_values
from accounts.text.bilingual import localised_field
from accounts.text.localised_text import digits, month_text

FIRST_YEAR, LAST_YEAR = 2000, 2099


class HolidayKind(models.TextChoices):
    YEARLY = "yearly", _("Every year on this day")
    ONCE = "once", _("In this year alone")
    MOON = "moon", _("By the moon: expected on this day")


class Holiday(models.Model):
    """A day on which offices are closed. Written by trainings.holidays. year: None for one that comes every year."""

    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    month = models.PositiveSmallIntegerField(_("month"), validators=[MinValueValidator(1), MaxValueValidator(12)])
    day = models.PositiveSmallIntegerField(_("day"), validators=[MinValueValidator(1), MaxValueValidator(31)])
    kind = models.CharField(_("kind"), max_length=6, choices=HolidayKind)
    name_en = models.CharField(_("name in English"), max_length=120)
    name_bn = models.CharField(_("name in Bangla"), max_length=120)

    class Meta:
        ordering = ["month", "day", "year", "pk"]
        verbose_name = _("public holiday")
        verbose_name_plural = _("public holidays")
        constraints = [
            known_values("kind", HolidayKind, name="holiday_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="yearly", year__isnull=True)
                | Q(kind__in=["once", "moon"], year__range=(FIRST_YEAR, LAST_YEAR)),
                name="holiday_has_a_year_unless_it_is_yearly",
            ),
            models.CheckConstraint(
                condition=Q(month__range=(1, 12), day__range=(1, 31)), name="holiday_is_a_day_of_a_month"
            ),
            models.CheckConstraint(condition=~Q(name_en="") & ~Q(name_bn=""), name="holiday_has_both_names"),
            models.UniqueConstraint(
                fields=["month", "day", "name_en"],
                condition=Q(year__isnull=True),
                name="a_yearly_holiday_once",
                violation_error_message=_("This holiday is on the list already."),
            ),
            models.UniqueConstraint(
                fields=["year", "month", "day", "name_en"],
                condition=Q(year__isnull=False),
                name="a_holiday_of_a_year_once",
                violation_error_message=_("This holiday is on the list already."),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def date_in_words(self) -> str:
        """ "21 February", with the year where it has one, in the language of the page."""
        language = get_language()
        day = f"{digits(self.day, language)} {month_text(self.month, language)}"
        return f"{day} {digits(self.year, language)}" if self.year else day

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return localised_field(self, "name")
