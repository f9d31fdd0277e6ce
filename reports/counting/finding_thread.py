"""One thread through the house, in both directions.

From a finding: remark → finding → modules → sessions → results → closed. From a module: the findings it answers and where
they came from, its sessions, its results, and what was settled.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.utils.functional import Promise

from accounts.database.kept_counts import counted, may_be_kept
from certificates.models import Certificate
from programmes.findings.history import history_of
from programmes.models import Finding, FindingState, Phase, Programme
from reports.counting.reach import NOTHING, Group, Reach, groups_teaching, reached
from trainings.models import (
    AnswerWeight,
    Enrolment,
    EnrolmentState,
    Module,
    ModuleFinding,
    SessionState,
    TrainingSession,
)

RAIL = (FindingState.OPEN, FindingState.ACCEPTED, FindingState.IN_PROGRESS, FindingState.DONE)
ROWS, MOST_CODES = 20, 5  # of a page; beside a module
SHOWN = (SessionState.SCHEDULED, SessionState.RUNNING, SessionState.HELD, SessionState.CLOSED)


@dataclass(frozen=True)
class Answer:
    """A module that answers a finding, and what the training on it reached. `sessions` are codes of some on the page."""

    module: Module
    is_main: bool
    reach: Reach
    sessions: tuple


@dataclass(frozen=True)
class Taught:
    """A session that teaches one or more of the modules."""

    session: TrainingSession
    modules: tuple

    @property
    def is_ahead(self) -> bool:
        return self.session.state == SessionState.SCHEDULED


def of_finding(finding: Finding, params: Mapping[str, str]) -> dict[str, Any]:
    """Returns the template context of the thread of a Finding (fetched with programme and owner). Constant queries.

    params: of the address, with the page of its `sessions`.
    """
    links = list(finding.answers.select_related("module").order_by("-weight", "module__code"))
    groups, sessions, page = _taught(finding.programme, [link.module for link in links], params.get("sessions"))
    kept = counted(reached, finding.programme.pk, is_large=finding.programme.is_large)
    reach = kept.value
    answers = [
        Answer(
            link.module,
            link.weight == AnswerWeight.MAIN,
            reach.by(groups.get(link.module_id, ())),
            tuple(taught.session.code for taught in sessions if link.module in taught.modules)[:MOST_CODES],
        )
        for link in links
    ]
    of_links = {group for link in links for group in groups.get(link.module_id, ())}
    return {
        "finding": finding,
        "programme": finding.programme,
        "rail": rail(finding.state),
        "sources": list(finding.sources.select_related("consultation__place", "came_with").order_by("pk")),
        "merged": list(finding.merged.order_by("pk")),
        "answers": answers,
        "sessions": sessions,
        "sessions_page": page,
        "counted_at": kept.at,
        "reach": reach.by(of_links),
        **_results(of_links, programme=finding.programme, modules=[link.module_id for link in links]),
        "workstreams": list(finding.workstreams.select_related("district", "institution").order_by("kind", "pk")),
        "clauses": list(finding.strategy_clauses.select_related("workstream").order_by("workstream", "order")),
        "history": history_of(finding),
    }


def of_module(module: Module, programme: Programme, params: Mapping[str, str]) -> dict[str, Any]:
    """Returns the template context of the thread of a Module within a Programme. Constant queries.

    params: of the address, with the pages of its `findings` and `sessions`.
    """
    links = ModuleFinding.objects.filter(module=module, finding__programme=programme, finding__merged_into=None)
    counts = links.aggregate(found=Count("pk"), settled=Count("pk", filter=Q(finding__state=FindingState.DONE)))
    # The main answers first.
    links = links.select_related("finding").prefetch_related("finding__sources__consultation")
    findings = _page(links.order_by("-weight", "finding"), params.get("findings"), count=counts["found"])
    groups, sessions, page = _taught(programme, [module], params.get("sessions"))
    kept = counted(reached, programme.pk, is_large=programme.is_large) if groups else None
    of_module = groups.get(module.pk, {})
    return {
        "module": module,
        "programme": programme,
        "answered": [(link.finding, link.weight == AnswerWeight.MAIN) for link in findings],
        "findings_page": findings,
        **counts,
        "courses": list(module.courses.filter(programme=programme).order_by("code")),
        "sessions": sessions,
        "sessions_page": page,
        "counted_at": kept and kept.at,
        "reach": kept.value.by(of_module) if kept else NOTHING,
        **_results(of_module, programme=programme, modules=[module.pk]),
    }


def rail(state: str) -> list[tuple[str | Promise, str]]:
    """Returns the states a finding passes as (label, "done" | "now" | ""); a declined one has left them."""
    if state == FindingState.DECLINED:
        return [(FindingState.DECLINED.label, "now")]
    now = RAIL.index(state)
    return [(one.label, "now" if i == now else "done" if i < now else "") for i, one in enumerate(RAIL)]


def _taught(programme, modules, number):
    """Returns ({module id: groups of sessions}, the Taught sessions of a page, latest first, the page itself)."""
    groups = groups_teaching(programme, modules)
    modules_of = defaultdict(list)
    for module in modules:
        for group, place in groups.get(module.pk, {}).items():
            modules_of[group].append((place, module))
    # The number of a set of modules is the same in all courses, so that of a group says enough.
    fixed = Q(module_set__in={module_set for _course, module_set in modules_of if module_set is not None})
    follows = Q(module_set__isnull=True, course__in={course for course, module_set in modules_of if module_set is None})
    taught = TrainingSession.objects.filter(fixed | follows, phase__programme=programme, state__in=SHOWN)
    # Counted before anybody counts the officers of each.
    page = _page(taught.with_turnout().order_by("-starts_on", "code"), number, count=taught.count())
    sessions = [Taught(one, _in_order(modules_of[one.course_id, one.module_set])) for one in page]
    return groups, sessions, page


def _in_order(places):
    return tuple(module for _place, module in sorted(places, key=lambda line: line[0]))


def _page(rows, number, *, count):
    paginator = Paginator(rows, ROWS)
    paginator.count = count
    return paginator.get_page(number)


@may_be_kept
def finished(programme: int) -> dict[Group, tuple[int, int]]:
    """Returns {Group: (completed, live certificates)} of the sessions of a programme (its id). Two queries and that of the phases.

    A session belongs to one group, so several groups add up.
    """
    phases = list(Phase.objects.filter(programme=programme).values_list("pk", flat=True))
    here = {"session__phase__in": phases, "session__state__in": SHOWN}
    completed = Enrolment.objects.filter(state=EnrolmentState.COMPLETED, **here).order_by()
    live = Certificate.objects.live().filter(**{f"enrolment__{name}": value for name, value in here.items()}).order_by()
    of_completed = _by_group(completed, "session")
    of_live = _by_group(live, "enrolment__session")
    return {
        group: (of_completed.get(group, 0), of_live.get(group, 0)) for group in of_completed.keys() | of_live.keys()
    }


def _by_group(rows, session):
    """Returns {Group: how many of the rows}. session: the path to it."""
    counts = rows.values_list(f"{session}__course", f"{session}__module_set").annotate(Count("pk"))
    return {(course, module_set): count for course, module_set, count in counts}


def _results(groups, *, programme, modules):
    of_groups = counted(finished, programme.pk, is_large=programme.is_large).value
    numbers = [of_groups[group] for group in groups if group in of_groups]
    return {
        "completed": sum(completed for completed, _certificates in numbers),
        "certificates": sum(certificates for _completed, certificates in numbers),
        "rows": "?" + urlencode({"programme": programme.code, "module": modules}, doseq=True),
    }
