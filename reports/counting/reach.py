"""What training reached, per group of sessions and for any set of groups: sessions, participations and unique officers.

A group has the sessions of one course that use the same modules: (course id, `TrainingSession.module_set`). Sessions and
participations of several groups add up; unique officers do not, since one officer may sit in two. So the database counts people by
the set of groups they attended, and few rows answer whatever is asked.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Case, Count, Min, Q, QuerySet, Sum, When

from accounts.database.kept_counts import may_be_kept
from programmes.models import Programme
from reports.counting.turnout import HAS_BEGUN, BySex, participations
from trainings.models import CourseModule, SessionModule, TrainingSession

Group = tuple[int, int | None]
NOBODY = BySex(women=0, men=0, not_recorded=0)
# Each group of a set is a bit of a number that both databases can add up.
GROUPS_IN_A_NUMBER = 60


@dataclass(frozen=True)
class Reach:
    """Sessions that began, participations in them (without the withdrawn) and the unique officers behind these."""

    sessions: int
    participations: BySex
    officers: BySex


NOTHING = Reach(sessions=0, participations=NOBODY, officers=NOBODY)


class Reached:
    """Answers "what did these groups reach" from memory. Made by `reached`."""

    def __init__(
        self,
        sessions: Iterable[tuple[Group, int]],
        participations: Iterable[tuple[Group, str, int]],
        people: Iterable[tuple[frozenset[Group], str, int]],
    ) -> None:
        """sessions: (Group, sessions). participations: (Group, sex, enrolments). people: (Groups, sex, officers who sat in exactly
        these)."""
        self._sessions = dict(sessions)
        self._participations: defaultdict[Group, Counter[str]] = defaultdict(Counter)
        for group, sex, count in participations:
            self._participations[group][sex] += count
        # Many officers, few different sets: what is asked per finding walks the sets only.
        self._people: Counter[tuple[frozenset[Group], str]] = Counter()
        for groups, sex, count in people:
            self._people[groups, sex] += count
        self._known: dict[frozenset[Group], Reach] = {}

    def by(self, groups: Collection[Group]) -> Reach:
        """Returns the Reach of a set of groups."""
        groups = frozenset(groups)
        if groups not in self._known:
            self._known[groups] = self._count(groups)
        return self._known[groups]

    def _count(self, groups):
        taken_part, people = Counter(), Counter()
        for group in groups:
            taken_part.update(self._participations.get(group, {}))
        for (sat_in, sex), count in self._people.items():
            if not groups.isdisjoint(sat_in):
                people[sex] += count
        sessions = sum(self._sessions.get(group, 0) for group in groups)
        return Reach(sessions, BySex.of(taken_part), BySex.of(people)) if sessions else NOTHING


def groups_teaching(programme: Programme, modules: Iterable[Any] | None = None) -> dict[int, dict[Group, int]]:
    """Returns {module id: {Group: place of the module}} of the programme, of all modules or of these. Two queries.

    What was fixed when a session was scheduled counts for it, not what its course has now; a draft follows its course.
    """
    wanted = {} if modules is None else {"module__in": list(modules)}
    found: dict[int, dict[Group, int]] = defaultdict(dict)
    lines = CourseModule.objects.filter(course__programme=programme, **wanted).order_by("order")
    for module, course, order in lines.values_list("module", "course", "order"):
        found[module][course, None] = order
    # The sessions of a group use the same modules, so one of them says which.
    fixed = TrainingSession.objects.filter(phase__programme=programme, module_set__isnull=False).order_by()
    one_each = fixed.values("course", "module_set").annotate(one=Min("pk")).values("one")
    used = SessionModule.objects.filter(session__in=one_each, **wanted).order_by("order")
    for module, course, module_set, order in used.values_list(
        "module", "session__course", "session__module_set", "order"
    ):
        found[module][course, module_set] = order
    return found


@may_be_kept
def reached(programme: int) -> Reached:
    """Returns what the sessions of a programme (its id) reached, as a Reached. Three queries."""
    sessions = TrainingSession.objects.filter(phase__programme=programme, state__in=HAS_BEGUN).order_by()
    counts: Counter[Group] = Counter()
    phases = set()
    for course, module_set, phase, count in sessions.values_list("course", "module_set", "phase").annotate(Count("pk")):
        counts[course, module_set] += count
        phases.add(phase)
    # Phases by their numbers: the database knows how many sessions a phase has, not how many a programme has.
    enrolments = participations([programme]).filter(session__phase__in=phases).order_by()
    taken_part = enrolments.values_list("session__course", "session__module_set", "officer__sex").annotate(Count("pk"))
    return Reached(
        counts.items(),
        (((course, module_set), sex, count) for course, module_set, sex, count in taken_part),
        _people(enrolments, list(counts)),
    )


def _people(enrolments: QuerySet[Any], groups: list[Group]) -> list[tuple[frozenset[Group], str, int]]:
    """Returns (Groups, sex, how many officers sat in exactly these) of these enrolments. One query, a row for each set."""
    if not groups:
        return []
    parts = [groups[at : at + GROUPS_IN_A_NUMBER] for at in range(0, len(groups), GROUPS_IN_A_NUMBER)]
    sets = {
        f"groups_{number}": Sum(
            Case(
                *(When(_in_group(group), then=1 << bit) for bit, group in enumerate(part)),
                output_field=BigIntegerField(),
            ),
            distinct=True,
        )
        for number, part in enumerate(parts)
    }
    officers = enrolments.values("officer", "officer__sex").annotate(**sets).values_list("officer__sex", *sets)
    sql, params = officers.query.sql_with_params()
    names = ", ".join(["sex", *sets])
    # The ORM groups by no aggregate.
    statement = f"WITH officers ({names}) AS ({sql}) SELECT {names}, COUNT(*) FROM officers GROUP BY {names}"  # noqa: S608 -- names of our own
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        rows = cursor.fetchall()
    return [
        (
            frozenset(
                group
                for part, number in zip(parts, numbers, strict=True)
                for bit, group in enumerate(part)
                if int(number or 0) >> bit & 1
            ),
            sex,
            count,
        )
        for sex, *numbers, count in rows
    ]


def _in_group(group: Group) -> Q:
    """Returns the condition on enrolments whose session belongs to a group."""
    course, module_set = group
    same = Q(session__module_set__isnull=True) if module_set is None else Q(session__module_set=module_set)
    return Q(session__course=course) & same
