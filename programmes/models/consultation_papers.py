"""What belongs to a consultation: its papers and the case studies shown there."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.database.constraints import known_values
from accounts.models import User
from accounts.text.bilingual import localised_field
from programmes.models.consultation import Consultation
from programmes.models.document import DocumentField, WithDocument
from programmes.models.programme import Programme
from programmes.models.theme import Theme


class OfConsultationQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "OfConsultationQuerySet":
        """Those of the programmes whose team the user belongs to."""
        return self.filter(consultation__programme__in=Programme.objects.visible_to(user))

    def coordinated_by(self, user: User) -> "OfConsultationQuerySet":
        """Those of the programmes the user coordinates."""
        return self.filter(consultation__programme__in=Programme.objects.coordinated_by(user))


class ConsultationDocument(WithDocument):
    """A paper of a consultation: agenda, presentation, report."""

    consultation = models.ForeignKey(
        Consultation, models.CASCADE, related_name="documents", verbose_name=_("consultation")
    )
    title = models.CharField(_("title"), max_length=200)
    file = DocumentField(_("file"))

    objects = OfConsultationQuerySet.as_manager()

    class Meta:
        ordering = ["consultation_id", "pk"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.CheckConstraint(
                condition=~Q(file=""),
                name="consultation_document_has_a_file",
                violation_error_message=_("Choose a file."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def programme(self) -> Any:
        return self.consultation.programme


class CaseStudy(WithDocument):
    """What one country showed the others at a consultation."""

    consultation = models.ForeignKey(
        Consultation, models.PROTECT, related_name="case_studies", verbose_name=_("consultation")
    )
    country = models.ForeignKey(
        "programmes.Place",
        models.PROTECT,
        related_name="case_studies",
        verbose_name=_("country"),
        limit_choices_to={"kind": "country"},
    )
    speaker = models.CharField(
        _("speaker"), max_length=160, blank=True, help_text=_("Post or role; a name only with consent.")
    )
    organisation = models.ForeignKey(
        "programmes.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="case_studies",
        verbose_name=_("organisation"),
    )
    theme = models.CharField(_("theme"), max_length=13, choices=Theme, default=Theme.OTHER)
    title_en = models.CharField(_("title in English"), max_length=200)
    title_bn = models.CharField(_("title in Bangla"), max_length=200, blank=True)
    summary_en = models.TextField(_("summary in English"), max_length=4000, blank=True)
    summary_bn = models.TextField(_("summary in Bangla"), max_length=4000, blank=True)

    objects = OfConsultationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["country__name_en", "pk"]
        verbose_name = _("case study")
        verbose_name_plural = _("case studies")
        constraints = [known_values("theme", Theme, name="case_study_theme_known")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the language of the page."""
        return localised_field(self, "title")

    @property
    def summary(self) -> str:
        return localised_field(self, "summary")

    @property
    def programme(self) -> Any:
        return self.consultation.programme
