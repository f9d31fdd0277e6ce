"""What ends on this floor with a part in a programme (see programmes/team/leaving.py): invitations that are still open."""

from django.db.models import Q
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.text.localised_text import number_text
from programmes.invitations.inviting import take_back
from programmes.models import Invitation, TeamRole
from programmes.team.leaving import Fact, Hanging, on_leaving


class _OpenInvitations(Hanging):
    def asked(self, user, programme):
        """Returns those that end: here, the ones of the person's own address."""
        return Invitation.objects.open().filter(programme=programme, email=user.email or "")

    def told(self, user, programme):
        count = self.asked(user, programme).count()
        if not count:
            return []
        sentence = ngettext("%(count)s is taken back", "%(count)s are taken back", count)
        return [Fact(_("Open invitations"), sentence % {"count": number_text(count, get_language())})]

    def end(self, user, programme, *, by):
        take_back(self.asked(user, programme).select_for_update(), by=by)


@on_leaving(TeamRole.TRAINER)
@on_leaving(TeamRole.OBSERVER)
class OwnInvitations(_OpenInvitations):
    """An old letter must not give back what was taken away."""


@on_leaving(TeamRole.COORDINATOR)
class SentInvitations(_OpenInvitations):
    """Whoever coordinates no more leaves no open door behind."""

    def asked(self, user, programme):
        return Invitation.objects.open().filter(Q(invited_by=user.pk) | Q(email=user.email or ""), programme=programme)
