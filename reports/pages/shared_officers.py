"""What a programme sees of officers whose record another one holds: name, and rank and unit of its own sessions."""

from accounts.models import User
from participants.models import Officer
from trainings.models import Enrolment, TrainingSession


def sessions_of(officer: Officer, user: User) -> list[Enrolment]:
    """Returns the enrolments of an officer in sessions that `user` coordinates, the latest first. One query."""
    own = officer.enrolments.filter(session__in=TrainingSession.objects.coordinated_by(user))
    return list(own.select_related("session__course", "rank", "unit").order_by("-session__starts_on", "-pk"))


def as_their_sessions_know_them(officers: list[Officer], user: User) -> list[Officer]:
    """Gives Officers on a page whose record another programme holds the rank and unit of the last own session. At most two queries.

    officers: a list; not to be saved afterwards.
    """
    ids = [officer.pk for officer in officers]
    shared = set(Officer.objects.shared_with(user).filter(pk__in=ids).values_list("pk", flat=True))
    if not shared:
        return officers
    own = Enrolment.objects.filter(officer__in=shared, session__in=TrainingSession.objects.coordinated_by(user))
    then = {one.officer_id: one for one in own.select_related("rank", "unit").order_by("session__starts_on", "pk")}
    for officer in officers:
        if officer.pk in then:
            officer.rank, officer.unit = then[officer.pk].rank, then[officer.pk].unit
    return officers
