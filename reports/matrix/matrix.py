"""The traceability matrix: findings down, modules across, and what the training on each reached.

Twelve queries, whatever the size. A page asks for its own findings: what stands in the head and the foot of the table is counted by
the database.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When
from django.urls import reverse

from accounts.database.kept_counts import counted
from programmes.models import CLOSED_STATES, Consultation, Finding, FindingSource, Programme, Workstream
from reports.counting.reach import Group, Reach, Reached, groups_teaching, reached
from trainings.models import AnswerWeight, CourseModule, Module, ModuleFinding


@dataclass(frozen=True)
class Cell:
    """A mark in the matrix, with the way to what is behind it."""

    weight: str
    module: Module
    url: str

    @property
    def is_main(self) -> bool:
        return self.weight == AnswerWeight.MAIN


@dataclass(frozen=True)
class Column:
    """A module: its number in the matrix, how many findings it answers, and what the training on it reached."""

    number: int
    module: Module
    url: str
    reach: Reach
    main: int
    also: int


@dataclass(frozen=True)
class Sources:
    """What all rows of a matrix are worked out from. groups: {module id: groups of sessions that use it}."""

    modules: tuple[Module, ...]
    groups: Mapping[int, Collection[Group]]
    reached: Reached


@dataclass(frozen=True)
class Row:
    """A finding: a Cell or None for every column, and what the training on the modules that answer it reached.

    weights: {module id: weight} of its answers. consultations: ids of those it came up at. follow_ups: how many workstreams take it up.
    """

    finding: Finding
    url: str
    weights: Mapping[int, str]
    sources: "Sources"
    consultations: frozenset
    follow_ups: int

    # A page shows few of all rows, so that only theirs are worked out.
    @cached_property
    def cells(self) -> tuple[Cell | None, ...]:
        return tuple(
            Cell(self.weights[module.pk], module, f"{self.url}#m{module.pk}") if module.pk in self.weights else None
            for module in self.sources.modules
        )

    @cached_property
    def reach(self) -> Reach:
        groups = self.sources.groups
        return self.sources.reached.by({group for module in self.weights for group in groups.get(module, ())})

    @property
    def counts(self) -> tuple[Any, Any]:
        """Participations and unique officers, side by side."""
        return self.reach.participations, self.reach.officers

    @property
    def is_answered(self) -> bool:
        return bool(self.weights)

    @property
    def is_gap(self) -> bool:
        """Whether it is not closed and no module answers it."""
        return not self.finding.is_closed and not self.is_answered


@dataclass(frozen=True)
class Matrix:
    """Rows with the gaps first, columns in the order of module codes; the titles of consultations by their ids.

    counted_at: when what was reached was counted; None for now.
    """

    programme: object
    columns: tuple
    rows: tuple
    consultations: dict
    counted_at: datetime | None = None

    @property
    def gaps(self) -> int:
        """How many findings wait for a module."""
        return sum(row.is_gap for row in self.rows)

    @property
    def idle(self) -> list[Column]:
        """The columns of modules that answer nothing."""
        return [column for column in self.columns if not column.main + column.also]


def findings_of(programme: Programme) -> QuerySet[Finding]:
    """Returns the findings of the matrix of a Programme, the gaps first: those that were not merged into others."""
    gaps_first = Case(When(is_gap(), then=0), default=1)
    return Finding.objects.standing().filter(programme=programme).order_by(gaps_first, "pk")


def is_gap() -> Q:
    """Returns the condition on findings that `Row.is_gap` states."""
    return ~Q(Exists(ModuleFinding.objects.filter(finding=OuterRef("pk")))) & ~Q(state__in=CLOSED_STATES)


def matrix(
    programme: Programme, findings: Iterable[Finding] | None = None, titles: Mapping[int, str] | None = None
) -> Matrix:
    """Returns the Matrix of the findings of a Programme, without those merged into others.

    findings: some of `findings_of`, for their rows alone; None for all. titles: of `consultations_of`, where they were read already.
    Columns are the modules of the programme's courses, and whatever else answers one of its findings; their numbers are those of
    all findings.
    """
    home = reverse("reports:matrix", args=[programme.code])
    found = list(findings_of(programme) if findings is None else findings)
    ids = None if findings is None else [finding.pk for finding in found]
    weights = _weights(programme, ids)
    groups = groups_teaching(programme)
    kept = counted(reached, programme.pk, is_large=programme.is_large)
    modules = tuple(modules_of(programme))
    sources = Sources(modules, groups, kept.value)
    came_up_at = _came_up_at(programme, ids)
    titles = consultations_of(programme) if titles is None else dict(titles)
    taken_up = _taken_up(programme, ids)
    rows = tuple(
        Row(
            finding,
            f"{home}findings/{finding.pk}/",
            weights.get(finding.pk, {}),
            sources,
            frozenset(came_up_at.get(finding.pk, ())),
            taken_up.get(finding.pk, 0),
        )
        for finding in found
    )
    return Matrix(programme, _columns(programme, sources, home), rows, titles, kept.at)


def _columns(programme, sources, home):
    """The Columns: how many of all findings each module answers is counted by the database."""
    links = _of_findings(ModuleFinding.objects.filter(finding__merged_into=None), programme)
    numbers = {
        (module, weight): count for module, weight, count in links.values_list("module", "weight").annotate(Count("pk"))
    }
    return tuple(
        Column(
            number,
            module,
            f"{home}modules/{module.pk}/",
            sources.reached.by(sources.groups.get(module.pk, ())),
            numbers.get((module.pk, AnswerWeight.MAIN), 0),
            numbers.get((module.pk, AnswerWeight.ALSO), 0),
        )
        for number, module in enumerate(sources.modules, start=1)
    )


def _of_findings(rows, programme, ids=None):
    """The rows that belong to findings of the programme, or to those with these ids; in no order."""
    rows = rows.filter(finding__programme=programme).order_by()
    return rows if ids is None else rows.filter(finding__in=ids)


def _weights(programme, ids):
    """Returns {finding id: {module id: weight}}."""
    found = defaultdict(dict)
    links = _of_findings(ModuleFinding.objects.filter(finding__merged_into=None), programme, ids)
    for finding, module, weight in links.values_list("finding", "module", "weight"):
        found[finding][module] = weight
    return found


def modules_of(programme: Programme) -> QuerySet[Module]:
    """Returns the modules that are columns: those of the programme's courses and those that answer its findings."""
    taught = CourseModule.objects.filter(module=OuterRef("pk"), course__programme=programme)
    answers = ModuleFinding.objects.filter(
        module=OuterRef("pk"), finding__programme=programme, finding__merged_into=None
    )
    return Module.objects.filter(Exists(taught) | Exists(answers)).order_by("code", "-version")


def consultations_of(programme: Programme) -> dict[int, str]:
    """Returns {id: title} of the consultations of a Programme, oldest first."""
    return {one.pk: one.title for one in Consultation.objects.filter(programme=programme).in_time()}


def _came_up_at(programme, ids):
    """Returns {finding id: ids of the consultations it came up at}."""
    found = defaultdict(set)
    sources = _of_findings(FindingSource.objects.filter(consultation__isnull=False), programme, ids)
    for finding, consultation in sources.values_list("finding", "consultation"):
        found[finding].add(consultation)
    return found


def _taken_up(programme, ids):
    """Returns {finding id: how many workstreams take it up}."""
    through = _of_findings(Workstream.findings.through.objects.all(), programme, ids)
    return dict(through.values_list("finding").annotate(Count("pk")))
