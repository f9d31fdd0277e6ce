"""Reflections: quotations word for word, used only with consent."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from accounts.database.constraints import known_values
from accounts.models import Language, User
from accounts.text.bilingual import localised_field
from programmes.models.programme import Programme
from programmes.models.theme import Theme

NOT_AS_SAID = _("Write the words in the language they were said in.")


class Consent(models.TextChoices):
    NOT_ASKED = "not_asked", _("Not asked yet")
    GIVEN = "given", _("Given")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("consent", "Withdrawn")


class ReflectionQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "ReflectionQuerySet":
        """Reflections of the programmes the user coordinates; others see them only where they are quoted."""
        return self.coordinated_by(user)

    def coordinated_by(self, user: User) -> "ReflectionQuerySet":
        """Reflections of the programmes the user coordinates."""
        return self.filter(programme__in=Programme.objects.coordinated_by(user))

    def usable(self) -> "ReflectionQuerySet":
        """Those that updates and reports may quote."""
        return self.filter(consent=Consent.GIVEN, published_at__isnull=False)


class Reflection(models.Model):
    """A quotation. Speakers appear by role, never by name."""

    _history_user: Any  # read by django-simple-history

    programme = models.ForeignKey(
        "programmes.Programme", models.PROTECT, related_name="reflections", verbose_name=_("programme")
    )
    consultation = models.ForeignKey(
        "programmes.Consultation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reflections",
        verbose_name=_("said at"),
    )
    said_on = models.DateField(_("said on"), null=True, blank=True)
    speaker_role_en = models.CharField(
        _("role of the speaker in English"), max_length=160, help_text=_("As in: a beat officer of Khulna. No name.")
    )
    speaker_role_bn = models.CharField(_("role of the speaker in Bangla"), max_length=160, blank=True)
    language = models.CharField(_("language it was said in"), max_length=2, choices=Language)
    text_en = models.TextField(_("words in English"), max_length=2000, blank=True)
    text_bn = models.TextField(_("words in Bangla"), max_length=2000, blank=True)
    theme = models.CharField(_("theme"), max_length=13, choices=Theme, default=Theme.OTHER)
    consent = models.CharField(_("consent"), max_length=9, choices=Consent, default=Consent.NOT_ASKED, editable=False)
    consent_on = models.DateField(_("day of the answer"), null=True, editable=False)
    consent_note = models.CharField(_("how it was given"), max_length=300, blank=True, editable=False)
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)

    objects = ReflectionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("reflection")
        verbose_name_plural = _("reflections")
        constraints = [
            known_values("language", Language, name="reflection_language_known"),
            known_values("theme", Theme, name="reflection_theme_known"),
            known_values("consent", Consent, name="reflection_consent_known"),
            models.CheckConstraint(
                condition=(Q(language="en") & ~Q(text_en="")) | (Q(language="bn") & ~Q(text_bn="")),
                name="reflection_in_the_language_it_was_said",
                violation_error_message=NOT_AS_SAID,
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(consent="given"),
                name="published_reflection_has_consent",
                violation_error_message=_("Without consent it can't be published."),
            ),
            models.CheckConstraint(
                condition=Q(consent="not_asked") | Q(consent_on__isnull=False), name="reflection_consent_has_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        return reverse("programme:reflection", args=[self.pk])

    def clean(self) -> None:
        """Reports what the constraints check at the field it belongs to."""
        field = f"text_{self.language}"
        if self.language in Language.values and not getattr(self, field).strip():
            raise ValidationError({field: NOT_AS_SAID})

    @property
    def text(self) -> str:
        """The words in the language of the page, or as they were said."""
        return localised_field(self, "text")

    @property
    def speaker_role(self) -> str:
        return localised_field(self, "speaker_role")

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def is_usable(self) -> bool:
        """Whether updates and reports may quote it: the `usable` of one row."""
        return self.consent == Consent.GIVEN and self.is_published
