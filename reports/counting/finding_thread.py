"""One thread through the house, in both directions.

From a finding: remark → finding → modules → sessions → results → closed. From a module: the findings it answers and where
they came from, its sessions, its results, and what was settled.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.utils.functional import Promise

from certificates.models import Certificate
from programmes.findings.history import history_of
from programmes.models import Finding, FindingState, Programme
from reports.counting.reach import NOTHING, Reach, reached
from trainings.models import AnswerWeight, CourseModule, Module, ModuleFinding, SessionState, TrainingSession

RAIL = (FindingState.OPEN, FindingState.ACCEPTED, FindingState.IN_PROGRESS, FindingState.DONE)
SHOWN = (SessionState.SCHEDULED, SessionState.RUNNING, SessionState.HELD, SessionState.CLOSED)


@dataclass(frozen=True)
class Answer:
    """A module that answers a finding, and what the training on it reached. `sessions` are codes."""

    module: Module
    is_main: bool
    reach: Reach
    sessions: tuple


@dataclass(frozen=True)
class Taught:
    """A session that teaches one or more of the modules; `certificates` counts the live ones."""

    session: TrainingSession
    modules: tuple
    certificates: int

    @property
    def is_ahead(self) -> bool:
        return self.session.state == SessionState.SCHEDULED


def of_finding(finding: Finding) -> dict[str, Any]:
    """Returns the template context of the thread of a Finding (fetched with programme and owner). Constant queries."""
    links = list(finding.answers.select_related("module").order_by("-weight", "module__code"))
    courses, sessions = _taught(finding.programme, [link.module for link in links])
    reach = reached(finding.programme)
    answers = [
        Answer(
            link.module,
            link.weight == AnswerWeight.MAIN,
            reach.by(courses.get(link.module_id, ())),
            tuple(taught.session.code for taught in sessions if link.module in taught.modules),
        )
        for link in links
    ]
    return {
        "finding": finding,
        "programme": finding.programme,
        "rail": rail(finding.state),
        "sources": list(finding.sources.select_related("consultation__place", "came_with").order_by("pk")),
        "merged": list(finding.merged.order_by("pk")),
        "answers": answers,
        "sessions": sessions,
        "reach": reach.by({course for link in links for course in courses.get(link.module_id, ())}),
        **_results(sessions, programme=finding.programme, modules=[link.module_id for link in links]),
        "workstreams": list(finding.workstreams.select_related("district", "institution").order_by("kind", "pk")),
        "clauses": list(finding.strategy_clauses.select_related("workstream").order_by("workstream", "order")),
        "history": history_of(finding),
    }


def of_module(module: Module, programme: Programme) -> dict[str, Any]:
    """Returns the template context of the thread of a Module within a Programme. Constant queries."""
    answered = Finding.objects.standing().filter(programme=programme, answers__module=module)
    weights = dict(
        ModuleFinding.objects.filter(module=module, finding__programme=programme).values_list("finding", "weight")
    )
    courses, sessions = _taught(programme, [module])
    findings = list(answered.prefetch_related("sources__consultation").order_by("pk"))
    return {
        "module": module,
        "programme": programme,
        "main": [finding for finding in findings if weights[finding.pk] == AnswerWeight.MAIN],
        "also": [finding for finding in findings if weights[finding.pk] == AnswerWeight.ALSO],
        "settled": sum(finding.state == FindingState.DONE for finding in findings),
        "found": len(findings),
        "courses": list(module.courses.filter(programme=programme).order_by("code")),
        "sessions": sessions,
        "reach": reached(programme).by(courses.get(module.pk, ())) if courses else NOTHING,
        **_results(sessions, programme=programme, modules=[module.pk]),
    }


def rail(state: str) -> list[tuple[str | Promise, str]]:
    """Returns the states a finding passes as (label, "done" | "now" | ""); a declined one has left them."""
    if state == FindingState.DECLINED:
        return [(FindingState.DECLINED.label, "now")]
    now = RAIL.index(state)
    return [(one.label, "now" if i == now else "done" if i < now else "") for i, one in enumerate(RAIL)]


def _taught(programme, modules):
    """Returns ({module id: course ids}, the Taught sessions, latest first)."""
    courses, modules_of = defaultdict(set), defaultdict(list)
    in_course = CourseModule.objects.filter(course__programme=programme, module__in=modules)
    by_pk = {module.pk: module for module in modules}
    for module, course in in_course.order_by("order").values_list("module", "course"):
        courses[module].add(course)
        modules_of[course].append(by_pk[module])
    sessions = list(
        TrainingSession.objects.filter(phase__programme=programme, course__in=modules_of, state__in=SHOWN)
        .with_turnout()
        .order_by("-starts_on", "code")
    )
    issued = dict(
        Certificate.objects.live()
        .filter(enrolment__session__in=[session.pk for session in sessions])
        .order_by()
        .values_list("enrolment__session")
        .annotate(Count("pk"))
    )
    return courses, [
        Taught(session, tuple(modules_of[session.course_id]), issued.get(session.pk, 0)) for session in sessions
    ]


def _results(sessions, *, programme, modules):
    return {
        "completed": sum(taught.session.completed for taught in sessions),
        "certificates": sum(taught.certificates for taught in sessions),
        "rows": "?" + urlencode({"programme": programme.code, "module": modules}, doseq=True),
    }
