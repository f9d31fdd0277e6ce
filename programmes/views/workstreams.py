"""The board of workstreams, one workstream, one milestone."""

from datetime import date
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.ui.inputs import ReasonForm
from accounts.ui.staff_pages import render_staff_page
from programmes.models import (
    LadderStep,
    Milestone,
    StrategyClause,
    Workstream,
    WorkstreamKind,
    WorkstreamState,
)
from programmes.workstreams import lifecycle
from programmes.workstreams.forms import CommentForm, EvidenceForm, ReachedForm, StepForm


@allow(is_coordinator)
@require_safe
def board(request: SignedInRequest) -> HttpResponse:
    """All workstreams of own programmes: the late ones first, then by kind. A constant number of queries."""
    today = timezone.localdate()
    rows = list(
        Workstream.objects.coordinated_by(request.user)
        .with_progress(today)
        .select_related("owner", "district", "institution", "programme")
        .prefetch_related("milestones", "carried_by")
    )
    for row in rows:
        row.next_milestone = next((one for one in row.milestones.all() if one.is_open), None)
        row.ladder_label = LadderStep(row.ladder).label if row.ladder else ""
    order = list(WorkstreamKind)
    rows.sort(key=lambda row: (order.index(row.kind), row.is_over, row.due_on is None, str(row.due_on), row.pk))
    late = sorted((row for row in rows if row.is_late), key=lambda row: (str(_first_due(row, today)), row.pk))
    rest = [row for row in rows if not row.is_late]
    context = {
        "late": late,
        "kinds": [(WorkstreamKind(kind).label, list(group)) for kind, group in groupby(rest, key=lambda row: row.kind)],
        "total": len(rows),
        "over": sum(row.is_over for row in rows),
        "today": today,
    }
    return render_staff_page(request, "programmes/board.html", context)


def _first_due(row: Any, today: date) -> Any:
    due = [one.due_on for one in row.milestones.all() if one.is_late(today)]
    return min([*due, row.due_on] if row.due_on and row.due_on < today else due)


def _workstream(request: SignedInRequest, pk: int) -> Workstream:
    return get_object_or_404(
        Workstream.objects.coordinated_by(request.user).select_related("programme", "owner", "district", "institution"),
        pk=pk,
    )


@allow(is_coordinator)
@require_safe
def workstream(request: SignedInRequest, pk: int) -> HttpResponse:
    """One workstream with its milestones and whatever its kind is made of."""
    found = _workstream(request, pk)
    today = timezone.localdate()
    milestones: list[Any] = list(found.milestones.select_related("owner").prefetch_related("evidence"))
    for one in milestones:
        one.late = one.is_late(today)
    counted = [one for one in milestones if one.state != "dropped"]
    context = {
        "workstream": found,
        "late": not found.is_over and ((found.due_on and found.due_on < today) or any(one.late for one in milestones)),
        "milestones": milestones,
        "counted": len(counted),
        "reached": sum(one.state == "reached" for one in counted),
        "carried_by": list(found.carried_by.all()),
        "findings": list(found.findings.standing().by_urgency()),
        "rail": _rail(found),
        **_parts_of(found),
    }
    return render_staff_page(request, "programmes/workstream.html", context)


def _parts_of(found: Any) -> dict[str, Any]:
    """Returns what only this kind of workstream has."""
    if found.kind == WorkstreamKind.CURRICULUM:
        steps = {one.step: one for one in found.ladder_steps.all()}
        reached = max(steps, default=0)
        following = LadderStep(reached + 1) if reached < max(LadderStep.values) else None
        return {
            "ladder": [(step.label, steps.get(step), step == reached) for step in LadderStep],
            "next_step": following,
            "step_form": StepForm(),
        }
    if found.kind == WorkstreamKind.STRATEGY:
        clauses = found.clauses.prefetch_related("findings", "comments__by")
        return {"clauses": list(clauses), "comment_form": CommentForm()}
    if found.kind == WorkstreamKind.COMMUNICATION:
        return {"plan": list(found.messages.all())}
    return {}


def _rail(found: Any) -> list[Any]:
    """Returns the states it passes as (label, "done" | "now" | "")."""
    states = [WorkstreamState.PLANNED, WorkstreamState.UNDER_WAY]
    states.append(WorkstreamState.STOPPED if found.state == WorkstreamState.STOPPED else WorkstreamState.FINISHED)
    here = states.index(found.state)
    return [(state.label, "now" if i == here else "done" if i < here else "") for i, state in enumerate(states)]


