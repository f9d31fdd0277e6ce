"""Consultations: when and where, held or planned, and how many people of which group took part."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.database.constraints import in_order, known_values
from accounts.models import User
from accounts.text.bilingual import localised_field
from accounts.text.localised_text import date_range_text, digits, month_text
from programmes.models.programme import Programme

LAST_BEFORE_FIRST = _("The last day is before the first.")
MORE_WOMEN_THAN_PEOPLE = _("More women are expected than people in all.")
NO_FIRST_DAY = _("There is a last day but no first.")


class ConsultationKind(models.TextChoices):
    NEEDS_ASSESSMENT = "needs_assessment", _("Needs assessment")
    WORKSHOP = "workshop", _("Consultation workshop")
    DIALOGUE = "dialogue", _("Consultative dialogue")
    EXPERT_MEETING = "expert_meeting", _("Expert meeting")
    LAUNCH = "launch", _("Launch")
    CEREMONY = "ceremony", _("Ceremony")


class Scope(models.TextChoices):
    NATIONAL = "national", _("National")
    REGIONAL = "regional", _("Regional")
    INTERNATIONAL = "international", _("International")


class DatesKnown(models.TextChoices):
    DAY = "day", _("To the day")
    MONTH = "month", _("The month only")
    YEAR = "year", _("The year only")


class ParticipantCategory(models.TextChoices):
    """Who took part, and who raised a finding: always a group, never a person."""

    ATU = "atu", _("Anti-Terrorism Unit")
    RANGE = "range", _("Range police")
    BEAT = "beat", _("Community and beat police")
    METRO = "metro", _("Metropolitan police")
    OTHER_POLICE = "other_police", _("Other police")
    GOVERNMENT = "government", _("Government")
    MEDIA = "media", _("Print and electronic media")
    EXPERTS = "experts", _("International experts")
    CIVIL_SOCIETY = "civil_society", _("Civil society and communities")
    PARTNERS = "partners", _("Donors and UN entities")
    NOT_BROKEN_DOWN = "not_broken_down", _("Not broken down")


def _last_begun(today: date) -> dict[str, date]:
    """Returns the last day, by how well a date is known, on which a consultation still counts as begun.

    "June" has come as soon as June begins, whatever day of it is stored.
    """
    in_next_month = today.replace(day=28) + timedelta(days=4)
    return {
        DatesKnown.DAY: today,
        DatesKnown.MONTH: in_next_month - timedelta(days=in_next_month.day),
        DatesKnown.YEAR: today.replace(month=12, day=31),
    }


def _is_ahead(today: date) -> Q:
    ahead = Q()
    for known, last in _last_begun(today).items():
        ahead |= Q(dates_known=known, starts_on__gt=last)
    return Q(starts_on__isnull=False) & ahead


class ConsultationQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "ConsultationQuerySet":
        """Consultations of the programmes whose team the user belongs to."""
        return self.filter(programme__in=Programme.objects.visible_to(user))

    def coordinated_by(self, user: User) -> "ConsultationQuerySet":
        """Consultations of the programmes the user coordinates."""
        return self.filter(programme__in=Programme.objects.coordinated_by(user))

    def planned(self, today: date) -> "ConsultationQuerySet":
        """Those that have not begun on `today` (a date in Dhaka)."""
        return self.filter(_is_ahead(today))

    def held(self, today: date) -> "ConsultationQuerySet":
        """Those that have begun on `today` (a date in Dhaka). One without a date is of the past: nobody remembers its day."""
        return self.exclude(_is_ahead(today))

    def with_people(self) -> "ConsultationQuerySet":
        """Adds `women`, `men`, `sex_not_recorded` and `people`, summed over the headcounts."""

        def total(field: Any) -> Any:
            rows = Headcount.objects.filter(consultation=models.OuterRef("pk")).order_by().values("consultation")
            counted = models.Subquery(rows.annotate(n=Sum(field)).values("n"), output_field=models.IntegerField())
            return Coalesce(counted, 0)

        return self.annotate(women=total("women"), men=total("men"), sex_not_recorded=total("not_recorded")).annotate(
            people=F("women") + F("men") + F("sex_not_recorded")
        )

    def with_findings(self) -> "ConsultationQuerySet":
        """Adds `findings_raised`: how many findings (merged ones counted once) name it as a source."""
        source: Any = self.model._meta.get_field("finding_sources").related_model
        sources = source.objects.filter(consultation=models.OuterRef("pk"), finding__merged_into=None)
        raised = (
            sources.order_by().values("consultation").annotate(n=models.Count("finding", distinct=True)).values("n")
        )
        return self.annotate(findings_raised=Coalesce(models.Subquery(raised, output_field=models.IntegerField()), 0))

    def in_time(self) -> "ConsultationQuerySet":
        """Oldest first; those without a date at the end."""
        return self.order_by(F("starts_on").asc(nulls_last=True), "pk")


class Consultation(models.Model):
    """An event at which people were heard."""

    _history_user: Any  # read by django-simple-history

    programme = models.ForeignKey(
        "programmes.Programme", models.PROTECT, related_name="consultations", verbose_name=_("programme")
    )
    phase = models.ForeignKey(
        "programmes.Phase", models.PROTECT, null=True, blank=True, related_name="consultations", verbose_name=_("phase")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=ConsultationKind)
    scope = models.CharField(_("scope"), max_length=13, choices=Scope)
    title_en = models.CharField(_("title in English"), max_length=200)
    title_bn = models.CharField(_("title in Bangla"), max_length=200, blank=True)
    starts_on = models.DateField(
        _("first day"), null=True, blank=True, help_text=_("Leave it empty when nobody knows it.")
    )
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    dates_known = models.CharField(
        _("how well the date is known"), max_length=5, choices=DatesKnown, default=DatesKnown.DAY
    )
    place = models.ForeignKey(
        "programmes.Place", models.PROTECT, null=True, blank=True, related_name="consultations", verbose_name=_("place")
    )
    venue_en = models.CharField(_("venue in English"), max_length=160, blank=True)
    venue_bn = models.CharField(_("venue in Bangla"), max_length=160, blank=True)
    purpose_en = models.TextField(_("what it was for, in English"), max_length=4000, blank=True)
    purpose_bn = models.TextField(_("what it was for, in Bangla"), max_length=4000, blank=True)
    agenda_en = models.TextField(_("agenda in English"), max_length=8000, blank=True, help_text=_("One line per item."))
    agenda_bn = models.TextField(_("agenda in Bangla"), max_length=8000, blank=True)
    follows = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name=_("follows"),
        help_text=_("The earlier event that this one builds on."),
    )
    goals = models.ManyToManyField("programmes.Goal", blank=True, related_name="consultations", verbose_name=_("goals"))
    headcount_note = models.CharField(
        _("note on the numbers"), max_length=300, blank=True, help_text=_("As in: the source says “over 150”.")
    )
    expected_people = models.PositiveIntegerField(
        _("people expected"), null=True, blank=True, help_text=_("The plan. Those who took part are counted below.")
    )
    expected_women = models.PositiveIntegerField(_("of these women"), null=True, blank=True)

    objects = ConsultationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = [F("starts_on").desc(nulls_last=True), "-pk"]
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        constraints = [
            known_values("kind", ConsultationKind, name="consultation_kind_known"),
            known_values("scope", Scope, name="consultation_scope_known"),
            known_values("dates_known", DatesKnown, name="consultation_dates_known_known"),
            in_order(
                "starts_on",
                "ends_on",
                name="consultation_dates_in_order",
                message=LAST_BEFORE_FIRST,
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=False),
                name="consultation_end_needs_a_start",
                violation_error_message=NO_FIRST_DAY,
            ),
            models.CheckConstraint(
                condition=Q(follows__isnull=True) | ~Q(follows=F("id")),
                name="consultation_does_not_follow_itself",
                violation_error_message=_("A consultation can't follow itself."),
            ),
            models.CheckConstraint(
                condition=Q(expected_women__isnull=True)
                | Q(expected_people__isnull=False, expected_women__lte=F("expected_people")),
                name="consultation_expects_women_among_people",
                violation_error_message=MORE_WOMEN_THAN_PEOPLE,
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("programme:consultation", args=[self.pk])

    def clean(self) -> None:
        """Reports each problem at its field, also those that depend on other rows."""
        problems = {
            "ends_on": self._dates_problem(),
            "phase": self._phase_problem(),
            "follows": self._follows_problem(),
            "expected_women": self._expected_problem(),
        }
        if found := {field: sentence for field, sentence in problems.items() if sentence}:
            raise ValidationError(found)

    def _dates_problem(self) -> Any:
        if self.ends_on and not self.starts_on:
            return NO_FIRST_DAY
        if self.ends_on and self.starts_on and self.ends_on < self.starts_on:
            return LAST_BEFORE_FIRST
        return None

    def _expected_problem(self) -> Any:
        if self.expected_women is not None and self.expected_women > (self.expected_people or 0):
            return MORE_WOMEN_THAN_PEOPLE
        return None

    def _phase_problem(self) -> Any:
        if self.phase and self.programme_id and self.phase.programme_id != self.programme_id:
            return _("This phase belongs to another programme.")
        return None

    def _follows_problem(self) -> Any:
        follows = self.follows
        if follows is None:
            return None
        if follows.pk == self.pk:
            return _("A consultation can't follow itself.")
        if self.programme_id and follows.programme_id != self.programme_id:
            return _("This consultation belongs to another programme.")
        if self.pk and self.pk in self._earlier_ones():
            return _("That one already follows this one, directly or through others.")
        if self.starts_on and follows.starts_on and follows.starts_on > self.starts_on:
            return _("That one is later than this one: %(when)s.") % {"when": follows.when}
        return None

    def _earlier_ones(self) -> Any:
        """Returns the ids of all earlier consultations in the chain. One query for the whole programme."""
        before = dict(Consultation.objects.filter(programme=self.programme_id).values_list("pk", "follows"))
        seen, at = set(), self.follows_id
        while at and at not in seen:
            seen.add(at)
            at = before.get(at)
        return seen

    def is_planned(self, today: date) -> bool:
        """Whether it has not begun on `today` (a date in Dhaka)."""
        return self.starts_on is not None and self.starts_on > _last_begun(today).get(self.dates_known, today)

    @property
    def title(self) -> str:
        """The title in the language of the page."""
        return localised_field(self, "title")

    @property
    def venue(self) -> str:
        return localised_field(self, "venue")

    @property
    def purpose(self) -> str:
        return localised_field(self, "purpose")

    @property
    def agenda(self) -> str:
        return localised_field(self, "agenda")

    @property
    def when(self) -> Any:
        """The dates as far as they are known, in the language of the page; '' when nothing is."""
        if self.starts_on is None:
            return ""
        language = get_language() or "en"
        if self.dates_known == DatesKnown.YEAR:
            return digits(self.starts_on.year, language)
        if self.dates_known == DatesKnown.MONTH:
            return f"{month_text(self.starts_on.month, language)} {digits(self.starts_on.year, language)}"
        return date_range_text(self.starts_on, self.ends_on, language)


BELOW_ZERO = _("A number of people can't be below zero.")
_not_negative = MinValueValidator(0, BELOW_ZERO)


class Headcount(models.Model):
    """How many people of one category came. All three zero: they came, but nobody wrote down how many."""

    consultation = models.ForeignKey(
        Consultation, models.CASCADE, related_name="headcounts", verbose_name=_("consultation")
    )
    category = models.CharField(_("category"), max_length=15, choices=ParticipantCategory)
    women = models.PositiveIntegerField(_("women"), default=0, validators=[_not_negative])
    men = models.PositiveIntegerField(_("men"), default=0, validators=[_not_negative])
    not_recorded = models.PositiveIntegerField(_("sex not recorded"), default=0, validators=[_not_negative])

    class Meta:
        ordering = ["consultation_id", "pk"]
        verbose_name = _("headcount")
        verbose_name_plural = _("headcounts")
        constraints = [
            known_values("category", ParticipantCategory, name="headcount_category_known"),
            models.UniqueConstraint(
                fields=["consultation", "category"],
                name="one_headcount_per_category",
                violation_error_message=_("This category is counted already."),
            ),
            models.CheckConstraint(
                condition=Q(women__gte=0, men__gte=0, not_recorded__gte=0),
                name="headcount_is_not_negative",
                violation_error_message=BELOW_ZERO,
            ),
        ]

    def __str__(self) -> str:
        return self.get_category_display()

    def clean(self) -> None:
        """Nobody has taken part in what has not begun."""
        if self.consultation.is_planned(timezone.localdate()):
            raise ValidationError(
                _(
                    "This consultation has not begun, so nobody has taken part. Write the number you expect in “people expected”."
                )
            )

    @property
    def people(self) -> Any:
        return self.women + self.men + self.not_recorded
