"""The two numbers that are shown side by side wherever people are counted: participations and unique officers, each by sex."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import Count, Q, QuerySet

from accounts.database.kept_counts import Counted, counted, may_be_kept
from accounts.models import User
from participants.models import Officer
from trainings.models import Enrolment, SessionState

SMALL_CELL = 5
HAS_BEGUN = (SessionState.RUNNING, SessionState.HELD, SessionState.CLOSED)


@dataclass(frozen=True)
class BySex:
    """A count split by sex; women first, men second, not recorded third, in that order always."""

    women: int
    men: int
    not_recorded: int

    @classmethod
    def of(cls, counts: Mapping[str, int]) -> Self:
        """Returns the split of {code of a sex: count}."""
        return cls(counts.get("female", 0), counts.get("male", 0), counts.get("", 0))

    @property
    def total(self) -> int:
        """All three together."""
        return self.women + self.men + self.not_recorded

    @property
    def is_small(self) -> bool:
        """Whether all three together could point at a person."""
        return is_small(self.total)

    @property
    def may_be_split(self) -> bool:
        """Whether observers may see women and men: neither could point at a person. "Not recorded" is no group to protect."""
        return not (is_small(self.women) or is_small(self.men) or is_small(self.total))


@dataclass(frozen=True)
class Turnout:
    """Participations (an officer counts once per session) and unique officers (once in all)."""

    participations: BySex
    officers: BySex


def participations(programmes: Any) -> QuerySet[Enrolment]:
    """Returns the enrolments that count: of those who take part, in sessions that have begun, of the given programmes."""
    return Enrolment.objects.active().filter(session__phase__programme__in=programmes, session__state__in=HAS_BEGUN)


def turnout(enrolments: QuerySet[Enrolment]) -> Turnout:
    """Returns the Turnout of a QuerySet of enrolments, in two queries."""
    return Turnout(
        participations=_by_sex(enrolments.order_by(), "officer__sex"),
        officers=_by_sex(Officer.objects.filter(pk__in=enrolments.order_by().values("officer")), "sex"),
    )


def turnout_of(user: User) -> Counted[Turnout]:
    """Returns the Turnout of all programmes a user coordinates; of a large one as it was counted last."""
    programmes = sorted(one for one in user.programmes_coordinated if one)
    phases = sorted(user.phases_coordinated)
    return counted(turnout_in, programmes, phases, is_large=user.coordinates_a_large_programme)


@may_be_kept
def turnout_in(programmes: list[int], phases: list[int] | None = None) -> Turnout:
    """Returns the Turnout of programmes (ids). phases: ids of theirs, which the database finds sooner."""
    found = participations(programmes)
    return turnout(found if phases is None else found.filter(session__phase__in=phases))


def _by_sex(rows, field):
    return BySex(
        **rows.aggregate(
            women=Count("pk", filter=Q(**{field: "female"})),
            men=Count("pk", filter=Q(**{field: "male"})),
            not_recorded=Count("pk", filter=Q(**{field: ""})),
        )
    )


def is_small(count: int) -> bool:
    """Whether a count is so small that it could point at a person: 1 to 4."""
    return 0 < count < SMALL_CELL
