"""How a certificate looks and what it says."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.fields.files import FieldFile
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from accounts.database.constraints import known_values
from accounts.models import User
from programmes.models import Programme


class Layout(models.TextChoices):
    HERITAGE = "heritage", _("Heritage, landscape")
    MODERN = "modern", _("Modern, landscape")
    PLAIN = "plain", _("Plain, portrait")


class Level(models.TextChoices):
    PARTICIPATION = "participation", _("Participation")
    COMPLETION = "completion", _("Completion")
    TOT = "tot", _("Graduate of a training of trainers")
    TRAINER = "trainer", _("Trainer")
    DISTINCTION = "distinction", _("Distinction")


class Paper(models.TextChoices):
    A4 = "a4", _("A4")
    LETTER = "letter", pgettext_lazy("paper", "Letter")
    A3 = "a3", _("A3")


class Colours(models.TextChoices):
    GREEN = "green", _("River green and jute")
    INDIGO = "indigo", _("Bengal indigo and clay")
    RED = "red", _("Madder red and jute")
    BLACK = "black", _("Black, survives a photocopier")


FROZEN = _("Certificates were issued with this version, so it stays as it is. Make the next version to change it.")


class SignatoryQuerySet(models.QuerySet):
    def coordinated_by(self, user: User) -> "SignatoryQuerySet":
        """Signatories of the programmes the user coordinates."""
        return self.filter(programme__in=Programme.objects.coordinated_by(user))


def _stored_signature(signatory, name):
    """Returns a random name; nothing of the uploaded name is stored."""
    return f"signatures/{uuid.uuid4().hex}.png"


class SignatureFile(FieldFile):
    @property
    def url(self) -> str:
        """The address that asks who you are; the file itself has none."""
        return reverse("certificates:signature", args=[self.instance.pk])


class SignatureField(models.FileField):
    """A signature that certificates.designs.signature_images has drawn anew; see SignatoryForm."""

    attr_class = SignatureFile


class Signatory(models.Model):
    """Who signs: name, post and organisation in both scripts, and the signature as a picture or none."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="signatories", verbose_name=_("programme"))
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    name_bn = models.CharField(_("name in Bangla"), max_length=120, blank=True)
    post_en = models.CharField(_("post in English"), max_length=120)
    post_bn = models.CharField(_("post in Bangla"), max_length=120)
    organisation_en = models.CharField(_("organisation in English"), max_length=160)
    organisation_bn = models.CharField(_("organisation in Bangla"), max_length=160)
    signature = SignatureField(
        _("signature"),
        upload_to=_stored_signature,
        blank=True,
        help_text=_("PNG or JPEG, black or blue on white paper. Without it a line is printed to sign on by hand."),
    )

    objects = SignatoryQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["organisation_en", "post_en"]
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")

    def __str__(self):
        return f"{self.post_en}, {self.organisation_en}"


class CertificateDesignQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "CertificateDesignQuerySet":
        """Designs of the programmes the user sees."""
        return self.filter(programme__in=Programme.objects.visible_to(user))

    def coordinated_by(self, user: User) -> "CertificateDesignQuerySet":
        """Designs of the programmes the user coordinates."""
        return self.filter(programme__in=Programme.objects.coordinated_by(user))

    def with_can_be_deleted(self) -> "CertificateDesignQuerySet":
        """Each with `can_be_deleted`: whether it may be deleted, being a draft that nobody ever asked certificates with."""
        kept = Q(is_default=True)
        relation: Any
        for relation in self.model._meta.get_fields(include_hidden=True):
            # What was made with a version, or is to be, protects it; its own lines go with it.
            if getattr(relation, "on_delete", None) is models.PROTECT:
                kept |= Q(Exists(relation.related_model.objects.filter(**{relation.field.name: OuterRef("pk")})))
        return self.annotate(can_be_deleted=~kept)


