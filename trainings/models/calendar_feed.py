"""The secret addresses at which people follow sessions in a calendar program of their own."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from programmes.models import Programme


class CalendarFeedQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """The person's own, and no others: whoever reads an address can follow it."""
        return self.filter(user=user.pk)

    def live(self) -> Self:
        """Those that were not taken back."""
        return self.filter(revoked_at=None)


class CalendarFeed(models.Model):
    """One address of one person. It shows what that person sees at the moment: nothing, once the role is gone.

    programme: all its sessions, for a coordinator; without one, the sessions that the person trains. Only the address itself has
    the code; this row has its hash.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="calendar_feeds", verbose_name=_("account")
    )
    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("programme")
    )
    code_hash = models.CharField(_("hash of the code"), max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made at"))
    last_read_at = models.DateTimeField(_("last read at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        ordering = ["user", "programme", "-pk"]
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "programme"],
                condition=Q(revoked_at=None, programme__isnull=False),
                name="one_calendar_address_per_programme",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(revoked_at=None, programme__isnull=True),
                name="one_calendar_address_of_own_sessions",
            ),
        ]

    def __str__(self):
        return f"{self.user_id}: {self.programme_id or 'own sessions'}"
