"""The attendance sheet: for the whole half-day, for one tap, for one correction."""

import json
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import can_close, can_mark_attendance, coordinates_session, works_on_sessions
from accounts.refusal import Refused
from accounts.text.localised_text import number_text, time_text
from accounts.text.typed_text import one_line
from trainings.attendance import marking as attendance
from trainings.attendance import undecided
from trainings.attendance.closed_marks import correct_closed
from trainings.attendance.device_acts import MARK, Act, receive
from trainings.attendance.device_page import marks_to_decide, page_data
from trainings.attendance.device_time import Moment, Stamps, moment_of
from trainings.attendance.grid import FACES, NO_MARK, apart_of, grid_of
from trainings.curriculum.completion_rule import rule_of
from trainings.curriculum.making_up_rule import allows_making_up
from trainings.excuses import reading as excuses
from trainings.models import AttendanceChange, Half, Mark, Outcome, SessionState
from trainings.sessions.half_days import HalfDay, has_begun, has_half
from trainings.trainer_forms import LONGEST_REASON, CorrectionForm, HalfDayForm, TapForm, marks_on
from trainings.views.sessions import session_for, takes_walk_ins


@allow(works_on_sessions, second_factor=False)
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: SignedInRequest, code: str) -> HttpResponse:
    """Shows the grid with one half-day open for marking; accepts that half-day as one form."""
    session = session_for(request, code)
    if request.method == "POST":
        return _save_sheet(request, session)
    now = timezone.now()
    named = HalfDayForm(request.GET)
    grid = grid_of(session, now=now, **(named.cleaned_data if named.is_valid() else {}))
    marks = can_mark_attendance(request.user, session)
    data = page_data(request.user, session, grid, marks=marks, now=now)
    context = {
        "session": session,
        "grid": grid,
        "faces": FACES.values(),
        "no_mark": NO_MARK,
        "data": json.dumps(data, cls=DjangoJSONEncoder),
        "is_kept": data["until"] > 0,
        "late_counts": rule_of(session).late_counts,
        "can_add": marks and takes_walk_ins(session),
        "corrects_closed": _corrects_closed(request.user, session),
        "to_decide": marks_to_decide(session) if marks else [],
        "shows_excuses": marks,
        "excuses_waiting": excuses.counts([session.pk]).get(session.pk, 0) if marks else 0,
    }
    if grid.now:
        context |= _marking(session, grid.now.half_day, now, marks=marks)
        context["done"] = _last_action(request, session, now, marks=marks)
    return render(request, "trainings/attendance.html", context)


def _marking(session, half_day, now, *, marks):
    """Whether the half-day on the page can be marked by this person (who marks the session or does not), and if not, why."""
    today = timezone.localdate(now)
    if not marks:
        why = _("You can read this register. The trainers of the session mark it.")
    else:
        why = attendance.why_closed(session, half_day.day, half_day.half, today=today)
    early = "" if why or has_begun(half_day.day, half_day.half, now) else attendance.not_begun_sentence(half_day)
    return {"open": not why, "why_closed": why, "day_is_over": half_day.day.date < today, "early": early}


def _last_action(request, session, now, *, marks):
    """The action this page was sent back with (?done=…), as long as it can be undone; else None."""
    try:
        action = UUID(request.GET.get("done", ""))
    except ValueError:
        return None
    changes = list(AttendanceChange.objects.filter(action=action, enrolment__session=session).order_by("pk"))
    undoable = changes and marks and attendance.can_undo(changes, now=now)
    return {"action": action, "count": len(changes)} if undoable else None


def _save_sheet(request, session):
    half_day = _half_day_or_404(session, request.GET)
    _only_markers(request.user, session)
    where = (session, half_day.day, half_day.half)
    who = {
        "by": request.user,
        "now": timezone.now(),
        "reason": one_line(request.POST.get("reason", ""))[:LONGEST_REASON],
    }
    rest = request.POST.get("rest")
    try:
        with transaction.atomic():
            done = [attendance.mark_sheet(*where, marks_on(request.POST), **who)]
            if rest in Mark.values:
                done.append(attendance.mark_column(*where, rest, **who))
    except Refused as no:
        messages.error(request, str(no))
        return _back_to_sheet(session, half_day)
    _add_messages(request, done)
    return _back_to_sheet(session, half_day, next((marked.action for marked in reversed(done) if marked.action), None))


def _add_messages(request, done):
    """Adds messages that nothing changed, and how many officers had left the session."""
    if not any(marked.count for marked in done):
        messages.success(request, _("Everything was saved already."))
    left_out = sum(marked.left_out for marked in done)
    if left_out:
        sentence = ngettext(
            "%(count)s officer left the session meanwhile and was not marked.",
            "%(count)s officers left the session meanwhile and were not marked.",
            left_out,
        )
        messages.warning(request, sentence % {"count": number_text(left_out, get_language())})


