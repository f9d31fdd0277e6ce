"""A request for the certificates of many sessions of a programme at once."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from programmes.models import Programme


class ProgrammeRequestQuerySet(models.QuerySet):
    def coordinated_by(self, user: User) -> "ProgrammeRequestQuerySet":
        """Those of the programmes the user coordinates."""
        return self.filter(programme__in=Programme.objects.coordinated_by(user))


class ProgrammeRequest(models.Model):
    """Its work is one batch per session, so that several workers share it."""

    public_id = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(
        "programmes.Programme", models.PROTECT, related_name="certificate_requests", verbose_name=_("programme")
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("requested by")
    )
    created_at = models.DateTimeField(_("requested at"), auto_now_add=True)

    objects = ProgrammeRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("request for certificates of a programme")
        verbose_name_plural = _("requests for certificates of a programme")

    def __str__(self):
        return str(self.public_id)

    def get_absolute_url(self) -> str:
        return reverse("certificates:programme_progress", args=[self.programme.code, self.public_id])