@allow(is_coordinator)
@require_POST
def move(request: SignedInRequest, pk: int) -> HttpResponse:
    """Starts or finishes it."""
    found = _workstream(request, pk)
    step = {"start": lifecycle.start, "finish": lifecycle.finish}.get(request.POST.get("step", ""))
    _done(request, step, found)
    return redirect(found)


@allow(is_coordinator)
@require_http_methods(["GET", "POST"])
def stop(request: SignedInRequest, pk: int) -> HttpResponse:
    """Stops the work, with a reason that everybody can read."""
    found = _workstream(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            lifecycle.stop(found, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as no:
            form.add_error(None, str(no))
        else:
            return redirect(found)
    status = 422 if form.errors else 200
    return render_staff_page(
        request, "programmes/workstream_stop.html", {"workstream": found, "form": form}, status=status
    )


@allow(is_coordinator)
@require_POST
def climb(request: SignedInRequest, pk: int) -> HttpResponse:
    """Adds a step of the curriculum, or removes the last one."""
    found = _workstream(request, pk)
    if request.POST.get("step") == "back":
        _done(request, lifecycle.step_down, found)
        return redirect(found)
    form = StepForm(request.POST)
    following = lifecycle.next_step(found)
    if form.is_valid() and following:
        _done(request, lifecycle.climb, found, following, **form.cleaned_data)
    else:
        messages.error(request, _first_problem(form) or _("The curriculum is at the top of the ladder."))
    return redirect(found)


@allow(is_coordinator)
@require_POST
def comment(request: SignedInRequest, pk: int) -> HttpResponse:
    """Adds a comment on a clause of a strategy."""
    clause = get_object_or_404(StrategyClause.objects.coordinated_by(request.user).select_related("workstream"), pk=pk)
    _done(request, lifecycle.comment, clause, request.POST.get("text", "")[:2000])
    return redirect(f"{clause.workstream.get_absolute_url()}#clause-{clause.pk}")


@allow(is_coordinator)
@require_http_methods(["GET", "POST"])
def milestone(request: SignedInRequest, pk: int) -> HttpResponse:
    """One milestone: reached, dropped, open again, and the papers that show it. The button says which form was sent."""
    found = get_object_or_404(
        Milestone.objects.coordinated_by(request.user).select_related("workstream__programme", "owner"), pk=pk
    )
    act = request.POST.get("act", "")
    forms = {
        "reach": ReachedForm(request.POST if act == "reach" else None, prefix="reach"),
        "drop": ReasonForm(request.POST if act == "drop" else None, prefix="drop"),
        "evidence": EvidenceForm(
            request.POST if act == "evidence" else None, request.FILES if act == "evidence" else None, prefix="evidence"
        ),
    }
    if request.method == "POST":
        if act in ("start", "reopen"):
            _done(request, {"start": lifecycle.start_milestone, "reopen": lifecycle.reopen_milestone}[act], found)
            return redirect("programme:milestone", found.pk)
        if act in forms and forms[act].is_valid() and _sent(request, found, act, forms[act]):
            return redirect("programme:milestone", found.pk)
    status = 422 if any(form.errors for form in forms.values()) else 200
    context = {
        "milestone": found,
        "late": found.is_late(timezone.localdate()),
        "evidence": list(found.evidence.select_related("added_by")),
        "forms": forms,
    }
    return render_staff_page(request, "programmes/milestone.html", context, status=status)


def _sent(request: SignedInRequest, found: Any, act: Any, form: Any) -> bool:
    """Performs the action of the form. Returns False, with the reason at its field, when a rule refuses."""
    try:
        if act == "reach":
            lifecycle.reach_milestone(found, by=request.user, on=form.cleaned_data["on"])
        elif act == "drop":
            lifecycle.drop_milestone(found, by=request.user, reason=form.cleaned_data["reason"])
        else:
            lifecycle.add_evidence(found, form.cleaned_data["file"], by=request.user)
    except Refused as no:
        form.add_error(next(iter(form.fields)), str(no))
        return False
    messages.success(request, _("Saved."))
    return True


def _done(request: SignedInRequest, act: Any, *what: Any, **facts: Any) -> None:
    """Performs the action and shows a refusal."""
    try:
        if act is None:
            raise Refused(_("Choose what to do."))
        act(*what, by=request.user, **facts)
    except Refused as no:
        messages.error(request, str(no))


def _first_problem(form: Any) -> str:
    return next((str(sentence) for sentences in form.errors.values() for sentence in sentences), "")
