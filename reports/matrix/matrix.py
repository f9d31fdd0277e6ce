"""The traceability matrix: findings down, modules across, and what the training on each reached.

Nine queries, whatever the size; everything else is computed in memory.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.urls import reverse

from programmes.models import Consultation, Finding, FindingSource, Programme, Workstream
from reports.counting.reach import Reach, reached
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
class Row:
    """A finding: a Cell or None for every column, and what the training on the modules that answer it reached.

    consultations: ids of those it came up at. follow_ups: how many workstreams take it up.
    """

    finding: Finding
    url: str
    cells: tuple
    reach: Reach
    consultations: frozenset
    follow_ups: int

    @property
    def counts(self) -> tuple[Any, Any]:
        """Participations and unique officers, side by side."""
        return self.reach.participations, self.reach.officers

    @property
    def is_answered(self) -> bool:
        return any(self.cells)

    @property
    def is_gap(self) -> bool:
        """Whether it is not closed and no module answers it."""
        return not self.finding.is_closed and not self.is_answered


@dataclass(frozen=True)
class Matrix:
    """Rows with the gaps first, columns in the order of module codes; the titles of consultations by their ids."""

    programme: object
    columns: tuple
    rows: tuple
    consultations: dict

    @property
    def gaps(self) -> int:
        """How many findings wait for a module."""
        return sum(row.is_gap for row in self.rows)

    @property
    def idle(self) -> list[Column]:
        """The columns of modules that answer nothing."""
        return [column for column in self.columns if not column.main + column.also]


def matrix(programme: Programme) -> Matrix:
    """Returns the Matrix of the findings of a Programme, without those merged into others.

    Columns are the modules of the programme's courses, and whatever else answers one of its findings.
    """
    home = reverse("reports:matrix", args=[programme.code])
    weights = _weights(programme)
    courses = _courses_by_module(programme)
    reach = reached(programme)
    modules = list(modules_of(programme))
    came_up_at, titles = _consultations(programme)
    through = Workstream.findings.through.objects.filter(finding__programme=programme)
    taken_up = dict(through.values_list("finding").annotate(Count("pk")))

    def row(finding):
        url, answers = f"{home}findings/{finding.pk}/", weights.get(finding.pk, {})
        return Row(
            finding,
            url,
            tuple(
                Cell(answers[module.pk], module, f"{url}#m{module.pk}") if module.pk in answers else None
                for module in modules
            ),
            reach.by({course for module in answers for course in courses.get(module, ())}),
            frozenset(came_up_at.get(finding.pk, ())),
            taken_up.get(finding.pk, 0),
        )

    rows = [row(finding) for finding in Finding.objects.standing().filter(programme=programme).order_by("pk")]
    counted = Counter((module, weight) for answers in weights.values() for module, weight in answers.items())
    columns = [
        Column(
            number,
            module,
            f"{home}modules/{module.pk}/",
            reach.by(courses.get(module.pk, ())),
            counted[module.pk, AnswerWeight.MAIN],
            counted[module.pk, AnswerWeight.ALSO],
        )
        for number, module in enumerate(modules, start=1)
    ]
    return Matrix(programme, tuple(columns), tuple(sorted(rows, key=lambda row: not row.is_gap)), titles)


def _weights(programme):
    """Returns {finding id: {module id: weight}}."""
    found = defaultdict(dict)
    links = ModuleFinding.objects.filter(finding__programme=programme, finding__merged_into=None).order_by()
    for finding, module, weight in links.values_list("finding", "module", "weight"):
        found[finding][module] = weight
    return found


def _courses_by_module(programme):
    """Returns {module id: ids of the courses of the programme that teach it}."""
    found = defaultdict(set)
    for module, course in CourseModule.objects.filter(course__programme=programme).values_list("module", "course"):
        found[module].add(course)
    return found


def modules_of(programme: Programme) -> QuerySet[Module]:
    """Returns the modules that are columns: those of the programme's courses and those that answer its findings."""
    taught = CourseModule.objects.filter(module=OuterRef("pk"), course__programme=programme)
    answers = ModuleFinding.objects.filter(
        module=OuterRef("pk"), finding__programme=programme, finding__merged_into=None
    )
    return Module.objects.filter(Exists(taught) | Exists(answers)).order_by("code", "-version")


def _consultations(programme):
    """Returns ({finding id: ids of the consultations it came up at}, {consultation id: its title, oldest first})."""
    titles = {one.pk: one.title for one in Consultation.objects.filter(programme=programme).in_time()}
    found = defaultdict(set)
    sources = FindingSource.objects.filter(finding__programme=programme, consultation__isnull=False).order_by()
    for finding, consultation in sources.values_list("finding", "consultation"):
        found[finding].add(consultation)
    return found, titles
