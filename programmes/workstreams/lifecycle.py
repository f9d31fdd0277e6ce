"""Changes workstreams, their milestones and the steps of a curriculum; adds comments on a clause."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.refusal import Refused
from programmes.locking import locked_record, refuse_unless_coordinates
from programmes.models import (
    ClauseComment,
    CurriculumStep,
    LadderStep,
    Milestone,
    MilestoneEvidence,
    MilestoneState,
    StrategyClause,
    Workstream,
    WorkstreamKind,
    WorkstreamState,
)

# Workstreams


@transaction.atomic
def start(workstream: Workstream, *, by: User | None) -> Workstream:
    """planned or stopped → under way. Returns the workstream."""
    workstream = locked_record(workstream, by=by)
    _refuse_unless_in(workstream, WorkstreamState.PLANNED, WorkstreamState.STOPPED)
    return _set_state(workstream, WorkstreamState.UNDER_WAY, by=by, verb="workstream.started")


@transaction.atomic
def finish(workstream: Workstream, *, by: User | None) -> Workstream:
    """under way → finished. Refused while a milestone is still to be reached. Returns the workstream."""
    workstream = locked_record(workstream, by=by)
    _refuse_unless_in(workstream, WorkstreamState.UNDER_WAY)
    waiting = workstream.milestones.next_up().first()
    if waiting:
        raise Refused(
            _("The milestone “%(title)s” is still to be reached, or to be dropped.") % {"title": waiting.title}
        )
    return _set_state(workstream, WorkstreamState.FINISHED, by=by, verb="workstream.finished")


@transaction.atomic
def stop(workstream: Workstream, *, by: User | None, reason: str) -> Workstream:
    """planned or under way → stopped. Refused without a reason. Returns the workstream."""
    workstream = locked_record(workstream, by=by)
    _refuse_unless_in(workstream, WorkstreamState.PLANNED, WorkstreamState.UNDER_WAY)
    return _set_state(
        workstream,
        WorkstreamState.STOPPED,
        by=by,
        verb="workstream.stopped",
        reason=_required_text(reason, _("Say why the work stops.")),
    )


# Milestones


@transaction.atomic
def start_milestone(milestone: Milestone, *, by: User | None) -> Milestone:
    """planned → under way. Returns the milestone."""
    milestone = _locked_milestone(milestone, by)
    if milestone.state != MilestoneState.PLANNED:
        raise Refused(_("Only a planned milestone can be started."))
    return _set_milestone_state(milestone, MilestoneState.UNDER_WAY, by=by, verb="milestone.started")


@transaction.atomic
def reach_milestone(milestone: Milestone, *, by: User | None, on: date | None = None) -> Milestone:
    """planned or under way → reached, on a date in Dhaka (default today) that is not still to come. Returns the milestone."""
    milestone = _locked_milestone(milestone, by)
    on = on or timezone.localdate()
    if not milestone.is_open:
        raise Refused(_("This milestone is “%(state)s” already.") % {"state": milestone.get_state_display()})
    if on > timezone.localdate():
        raise Refused(_("The day it was reached is still to come."))
    return _set_milestone_state(milestone, MilestoneState.REACHED, by=by, verb="milestone.reached", reached_on=on)


@transaction.atomic
def drop_milestone(milestone: Milestone, *, by: User | None, reason: str) -> Milestone:
    """planned or under way → dropped. Refused without a reason. Returns the milestone."""
    milestone = _locked_milestone(milestone, by)
    if not milestone.is_open:
        raise Refused(_("This milestone is “%(state)s” already.") % {"state": milestone.get_state_display()})
    reason = _required_text(reason, _("Say why the milestone is dropped."))
    return _set_milestone_state(milestone, MilestoneState.DROPPED, by=by, verb="milestone.dropped", reason=reason)


@transaction.atomic
def reopen_milestone(milestone: Milestone, *, by: User | None) -> Milestone:
    """reached or dropped → under way. Returns the milestone."""
    milestone = _locked_milestone(milestone, by)
    if milestone.is_open:
        raise Refused(_("This milestone is open."))
    return _set_milestone_state(milestone, MilestoneState.UNDER_WAY, by=by, verb="milestone.reopened")


@transaction.atomic
def add_evidence(milestone: Milestone, file: Any, *, by: User | None) -> MilestoneEvidence:
    """Stores an uploaded file with a milestone; returns it. Refused when its kind is not allowed."""
    milestone = _locked_milestone(milestone, by)
    evidence = MilestoneEvidence(milestone=milestone, added_by=by)
    evidence.attach(file)
    evidence.save()
    record(by, "milestone.evidence_added", milestone, evidence=evidence.pk)
    return evidence


# The ladder of a curriculum


def next_step(workstream: Workstream) -> LadderStep | None:
    """Returns the step a curriculum comes to next, None at the top. One query."""
    reached = max(workstream.ladder_steps.values_list("step", flat=True), default=0)
    return LadderStep(reached + 1) if reached < max(LadderStep.values) else None


@transaction.atomic
def climb(workstream: Workstream, step: int, *, by: User, on: date | None = None, note: str = "") -> CurriculumStep:
    """Records that a curriculum reached the next step of the ladder, on a date in Dhaka (default today); returns the step.

    Refused for another step than the next, for a day before the step below or still to come, and while the work is over.
    """
    workstream = locked_record(workstream, by=by)
    on = on or timezone.localdate()
    if workstream.kind != WorkstreamKind.CURRICULUM:
        raise Refused(_("Only a curriculum integration has a ladder."))
    if workstream.is_over:
        raise Refused(_("The work is over. Start it again first."))
    below = workstream.ladder_steps.order_by("-step").first()
    following = next_step(workstream)
    if following is None:
        raise Refused(_("The curriculum is at the top of the ladder."))
    if step != following:
        raise Refused(_("The next step is “%(step)s”; none can be left out.") % {"step": following.label})
    if on > timezone.localdate():
        raise Refused(_("The day it was reached is still to come."))
    if below and on < below.reached_on:
        raise Refused(_("The step below was reached later than that day."))
    reached = CurriculumStep.objects.create(
        workstream=workstream, step=step, reached_on=on, note=note.strip(), recorded_by=by
    )
    record(by, "workstream.climbed", workstream, step=int(step), on=on)
    return reached


@transaction.atomic
def step_down(workstream: Workstream, *, by: User | None) -> None:
    """Removes the highest step, recorded by mistake."""
    workstream = locked_record(workstream, by=by)
    highest = workstream.ladder_steps.order_by("-step").first()
    if highest is None:
        raise Refused(_("No step was recorded yet."))
    record(by, "workstream.stepped_down", workstream, step=highest.step, on=highest.reached_on)
    highest.delete()


# Clauses of a strategy


@transaction.atomic
def comment(clause: StrategyClause, text: str, *, by: User) -> ClauseComment:
    """Adds a comment of a team member on a clause; returns it."""
    clause = StrategyClause.objects.select_related("workstream__programme").get(pk=clause.pk)
    refuse_unless_coordinates(by, clause.workstream.programme)
    text = _required_text(text, _("Write a comment."))
    made = ClauseComment.objects.create(clause=clause, text=text, by=by)
    record(by, "clause.commented", clause, comment=made.pk)
    return made


def _locked_milestone(milestone: Milestone, by: User | None) -> Milestone:
    found = locked_record(milestone, by=by, path="workstream__programme")
    if found.workstream.is_over:
        raise Refused(
            _("The workstream is “%(state)s”; its milestones stay as they are.")
            % {"state": found.workstream.get_state_display()}
        )
    return found


def _refuse_unless_in(workstream: Workstream, *states: str) -> None:
    if workstream.state not in states:
        raise Refused(
            _("This is not possible while the work is “%(state)s”.") % {"state": workstream.get_state_display()}
        )


def _set_state(workstream: Workstream, state: str, *, by: User | None, verb: str, reason: str = "") -> Workstream:
    before, workstream.state, workstream.state_reason = workstream.state, state, reason
    workstream._history_user = by
    workstream.save(update_fields=["state", "state_reason"])
    record(by, verb, workstream, before=before, after=state)
    return workstream


def _set_milestone_state(
    milestone: Milestone, state: str, *, by: User | None, verb: str, reason: str = "", reached_on: date | None = None
) -> Milestone:
    before, milestone.state = milestone.state, state
    milestone.reason, milestone.reached_on = reason, reached_on
    milestone._history_user = by
    milestone.save(update_fields=["state", "reason", "reached_on"])
    record(by, verb, milestone, before=before, after=state)
    return milestone


def _required_text(text: str, sentence: str) -> str:
    if not text.strip():
        raise Refused(sentence)
    return text.strip()
