"""What ends on this floor when a part in a programme is taken away (see programmes/team/leaving.py).

A slip is as good as whoever made it: those that a person made for officers of the programme open nothing any more.
"""

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.text.localised_text import number_text
from participants.claim_slips.ending import end_locked
from participants.models import ClaimSlip, EndReason, Officer, SlipState
from programmes.models import TeamRole
from programmes.team.leaving import Fact, LeavingHandler, on_leaving


@on_leaving(TeamRole.TRAINER, TeamRole.COORDINATOR)
class Slips(LeavingHandler):
    """Slips that somebody made and that nobody has used yet."""

    def facts(self, user, programme):
        count = _made(user, programme).live().count()
        if not count:
            return []
        words = ngettext(
            "%(count)s slip that this person made stops working",
            "%(count)s slips that this person made stop working",
            count,
        )
        return [Fact(_("Claim slips"), words % {"count": number_text(count, get_language())})]

    def end(self, user, programme, *, by):
        # The person first: whoever is making slips at this moment is waited for, and comes too late afterwards.
        list(User.objects.filter(pk=user.pk).select_for_update().values_list("pk"))
        officers = list(_made(user, programme).values_list("officer", flat=True))
        # Officers before slips, as everywhere.
        list(Officer.objects.filter(pk__in=officers).order_by("pk").select_for_update().values_list("pk"))
        slips = _made(user, programme).filter(officer__in=officers).order_by("pk").select_for_update(of=("self",))
        end_locked(list(slips), EndReason.CANCELLED, by=by, now=timezone.now())


def _made(user, programme):
    officers = Officer.objects.of_programme(programme).values("pk")
    return ClaimSlip.objects.filter(made_by=user.pk, state=SlipState.PRINTED, officer__in=officers)
