"""Who may be named as trainer of a session."""

from django.db.models import Q, QuerySet

from accounts.models import User
from programmes.models import Programme, TeamMember, TeamRole
from trainings.models import SessionTrainer, TrainingSession


def possible_trainers(user: User, session: TrainingSession | None = None) -> QuerySet[User]:
    """Returns the accounts (a queryset of User) that a coordinator (`user`) may name for a session.

    Trainers of its programme whose accounts are open, and those it names already. Without a session, the trainers of all
    programmes that the user coordinates; `SessionTrainer.clean` holds them to the chosen one.
    """
    programmes = Programme.objects.coordinated_by(user)
    if session is not None:
        programmes = programmes.filter(phases=session.phase_id)
    trainers = TeamMember.objects.filter(programme__in=programmes, role=TeamRole.TRAINER, user__is_active=True)
    wanted = Q(pk__in=trainers.values("user"))
    if session is not None:
        wanted |= Q(pk__in=SessionTrainer.objects.filter(session=session).values("user"))
    return User.objects.filter(wanted).order_by("full_name", "pk")
