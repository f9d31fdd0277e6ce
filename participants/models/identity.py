"""Search keys of officers, for a search without the service number."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OfficerKey(models.Model):
    """One way to find an officer without the service number: a hash of the phone, of two parts of the name, and so on.

    Written only by `participants.duplicates.search_keys.index`, which every function that writes officers calls.
    """

    key = models.BigIntegerField(_("key"))
    officer = models.ForeignKey("participants.Officer", models.CASCADE, related_name="keys", verbose_name=_("officer"))

    class Meta:
        verbose_name = _("search key")
        verbose_name_plural = _("search keys")
        constraints = [
            # Its index is what participants.duplicates.candidates reads: who shares a key, and which keys too many share.
            models.UniqueConstraint(fields=["key", "officer"], name="one_officer_key_of_each")
        ]

    def __str__(self):
        return str(self.key)