@allow(works_on_sessions, second_factor=False)
@require_POST
def tap(request: SignedInRequest, code: str) -> HttpResponse:
    """Saves one mark of a page that was loaded before attendance_device.acts was there. Answers in JSON: 200 with what was
    saved, or 409 with why it waits for a decision and the mark on record.
    """
    session = session_for(request, code)
    form = TapForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"refusal": pgettext("mark", "This mark can't be read. Load the page again.")}, status=400)
    if not can_mark_attendance(request.user, session):
        return JsonResponse({"refusal": _("The trainers of the session mark the register.")}, status=409)
    tapped = form.cleaned_data
    half_day = _half_day_or_404(session, request.POST)
    enrolment = get_object_or_404(session.enrolments.once_on_the_roster(), pk=tapped["enrolment"])
    now = timezone.now()
    on_record = _mark_on_record(enrolment, half_day)
    try:
        answer = receive(session, _act(tapped, half_day, on_record, now), by=request.user, now=now)
    except Refused as no:
        return JsonResponse({"refusal": str(no), "mark": on_record}, status=409)
    if answer.outcome == Outcome.TO_DECIDE:
        sentence = answer.sentence or _("Another mark is on record. Load the page again and decide which one counts.")
        link = _sheet_url(session, half_day)
        return JsonResponse(
            {"refusal": sentence, "mark": _mark_on_record(enrolment, half_day), "link": link}, status=409
        )
    return JsonResponse({"mark": tapped["mark"], "saved_at": time_text(now, get_language())})


def _act(tapped, half_day, shown, now):
    waited = tapped["seconds_ago"]
    moment = Moment(now, certain=True) if waited is None else moment_of(Stamps(age_wall=waited), now)
    return Act(
        id=uuid4(),
        kind=MARK,
        moment=moment,
        waited=waited is not None,
        day=half_day.day.number,
        half=half_day.half,
        officers=(tapped["enrolment"],),
        mark=tapped["mark"],
        reason=tapped["reason"],
        seen=shown,
    )


def _mark_on_record(enrolment, half_day):
    """Returns the mark on record, or "". The page shows it again after a refusal."""
    marks = enrolment.marks.filter(day=half_day.day, half=half_day.half)
    return marks.values_list("mark", flat=True).first() or ""


@allow(works_on_sessions, second_factor=False)
@require_POST
def undo(request: SignedInRequest, code: str) -> HttpResponse:
    """Takes one action of this session back."""
    session = session_for(request, code)
    _only_markers(request.user, session)
    try:
        action = UUID(request.POST.get("action", ""))
    except ValueError as unreadable:
        raise Http404 from unreadable
    change = AttendanceChange.objects.filter(action=action, enrolment__session=session).select_related("day").first()
    if change is None:
        raise Http404
    half_day = HalfDay(change.day, Half(change.half))
    try:
        undone = attendance.undo(action, by=request.user, now=timezone.now())
    except Refused as no:
        messages.error(request, str(no))
        return _back_to_sheet(session, half_day)
    sentence = ngettext(
        "Undone. %(count)s mark is as it was before.", "Undone. %(count)s marks are as they were before.", undone.count
    )
    messages.success(request, sentence % {"count": number_text(undone.count, get_language())})
    return _back_to_sheet(session, half_day)


@allow(works_on_sessions, second_factor=False)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: SignedInRequest, code: str, enrolment: int) -> HttpResponse:
    """One officer's half-day with its history; changes the mark, with the reason."""
    session = session_for(request, code)
    half_day = _half_day_or_404(session, request.GET)
    one = get_object_or_404(
        session.enrolments.once_on_the_roster().select_related("officer", "rank", "unit"), pk=enrolment
    )
    now = timezone.now()
    status = _mark_on_record(one, half_day)
    form = CorrectionForm(request.POST or None, initial={"mark": status})
    marking = _marking(session, half_day, now, marks=can_mark_attendance(request.user, session))
    closed = _corrects_closed(request.user, session)
    if request.method == "POST" and form.is_valid():
        _only_markers(request.user, session)
        try:
            marked = (correct_closed if closed else attendance.mark)(
                one,
                half_day.day,
                half_day.half,
                form.cleaned_data["mark"],
                by=request.user,
                now=now,
                reason=form.cleaned_data["reason"],
            )
            _add_messages(request, [marked])
            if closed and marked.count:
                messages.success(request, _("The mark is corrected."))
            return _back_to_sheet(session, half_day, None if closed else marked.action)
        except Refused as no:
            form.add_error(None, str(no))
    context = {
        "session": session,
        "half_day": half_day,
        "enrolment": one,
        "apart": apart_of(session.enrolments.once_on_the_roster().select_related("officer")).get(one.pk, ""),
        "face": FACES.get(status, NO_MARK),
        "history": [
            {"change": change, "before": FACES.get(change.before, NO_MARK), "after": FACES.get(change.after, NO_MARK)}
            for change in attendance.history(one, half_day.day, half_day.half)
        ],
        "put_aside": [
            {"row": row, "face": FACES[row.mark]} for row in undecided.history(one, half_day.day, half_day.half)
        ],
        "form": form,
        "may_be_made_up": (closed or (session.state != SessionState.CLOSED and can_close(request.user, session)))
        and allows_making_up(session),
        **marking,
        "closed": closed,
    }
    return render(request, "trainings/correct.html", context)


def _corrects_closed(user, session):
    """Whether this person corrects marks of this session after it was closed."""
    return session.state == SessionState.CLOSED and coordinates_session(user, session)


def _only_markers(user, session):
    """Raises 404 for a POST by a user who may only read: their page has no buttons."""
    if not can_mark_attendance(user, session):
        raise Http404


def _half_day_or_404(session, named):
    form = HalfDayForm(named)
    if not form.is_valid():
        raise Http404
    day = get_object_or_404(session.days, number=form.cleaned_data["day"])
    half = Half(form.cleaned_data["half"])
    if not has_half(day, half):
        raise Http404
    return HalfDay(day, half)


def _sheet_url(session, half_day, name="trainings:attendance", *args):
    return f"{reverse(name, args=args or [session.code])}?{half_day.query}"


def _back_to_sheet(session, half_day, action=None):
    return redirect(_sheet_url(session, half_day) + (f"&done={action}" if action else ""))
