"""What ends in this app when a role in a programme is removed (see programmes/team/leaving.py).

Unused slips that the person made for officers of the programme end.
"""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.text.sentences import numbers
from participants.claim_slips.ending import end_locked
from participants.models import ClaimSlip, EndReason, Officer, SlipState
from programmes.models import Programme, TeamRole
from programmes.team.leaving import Fact, LeavingHandler, on_leaving


@on_leaving(TeamRole.TRAINER, TeamRole.COORDINATOR)
class Slips(LeavingHandler):
    """Unused slips that the person made."""

    def facts(self, user: User, programme: Programme) -> list[Fact]:
        count = _unused_slips(user, programme).live().count()
        if not count:
            return []
        words = ngettext(
            "%(count)s slip that this person made stops working",
            "%(count)s slips that this person made stop working",
            count,
        )
        return [Fact(_("Claim slips"), words % numbers(count=count))]

    def end(self, user: User, programme: Programme, *, by: User) -> None:
        # The user first: slips that they are making at this moment are finished before, and refused afterwards.
        list(User.objects.filter(pk=user.pk).select_for_update(no_key=True).values_list("pk"))
        officers = list(_unused_slips(user, programme).values_list("officer", flat=True))
        # Officers before slips: the same order everywhere.
        Officer.objects.filter(pk__in=officers).lock()
        slips = (
            _unused_slips(user, programme).filter(officer__in=officers).order_by("pk").select_for_update(of=("self",))
        )
        end_locked(list(slips), EndReason.CANCELLED, by=by, now=timezone.now())

    end_with_account = end


def _unused_slips(user, programme):
    officers = Officer.objects.of_programme(programme).values("pk")
    return ClaimSlip.objects.filter(made_by=user.pk, state=SlipState.PRINTED, officer__in=officers)
