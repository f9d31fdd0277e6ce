"""An invitation to a role in a programme, or to be an administrator, by a link that works once."""

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.database.constraints import known_values
from accounts.models import User
from programmes.models.programme import Programme, TeamRole


class InvitedAs(models.TextChoices):
    """The roles an invitation may give. An observer has no other role, so no combination with it is listed."""

    ADMINISTRATOR = "administrator", _("Administrator")
    COORDINATOR = "coordinator", _("Coordinator")
    COORDINATOR_AND_TRAINER = "coordinator,trainer", _("Coordinator and trainer")
    TRAINER = "trainer", _("Trainer")
    OBSERVER = "observer", _("Observer")


class InvitationQuerySet(models.QuerySet):
    def open(self) -> "InvitationQuerySet":
        """Neither accepted nor revoked; includes expired ones."""
        return self.filter(accepted_at=None, revoked_at=None)

    def coordinated_by(self, user: User) -> "InvitationQuerySet":
        """Invitations into the programmes that the user coordinates."""
        return self.filter(programme__in=Programme.objects.coordinated_by(user))

    def by_administrators(self) -> "InvitationQuerySet":
        """The invitations that administrators manage: those of administrators, and those of coordinators that administrators
        sent."""
        return self.filter(Q(programme=None) | Q(roles=InvitedAs.COORDINATOR, invited_by__administrator__isnull=False))


class Invitation(models.Model):
    """Bound to one e-mail. The secret of its link is stored as a hash; sending it again makes a new one.

    Changed only by the rules in programmes/invitations/.
    """

    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(
        Programme,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name=_("programme"),
        help_text=_("Empty for an administrator."),
    )
    email = models.EmailField(_("e-mail"))
    roles = models.CharField(_("role"), max_length=24, choices=InvitedAs)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("invited by")
    )
    invited_at = models.DateTimeField(_("invited at"))
    expires_at = models.DateTimeField(_("works until"))
    letters = models.PositiveSmallIntegerField(_("letters asked for"), default=1)
    secret_hash = models.CharField(_("sealed secret of the link"), max_length=64, unique=True, editable=False)
    sent_at = models.DateTimeField(_("letter handed over at"), null=True, blank=True)
    is_undeliverable = models.BooleanField(_("refused by the mail server"), default=False)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("accepted by"),
    )
    revoked_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at", "-pk"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            known_values("roles", InvitedAs, name="invitation_part_known"),
            models.CheckConstraint(
                condition=Q(programme__isnull=True, roles="administrator")
                | Q(programme__isnull=False) & ~Q(roles="administrator"),
                name="invitation_into_a_programme_or_as_administrator",
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")) & ~Q(email=""), name="invitation_email_is_lower_case"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, revoked_at__isnull=True),
                name="accepted_invitation_says_by_whom",
            ),
            models.UniqueConstraint(
                fields=["programme", "email"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True, programme__isnull=False),
                name="one_open_invitation_per_address",
            ),
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True, programme__isnull=True),
                name="one_open_invitation_of_an_administrator",
            ),
        ]

    def __str__(self) -> str:
        where = self.programme or _("Shetu")
        return f"{self.get_roles_display()}, {where}"

    @property
    def team_roles(self) -> Any:
        """The roles on the team as a frozenset; empty for an administrator."""
        return frozenset(self.roles.split(",")) & frozenset(TeamRole.values)

    @property
    def is_open(self) -> bool:
        """Whether it was neither accepted nor revoked."""
        return self.accepted_at is None and self.revoked_at is None

    def has_run_out(self, now: datetime) -> bool:
        """Whether its link is too old at `now` (aware datetime)."""
        return now >= self.expires_at
