"""The columns of a sender's list as matched by hand, for the next list with the same headings."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ColumnMapping(models.Model):
    """The fields of the columns of one sender's lists: those of a unit, or those that one person uploads.

    Only a fingerprint of the headings is stored (participants/roster/layout/columns.py).
    """

    programme = models.ForeignKey("programmes.Programme", models.CASCADE, related_name="+", verbose_name=_("programme"))
    sender = models.ForeignKey(
        "participants.Unit", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("sent by")
    )
    uploader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    fingerprint = models.CharField(_("fingerprint of the headings"), max_length=64)
    columns = models.JSONField(_("columns"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("set by"))
    set_at = models.DateTimeField(_("set at"), auto_now=True)

    class Meta:
        verbose_name = _("matched columns")
        verbose_name_plural = _("matched columns")
        constraints = [
            models.CheckConstraint(
                condition=Q(sender__isnull=False, uploader__isnull=True)
                | Q(sender__isnull=True, uploader__isnull=False),
                name="columns_of_one_sender",
            ),
            models.UniqueConstraint(
                fields=["programme", "fingerprint", "sender"],
                condition=Q(sender__isnull=False),
                name="columns_once_per_unit",
            ),
            models.UniqueConstraint(
                fields=["programme", "fingerprint", "uploader"],
                condition=Q(uploader__isnull=False),
                name="columns_once_per_uploader",
            ),
        ]

    def __str__(self):
        return self.fingerprint[:12]
