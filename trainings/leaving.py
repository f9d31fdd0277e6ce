"""What ends in trainings when somebody is no longer a trainer of a programme (see programmes/team/leaving.py).

A session that is not over keeps its lead trainer until another one is named. From other sessions that have not begun the
person is taken off. Sessions that are running or over keep on record who taught them; they open to that person no more.
"""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from programmes.models import Programme, TeamRole
from programmes.team.leaving import Fact, LeavingHandler, Obstacle, on_leaving
from trainings.models import SessionState, SessionTrainer, TrainerAbsence, TrainerProfile, TrainerRole

NOT_OVER = (SessionState.DRAFT, SessionState.SCHEDULED, SessionState.RUNNING, SessionState.HELD)
NOT_BEGUN = (SessionState.DRAFT, SessionState.SCHEDULED)
SHOWN = 5


@on_leaving(TeamRole.TRAINER)
class Pool(LeavingHandler):
    """What the programme noted about somebody as its trainer. Nobody needs it any more."""

    def end(self, user: User, programme: Programme, *, by: User) -> None:
        TrainerProfile.objects.filter(user=user, programme=programme).delete()
        TrainerAbsence.objects.filter(user=user, programme=programme).delete()


@on_leaving(TeamRole.TRAINER)
class Sessions(LeavingHandler):
    """The sessions somebody is named for."""

    def obstacles(self, user: User, programme: Programme) -> list[Obstacle]:
        leading = _places(user, programme).filter(role=TrainerRole.LEAD, session__state__in=NOT_OVER)
        return [
            Obstacle(
                _("%(name)s leads %(session)s. Name another lead trainer there first.")
                % {"name": user, "session": place.session.code},
                reverse("admin:trainings_trainingsession_change", args=[place.session_id]),
                _("Change %(session)s") % {"session": place.session.code},
            )
            for place in leading.order_by("session__starts_on", "session__code")[:SHOWN]
        ]

    def facts(self, user: User, programme: Programme) -> list[Fact]:
        facts = []
        if codes := _codes(_ending(user, programme).exclude(role=TrainerRole.LEAD)):
            facts.append(Fact(_("Taken off these sessions"), codes))
        lasting = _places(user, programme).exclude(session__state__in=NOT_BEGUN)
        if codes := _codes(lasting):
            facts.append(Fact(_("Stays on record as trainer of"), codes))
        return facts

    def end(self, user: User, programme: Programme, *, by: User) -> None:
        for place in _ending(user, programme).select_for_update(of=("self",)):
            session = place.session
            place.delete()
            record(by, "session.trainer_left", session, user=user.pk)


def _places(user, programme):
    return SessionTrainer.objects.filter(user=user.pk, session__phase__programme=programme).select_related("session")


def _ending(user, programme):
    return _places(user, programme).filter(session__state__in=NOT_BEGUN)


def _codes(places):
    codes = list(places.order_by("session__starts_on").values_list("session__code", flat=True)[: SHOWN + 1])
    return ", ".join(codes[:SHOWN]) + (" …" if len(codes) > SHOWN else "")
