"""What can be taken back: by whom, and when."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Undoable(models.Model):
    """A record of something that was done to officers and can be taken back once; both fields are empty until then."""

    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken back by"),
    )
    undone_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    class Meta:
        abstract = True
