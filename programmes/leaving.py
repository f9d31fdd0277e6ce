"""Ends open invitations when a part in a programme ends (see programmes/team/leaving.py)."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.text.sentences import numbers
from programmes.invitations.inviting import take_back
from programmes.models import Invitation, Programme, TeamRole
from programmes.team.leaving import Fact, LeavingHandler, on_leaving


class _OpenInvitations(LeavingHandler):
    def ending(self, user: User, programme: Programme) -> QuerySet[Invitation]:
        """Returns the invitations that end: those to the person's own address."""
        return Invitation.objects.open().filter(programme=programme, email=user.email or "")

    def facts(self, user: User, programme: Programme) -> list[Fact]:
        count = self.ending(user, programme).count()
        if not count:
            return []
        sentence = ngettext("%(count)s is taken back", "%(count)s are taken back", count)
        return [Fact(_("Open invitations"), sentence % numbers(count=count))]

    def end(self, user: User, programme: Programme, *, by: User | None) -> None:
        take_back(self.ending(user, programme).select_for_update(), by=by)


@on_leaving(TeamRole.TRAINER)
@on_leaving(TeamRole.OBSERVER)
class OwnInvitations(_OpenInvitations):
    """An old e-mail must not give back what was removed."""


@on_leaving(TeamRole.COORDINATOR)
class SentInvitations(_OpenInvitations):
    """A former coordinator's open invitations end too."""

    def ending(self, user: User, programme: Programme) -> QuerySet[Invitation]:
        return Invitation.objects.open().filter(Q(invited_by=user.pk) | Q(email=user.email or ""), programme=programme)