class CertificateDesign(models.Model):
    """Layout, wording, signatories and partners. A used version is frozen; editing makes the next one (designs.py)."""

    PRINTED = (
        *("layout", "level", "paper", "palette", "title_en", "title_bn", "statement_en", "statement_bn"),
        *("shows_rank", "shows_hours"),
    )

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="certificate_designs", verbose_name=_("programme")
    )
    name = models.CharField(_("name"), max_length=80)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    layout = models.CharField(_("layout"), max_length=8, choices=Layout, default=Layout.HERITAGE)
    level = models.CharField(_("level"), max_length=13, choices=Level)
    paper = models.CharField(_("paper"), max_length=6, choices=Paper, default=Paper.A4)
    palette = models.CharField(_("colours"), max_length=6, choices=Colours, default=Colours.GREEN)
    title_en = models.CharField(_("title in English"), max_length=120)
    title_bn = models.CharField(_("title in Bangla"), max_length=120, blank=True)
    statement_en = models.CharField(
        _("statement in English"), max_length=200, help_text=_("has successfully completed the training")
    )
    statement_bn = models.CharField(_("statement in Bangla"), max_length=200, blank=True)
    shows_rank = models.BooleanField(_("prints rank and unit"), default=True)
    shows_hours = models.BooleanField(_("prints the contact hours"), default=True)
    signatories = models.ManyToManyField(
        Signatory, through="certificates.DesignSignatory", verbose_name=_("signatories")
    )
    partners = models.ManyToManyField(
        "programmes.Organisation", through="certificates.DesignPartner", verbose_name=_("partners")
    )
    is_default = models.BooleanField(_("used for new certificates of its level"), default=False)
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = CertificateDesignQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["programme", "name", "-version"]
        verbose_name = _("certificate design")
        verbose_name_plural = _("certificate designs")
        constraints = [
            known_values("layout", Layout, name="design_layout_known"),
            known_values("level", Level, name="design_level_known"),
            known_values("paper", Paper, name="design_paper_known"),
            known_values("palette", Colours, name="design_palette_known"),
            models.UniqueConstraint(fields=["programme", "name", "version"], name="one_design_per_version"),
            models.UniqueConstraint(
                fields=["programme", "level"],
                condition=Q(is_default=True),
                name="one_default_design_per_level",
                violation_error_message=_("Another design is used for this level already."),
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.get_level_display()} (v{self.version})"

    @property
    def is_used(self) -> bool:
        """Whether certificates were asked for with it: then what it prints is frozen."""
        return self.batches.exists() or self.certificates.exists()

    @property
    def is_complete(self) -> bool:
        """Whether it has its wording in both scripts; without, nothing can be issued with it."""
        return all((self.title_en, self.title_bn, self.statement_en, self.statement_bn))

    def clean(self) -> None:
        before = type(self).objects.filter(pk=self.pk).values(*self.PRINTED).first() if self.pk else None
        if before and any(before[field] != getattr(self, field) for field in self.PRINTED) and self.is_used:
            raise ValidationError(FROZEN)


def _check_not_frozen(placed):
    if placed.design_id and placed.design.is_used:
        raise ValidationError(FROZEN)


class DesignSignatory(models.Model):
    """The place of a signatory on a design."""

    design = models.ForeignKey(
        CertificateDesign, models.CASCADE, related_name="design_signatories", verbose_name=_("design")
    )
    signatory = models.ForeignKey(Signatory, models.PROTECT, related_name="+", verbose_name=_("signatory"))
    order = models.PositiveSmallIntegerField(_("order"))

    class Meta:
        ordering = ["design", "order"]
        verbose_name = _("signatory of the design")
        verbose_name_plural = _("signatories of the design")
        constraints = [
            models.UniqueConstraint(fields=["design", "order"], name="one_signatory_per_place"),
            models.CheckConstraint(condition=Q(order__range=(1, 4)), name="at_most_four_signatories"),
        ]

    def __str__(self):
        return str(self.signatory)

    def clean(self) -> None:
        _check_not_frozen(self)


class DesignPartner(models.Model):
    """The place of a partner on a design."""

    design = models.ForeignKey(
        CertificateDesign, models.CASCADE, related_name="design_partners", verbose_name=_("design")
    )
    organisation = models.ForeignKey(
        "programmes.Organisation", models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    order = models.PositiveSmallIntegerField(_("order"))

    class Meta:
        ordering = ["design", "order"]
        verbose_name = _("partner on the design")
        verbose_name_plural = _("partners on the design")
        constraints = [
            models.UniqueConstraint(fields=["design", "order"], name="one_partner_per_place"),
            models.CheckConstraint(condition=Q(order__range=(1, 5)), name="at_most_five_partners"),
        ]

    def __str__(self):
        return str(self.organisation)

    def clean(self) -> None:
        _check_not_frozen(self)


class FrozenDesign(models.Model):
    """What a version of a design printed the first time, and prints for ever: words, pictures, names of who signs.

    Signatories, logos and names of organisations live on and change; a version that was used does not change with them.
    """

    design = models.OneToOneField(CertificateDesign, models.PROTECT, related_name="frozen", verbose_name=_("design"))
    content = models.JSONField(_("content"))
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    frozen_at = models.DateTimeField(_("frozen at"), auto_now_add=True)

    class Meta:
        verbose_name = _("frozen design")
        verbose_name_plural = _("frozen designs")

    def __str__(self):
        return str(self.design)
