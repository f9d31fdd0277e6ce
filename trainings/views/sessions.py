"""One session: its state, what is missing, who completes, and the page that closes it."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import can_close, can_mark_attendance, can_plan_timetable, works_on_sessions
from accounts.refusal import Refused
from accounts.text.typed_text import one_line
from trainings.curriculum import making_up_rule, required_modules
from trainings.curriculum.completion_rule import in_words, rule_of
from trainings.curriculum.pinning import modules_of
from trainings.enrolment.entry_facts import clashes
from trainings.enrolment.roster_pages import roster_page
from trainings.making_up.reading import note_made_up
from trainings.models import EnrolmentState, Half, SessionState, TemplateUse, TrainerRole, TrainingSession
from trainings.sessions import lifecycle
from trainings.sessions.closing_checklist import closing_checklist
from trainings.sessions.completion import completion_statuses, decide_by_hand, leave_to_attendance
from trainings.sessions.half_days import has_half, marks_by_half_day
from trainings.timetable.editing import LOCKED
from trainings.trainer_forms import LONGEST_REASON, Decision, DecisionForm

FOLDED = 10  # rows that a phone shows at first; see .sh-fold
LIVE = (SessionState.SCHEDULED, SessionState.RUNNING, SessionState.HELD)
TRAINERS = tuple(TrainerRole)  # in this order, the lead trainer first
RAIL = (SessionState.DRAFT, SessionState.SCHEDULED, SessionState.RUNNING, SessionState.HELD, SessionState.CLOSED)


def session_for(request: SignedInRequest, code: str) -> TrainingSession:
    """Returns the session of this code, with related rows, if it is visible to the user; else 404."""
    sessions = TrainingSession.objects.visible_to(request.user).select_related("course", "phase__programme", "place")
    return get_object_or_404(sessions, code=code)


@allow(works_on_sessions, second_factor=False)
@require_http_methods(["GET", "HEAD", "POST"])
def session(request: SignedInRequest, code: str) -> HttpResponse:
    """Everything about one session on a page. POST looks for names on its roster: they do not belong into addresses."""
    found = session_for(request, code)
    counts = _counts(found)
    shown = roster_page(found, counts["officers"], number=request.GET.get("page"), words=request.POST.get("words", ""))
    can_mark, modules = can_mark_attendance(request.user, found), modules_of(found)
    context = {
        "session": found,
        "rail": _rail(found),
        "days": _days(found),
        "roster": _with_facts(found, _results(found, shown.rows), shown.apart),
        "page": shown.page,
        "sought": shown.sought,
        "found_more": shown.more,
        "show_all": "all" in request.GET or bool(shown.sought) or shown.page.number > 1,
        "folded": FOLDED,
        **counts,
        "trainers": sorted(found.trainers.select_related("user"), key=lambda trainer: TRAINERS.index(trainer.role)),
        "guests": list(found.guests.select_related("guest")),
        "template_use": TemplateUse.objects.filter(session=found).first(),
        "can_mark": can_mark,
        "can_add": can_mark and takes_walk_ins(found),
        "can_close": can_close(request.user, found),
        "can_plan": can_plan_timetable(request.user, found) and found.state not in LOCKED,
        "rule": " ".join([in_words(rule_of(found)), *required_modules.words_of(found, modules)]),
        "making_up": making_up_rule.in_words(found),
        "modules": modules,
        **_checks(found),
    }
    return render(request, "trainings/session.html", context)


def takes_walk_ins(found: TrainingSession) -> bool:
    """Whether officers can be added on the spot today, for the links that lead there; the rule decides."""
    return found.state in (SessionState.SCHEDULED, SessionState.RUNNING) and found.starts_on <= timezone.localdate()


def _counts(found):
    """How many take part, how many of these are women, and how many completed."""
    return (
        found.enrolments.active()
        .order_by()
        .aggregate(
            officers=Count("pk"),
            women=Count("pk", filter=Q(officer__sex="female")),
            completed=Count("pk", filter=Q(state=EnrolmentState.COMPLETED)),
        )
    )


def _with_facts(found, rows, apart):
    """The rows with what tells people of one name apart, and their other sessions on the same days."""
    elsewhere = clashes(found, [row["enrolment"].officer_id for row in rows])
    for row in rows:
        row["apart"] = apart.get(row["enrolment"].pk, "")
        row["clashes"] = elsewhere.get(row["enrolment"].officer_id, [])
    return rows


def _checks(found):
    begun = found.state in LIVE and found.starts_on <= timezone.localdate()
    if not begun:
        return {"begun": False, "checks": []}
    checks = closing_checklist(found)
    return {
        "begun": True,
        "checks": checks,
        "ready": sum(check.done for check in checks),
        "can_be_closed": all(check.done for check in checks if check.needed),
    }


def _rail(found):
    """The states in order, each done, current or to come; none for a cancelled session."""
    if found.state == SessionState.CANCELLED:
        return []
    here = RAIL.index(found.state)
    return [
        {
            "label": state.label,
            "done": number < here or state == found.state == SessionState.CLOSED,
            "current": number == here,
        }
        for number, state in enumerate(RAIL)
    ]


def _days(found):
    """Returns the days with their halves: the timetable, and how many marks there are."""
    given = marks_by_half_day([found.pk])
    return [
        {
            "day": day,
            "halves": [
                {
                    "half": half,
                    "held": has_half(day, half),
                    "slots": _slots(day, half),
                    "marked": given.get((day.pk, half), 0),
                }
                for half in Half
            ],
        }
        for day in found.days.prefetch_related("slots__module")
    ]


def _slots(day, half):
    """The lines of the timetable of one half: what begins before one o'clock is the morning's."""
    return [slot for slot in day.slots.all() if (slot.starts_at.hour < 13) == (half == Half.MORNING)]


def _results(found, enrolments):
    """Returns these officers with their results so far; of a closed session, their final results."""
    where = completion_statuses(found, [enrolment.pk for enrolment in enrolments])
    note_made_up(found, enrolments)
    return [
        {
            "enrolment": enrolment,
            "status": where[enrolment.pk],
            "short": where[enrolment.pk].needed - where[enrolment.pk].attended,
            "result": _result(found, enrolment, where[enrolment.pk]),
        }
        for enrolment in enrolments
    ]


def _result(found, enrolment, status):
    """(kind of chip, words) for the result column."""
    if found.state == SessionState.CLOSED:
        completed = enrolment.state == EnrolmentState.COMPLETED
        return ("ok", _("Completed")) if completed else ("off", _("Not completed"))
    if status.open or not status.held:
        return None
    return ("ok", _("Will complete")) if status.completes else ("off", _("Will not complete"))


@allow(works_on_sessions)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: SignedInRequest, code: str) -> HttpResponse:
    """Who completes and who does not, and why; closing fixes it."""
    found = session_for(request, code)
    if not can_close(request.user, found):
        raise Http404
    if request.method == "POST":
        return _close(request, found)
    if found.state not in LIVE:
        return redirect("trainings:session", found.code)
    roster = _results(found, list(found.enrolments.on_the_roster()))
    context = {
        "session": found,
        "missing": [check for check in closing_checklist(found) if check.needed and not check.done],
        "completing": [row for row in roster if row["status"].completes],
        "others": [row for row in roster if not row["status"].completes],
        "rule": roster[0]["status"] if roster else None,
        "late_counts": rule_of(found).late_counts,
        "required": required_modules.words_of(found),
        "making_up": making_up_rule.in_words(found),
        "early": lifecycle.why_early_to_close(found, now=timezone.now()),
    }
    return render(request, "trainings/close.html", context)


def _close(request, found):
    try:
        lifecycle.close(found, by=request.user, reason=one_line(request.POST.get("reason", ""))[:LONGEST_REASON])
    except lifecycle.StillToEnd as no:
        messages.error(request, str(no))
        return redirect("trainings:close", found.code)
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("The session is closed. The results are fixed."))
    return redirect("trainings:session", found.code)


@allow(works_on_sessions)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: SignedInRequest, code: str, enrolment: int) -> HttpResponse:
    """Decides the result of one officer by hand, or leaves it to attendance again."""
    found = session_for(request, code)
    if not can_close(request.user, found):
        raise Http404
    one = get_object_or_404(found.enrolments.active().select_related("officer", "rank", "unit"), pk=enrolment)
    status = completion_statuses(found, [one.pk])[one.pk]
    form = DecisionForm(request.POST or None, initial={"decision": _decision(status), "reason": one.state_reason})
    if request.method == "POST" and form.is_valid():
        try:
            _apply_decision(form.cleaned_data, one, by=request.user)
            return redirect("trainings:close", found.code)
        except Refused as no:
            form.add_error(None, str(no))
    context = {"session": found, "enrolment": one, "status": status, "form": form}
    return render(request, "trainings/decide.html", context)


def _decision(status):
    if not status.by_hand:
        return Decision.ATTENDANCE
    return Decision.COMPLETES if status.completes else Decision.DOES_NOT


def _apply_decision(decided, enrolment, *, by):
    if decided["decision"] != Decision.ATTENDANCE:
        decide_by_hand(enrolment, completes=decided["decision"] == Decision.COMPLETES, by=by, reason=decided["reason"])
    elif enrolment.is_override:
        leave_to_attendance(enrolment, by=by)
