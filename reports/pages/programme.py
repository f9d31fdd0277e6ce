"""What a programme is and how far it has come, on one page; and several programmes side by side."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from programmes.models import (
    Consultation,
    Finding,
    FindingState,
    Goal,
    Headcount,
    Milestone,
    NewsUpdate,
    Programme,
    WorkstreamState,
)
from programmes.models.programme import Strand
from reports.counting.phase_timeline import place, timeline
from reports.counting.turnout import HAS_BEGUN, BySex, Turnout, participations, turnout
from trainings.models import SessionDay, SessionState, TrainingSession

MILESTONES_SHOWN, UPDATES_SHOWN = 6, 3
# Contrast of white on the official colour must reach 3 (the figure is large and bold); otherwise the figure is black.
_WHITE_IS_READ_FROM = 3.0


@dataclass(frozen=True)
class GoalTile:
    """A goal, what serves it, and the ink ("#fff" or "#000") that can be read on its colour."""

    goal: Goal
    is_of_programme: bool
    consultations: int
    sessions: int
    updates: int
    ink: str


@dataclass(frozen=True)
class Card:
    """A programme among others, in a few numbers."""

    programme: Programme
    turnout: Turnout
    sessions: int
    findings: int
    gaps: int


def page(programme: Programme, today: date) -> dict[str, Any]:
    """Returns the template context of the page of a Programme for `today` (a date in Dhaka). Constant queries."""
    sessions = TrainingSession.objects.filter(phase__programme=programme)
    held = sessions.filter(state__in=HAS_BEGUN)
    consultations = Consultation.objects.filter(programme=programme)
    heard_at = list(consultations.held(today).in_time())
    findings = Finding.objects.standing().filter(programme=programme)
    states = dict(findings.order_by().values_list("state").annotate(Count("pk")))
    line = timeline(programme, list(programme.phases.order_by("order")), today)
    begun = list(held.order_by("starts_on").values_list("starts_on", flat=True))
    return {
        "programme": programme,
        "today": today,
        "countries": list(programme.countries.all()),
        "strands": [label for value, label in Strand.choices if value in programme.strands],
        "timeline": line,
        "tracks": {
            "consultations": _places([one.starts_on for one in heard_at], line),
            "sessions": _places(begun, line),
        },
        "partners": _partners(programme),
        "team": list(programme.team.select_related("user").order_by("role", "user__full_name")),
        "goals": goals(programme, today),
        "turnout": turnout(participations([programme.pk])),
        "sessions": len(begun),
        "sessions_ahead": sessions.filter(state=SessionState.SCHEDULED).count(),
        "training_days": SessionDay.objects.filter(session__in=held).count(),
        "contact_hours": _hours(held),
        "consultations": len(heard_at),
        "consultations_ahead": _ahead(consultations.planned(today)),
        "heard": _heard(heard_at),
        "findings": sum(states.values()),
        "by_state": [(state, states.get(state.value, 0)) for state in FindingState],
        "gaps": findings.not_closed().unanswered().count(),
        "milestones": [
            {"milestone": milestone, "is_late": milestone.is_late(today)} for milestone in _milestones(programme)
        ],
        "updates": list(NewsUpdate.objects.filter(programme=programme).newest_first()[:UPDATES_SHOWN]),
    }


def cards(programmes: Iterable[Programme]) -> list[Card]:
    """Returns a Card for each programme of a QuerySet, in its order. Five queries, however many there are."""
    programmes = list(programmes)
    people: defaultdict[int, dict[str, defaultdict[str, int]]] = defaultdict(
        lambda: {"participations": defaultdict(int), "officers": defaultdict(int)}
    )
    rows = participations(programmes).order_by().values_list("session__phase__programme", "officer__sex")
    for programme, sex, taken_part, officers in rows.annotate(Count("pk"), Count("officer", distinct=True)):
        people[programme]["participations"][sex] = taken_part
        people[programme]["officers"][sex] = officers
    held = TrainingSession.objects.filter(phase__programme__in=programmes, state__in=HAS_BEGUN).order_by()
    sessions = dict(held.values_list("phase__programme").annotate(Count("pk")))
    current = Finding.objects.standing().filter(programme__in=programmes).order_by()
    findings = dict(current.values_list("programme").annotate(Count("pk")))
    gaps = dict(current.not_closed().unanswered().values_list("programme").annotate(Count("pk")))
    return [
        Card(
            programme,
            Turnout(**{name: BySex.of(counts) for name, counts in people[programme.pk].items()}),
            sessions.get(programme.pk, 0),
            findings.get(programme.pk, 0),
            gaps.get(programme.pk, 0),
        )
        for programme in programmes
    ]


def goals(programme: Programme, today: date) -> list[GoalTile]:
    """Returns a GoalTile for each goal that the programme or what it has done until `today` serves. Two queries."""
    held = Consultation.objects.filter(programme=programme).held(today).order_by()
    own = set(programme.goals.values_list("pk", flat=True))
    counted = Goal.objects.annotate(
        events=Count("consultations", filter=Q(consultations__in=held), distinct=True),
        held=Count(
            "trainingsession",
            filter=Q(trainingsession__phase__programme=programme, trainingsession__state__in=HAS_BEGUN),
            distinct=True,
        ),
        published=Count("updates", filter=Q(updates__programme=programme, updates__state="published"), distinct=True),
    ).filter(Q(pk__in=own) | Q(events__gt=0) | Q(held__gt=0) | Q(published__gt=0))
    return [
        GoalTile(goal, goal.pk in own, goal.events, goal.held, goal.published, ink_on(goal.colour)) for goal in counted
    ]


def ink_on(colour: str) -> str:
    """Returns "#fff" or "#000", whichever can be read on a colour such as "#4C9F38"; white where both can."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    brightness = sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return "#fff" if 1.05 / (brightness + 0.05) >= _WHITE_IS_READ_FROM else "#000"


def _milestones(programme):
    under_way = [WorkstreamState.PLANNED, WorkstreamState.UNDER_WAY]
    milestones = Milestone.objects.filter(workstream__programme=programme, workstream__state__in=under_way)
    return milestones.next_up().select_related("workstream", "owner")[:MILESTONES_SHOWN]


def _partners(programme):
    """Returns [(organisation, [role, …])], donors first."""
    roles = defaultdict(list)
    for partnership in programme.partnerships.select_related("organisation").order_by("pk"):
        roles[partnership.organisation].append(partnership)
    return sorted(roles.items(), key=lambda item: min(one.role != "donor" for one in item[1]))


def _ahead(planned):
    """Returns {"n": how many are planned, "people": how many they expect together, or None}. One query."""
    return planned.aggregate(n=Count("pk"), people=Sum("expected_people"))


def _heard(held):
    """Returns the people counted at these consultations, as BySex."""
    counted = Headcount.objects.filter(consultation__in=held).aggregate(
        women=Sum("women"), men=Sum("men"), not_recorded=Sum("not_recorded")
    )
    return BySex(**{name: count or 0 for name, count in counted.items()})


def _hours(held):
    """The contact hours of sessions, each as it was scheduled."""
    return held.aggregate(hours=Sum(Coalesce("pinned_hours", "course__contact_hours")))["hours"] or 0


def _places(days, line):
    return [at for at in (place(day, line.years) for day in days if day) if at is not None]
