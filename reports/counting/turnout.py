"""The two numbers that are shown side by side wherever people are counted: participations and unique officers, each by sex."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from participants.models import Officer
from trainings.models import Enrolment, SessionState

SMALL_CELL = 5
HELD = (SessionState.RUNNING, SessionState.HELD, SessionState.CLOSED)


@dataclass(frozen=True)
class BySex:
    """A count split by sex; women first, men second, not recorded third, in that order always."""

    women: int
    men: int
    not_recorded: int

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
    return Enrolment.objects.active().filter(session__phase__programme__in=programmes, session__state__in=HELD)


def turnout(enrolments: QuerySet[Enrolment]) -> Turnout:
    """Returns the Turnout of a QuerySet of enrolments, in two queries."""
    return Turnout(
        participations=_by_sex(enrolments.order_by(), "officer__sex"),
        officers=_by_sex(Officer.objects.filter(pk__in=enrolments.order_by().values("officer")), "sex"),
    )


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
