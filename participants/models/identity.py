"""Search keys of officers, for a search without the service number."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OfficerKey(models.Model):
    """One way to find an officer without the service number: a hash of the phone, of two parts of the name, and so on.

    Written only by `participants.duplicates.search_keys.index`, which every function that writes officers calls.
    """

    # Its index is what searches read: who shares a key, who has one in a range, and which keys too many share.
    pk = models.CompositePrimaryKey("key", "officer_id")
    key = models.BigIntegerField(_("key"))
    # A dozen rows an officer: the database does not check each of them again. A key of nobody finds nobody.
    officer = models.ForeignKey(
        "participants.Officer",
        models.CASCADE,
        related_name="keys",
        verbose_name=_("officer"),
        db_constraint=False,
    )

    class Meta:
        verbose_name = _("search key")
        verbose_name_plural = _("search keys")

    def __str__(self):
        return str(self.key)
