"""For whom slips are printed together: the officers of a session, or those of a unit and the units below it."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import User
from participants.claim_slips.access import printable_for
from participants.models import Officer, Unit
from trainings.models import TrainingSession

LEVELS_BELOW = 4  # from a range to its beats
LONGEST_LABEL = 14  # letters under the QR code


@dataclass(frozen=True)
class Group:
    """Officers whose slips are printed together.

    kind: "session" or "unit". row: the TrainingSession or Unit. label: printed on the slip.
    """

    kind: str
    row: TrainingSession | Unit
    label: str
    officers: QuerySet

    @property
    def key(self) -> str | int:
        """The code or id in its addresses."""
        return self.row.code if self.kind == "session" else self.row.pk

    @property
    def page(self) -> str:
        """The address of its page."""
        return reverse(f"reports:{self.kind}_slips", args=[self.key])

    def file_page(self, token: str) -> str:
        """The address of a printed sheet."""
        return reverse(f"reports:{self.kind}_slips_file", args=[self.key, token])


def of_session(session: TrainingSession, user: User) -> Group:
    """Returns the Group of those who take part in a TrainingSession, as far as the user may print for them.

    Who takes part by consent of another programme gets slips there alone.
    """
    own = session.enrolments.active().filter(is_shared=False)
    officers = printable_for(user).filter(pk__in=own.values("officer"))
    return Group("session", session, session.code, officers)


def of_unit(unit: Unit, user: User) -> Group:
    """Returns the Group of the officers of a Unit and of those below it, as far as the user may print for them."""
    below, level = {unit.pk}, {unit.pk}
    for _level in range(LEVELS_BELOW):
        level = set(Unit.objects.filter(parent__in=level).values_list("pk", flat=True)) - below
        below |= level
        if not level:
            break
    label = (unit.abbreviation or unit.code)[:LONGEST_LABEL]
    return Group("unit", unit, label, printable_for(user).filter(unit__in=below))


def group(kind: str, pk: int, user: User) -> Group | None:
    """Returns the Group of this kind and id for a user, or None where there is none that the user reaches."""
    if kind == "unit":
        unit = Unit.objects.filter(pk=pk).first()
        return of_unit(unit, user) if unit else None
    session = TrainingSession.objects.coordinated_by(user).filter(pk=pk).first()
    return of_session(session, user) if session else None


def in_order(officers: QuerySet[Officer]) -> QuerySet[Officer]:
    """Officers in the order of a roster."""
    return officers.order_by("name_en", "name_bn", "pk")
