"""The administrator: a part of its own that opens programmes and gives no right to see an officer."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Administrator(models.Model):
    """An account that opens programmes, invites their first people and decides between programmes."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="administrator", verbose_name=_("account")
    )
    since = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("administrator")
        verbose_name_plural = _("administrators")
        ordering = ["since", "pk"]

    def __str__(self) -> str:
        return str(self.user)
