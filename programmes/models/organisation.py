"""Who takes part in a programme: UN entities, police, donors and others, and the role each has."""

import uuid
from typing import Any

from django.db import models
from django.db.models.fields.files import FieldFile
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.database.constraints import known_values
from accounts.models import SharedQuerySet, User
from accounts.text.bilingual import localised_field


class OrganisationKind(models.TextChoices):
    UN_ENTITY = "un_entity", _("UN entity")
    POLICE = "police", _("Police")
    GOVERNMENT = "government", _("Government")
    DONOR = "donor", _("Donor")
    CIVIL_SOCIETY = "civil_society", _("Civil society")
    ACADEMIC = "academic", _("Academic")
    MEDIA = "media", _("Media")


class PartnerRole(models.TextChoices):
    DONOR = "donor", _("Donor")
    LEAD = "lead", _("Lead")
    IMPLEMENTER = "implementer", _("Implementer")
    CO_ORGANISER = "co_organiser", _("Co-organiser")
    HOST = "host", _("Host")


def _stored_name(organisation: Any, name: str) -> str:
    """A random name; nothing of the uploaded name is stored."""
    return f"logos/{uuid.uuid4().hex}.png"


class LogoFile(FieldFile):
    @property
    def url(self) -> str:
        """The address of the view that checks permissions; the file itself has none."""
        return reverse("programme:logo", args=[self.instance.pk])


class LogoField(models.FileField):
    """A logo that programmes.files.images has encoded again; see OrganisationForm."""

    attr_class = LogoFile


class Organisation(models.Model):
    """An organisation, named in both scripts."""

    kind = models.CharField(_("kind"), max_length=16, choices=OrganisationKind)
    name_en = models.CharField(_("name in English"), max_length=200, unique=True)
    name_bn = models.CharField(_("name in Bangla"), max_length=200, blank=True)
    abbreviation = models.CharField(_("abbreviation"), max_length=20, blank=True)
    logo = LogoField(
        _("logo"),
        upload_to=_stored_name,
        blank=True,
        help_text=_("PNG, JPEG or WebP, at most 15 MB. Shown beside the name; best on a white or see-through ground."),
    )

    objects = SharedQuerySet.as_manager()

    class Meta:
        ordering = ["name_en"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [known_values("kind", OrganisationKind, name="organisation_kind_known")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return localised_field(self, "name")


class PartnershipQuerySet(models.QuerySet):
    def coordinated_by(self, user: User) -> "PartnershipQuerySet":
        """Partnerships in the programmes the user coordinates, and in their consultations."""
        own = user.programmes_coordinated
        return self.filter(models.Q(programme__in=own) | models.Q(consultation__programme__in=own))


class Partnership(models.Model):
    """The role an organisation has in a programme, or in one of its consultations."""

    programme = models.ForeignKey(
        "programmes.Programme",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="partnerships",
        verbose_name=_("programme"),
    )
    consultation = models.ForeignKey(
        "programmes.Consultation",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="partnerships",
        verbose_name=_("consultation"),
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="partnerships", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=16, choices=PartnerRole)

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "role", "pk"]
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints = [
            known_values("role", PartnerRole, name="partnership_role_known"),
            models.CheckConstraint(
                condition=models.Q(programme__isnull=False, consultation__isnull=True)
                | models.Q(programme__isnull=True, consultation__isnull=False),
                name="partnership_in_a_programme_or_a_consultation",
                violation_error_message=_("A partner belongs to a programme or to a consultation."),
            ),
            models.UniqueConstraint(fields=["programme", "organisation", "role"], name="one_partnership_per_role"),
            models.UniqueConstraint(
                fields=["consultation", "organisation", "role"],
                name="one_consultation_partner_per_role",
                violation_error_message=_("This organisation has this role already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.get_role_display()}"
