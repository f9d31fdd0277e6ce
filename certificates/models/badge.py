"""Badges: certificates that their holders took to other systems, and the lists that say which of them are not valid any more."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Badge(models.Model):
    """The badge of one certificate. Made when its holder asks; its place in a status list is taken at random, for ever."""

    certificate = models.OneToOneField(
        "certificates.Certificate", models.PROTECT, related_name="badge", verbose_name=_("certificate")
    )
    public_id = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    salt = models.CharField(_("salt"), max_length=32)
    status_list = models.PositiveIntegerField(_("status list"))
    status_index = models.PositiveIntegerField(_("place in the list"))
    token = models.TextField(_("signed badge"), blank=True)
    signed_with = models.ForeignKey(
        "certificates.SigningCertificate",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("signed with"),
    )
    job = models.ForeignKey("jobs.Job", models.PROTECT, null=True, related_name="+", verbose_name=_("work"))
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    requested_at = models.DateTimeField(_("asked at"), auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("badge")
        verbose_name_plural = _("badges")
        constraints = [
            models.UniqueConstraint(fields=["status_list", "status_index"], name="badge_has_its_own_place"),
            models.CheckConstraint(condition=Q(status_index__lt=131_072), name="badge_place_is_in_the_list"),
            models.CheckConstraint(
                condition=Q(token="") | Q(signed_with__isnull=False), name="signed_badge_names_its_key"
            ),
        ]

    def __str__(self):
        return str(self.public_id)


class StatusList(models.Model):
    """A status list as it was last signed: what the public reads. The state itself is that of the certificates."""

    number = models.PositiveIntegerField(_("number"), unique=True)
    digest = models.CharField(_("SHA-256 of the list"), max_length=64)
    token = models.TextField(_("signed list"))
    signed_at = models.DateTimeField(_("signed at"))

    class Meta:
        ordering = ["number"]
        verbose_name = _("status list")
        verbose_name_plural = _("status lists")

    def __str__(self):
        return str(self.number)
