"""The lifecycle of a session: draft → scheduled → running → held → closed, or cancelled. One function per step."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import can_close, can_mark_attendance, coordinates_session, require
from accounts.refusal import Refused
from accounts.text.localised_text import date_text, day_number_text, time_text
from accounts.text.sentences import numbers
from trainings.curriculum.pinning import pin
from trainings.models import (
    AttendanceChange,
    AttendanceMark,
    Enrolment,
    ExcuseEnd,
    ExcuseState,
    SessionDay,
    SessionState,
    TrainingSession,
)
from trainings.sessions import completion
from trainings.sessions.closing_checklist import closing_checklist
from trainings.sessions.ending_excuses import end_excuses
from trainings.sessions.half_days import ends_at, last_half_day


class StillToEnd(Refused):
    """The last half-day of the session is not over; closing needs a reason."""


@transaction.atomic
def plan_days(session: TrainingSession, *, by: User | None = None) -> list[SessionDay]:
    """Gives the session a day for each date from its first to its last; returns the days in order.

    Days that fit the dates already stay; dates between them that were taken out (a Friday) stay out. When the dates moved, days move along
    with their timetable; when there are fewer or more of them, days go or come at the end. Raises Refused when that
    would move or remove a day that has marks (now or earlier: their history stays).
    """
    session = _locked(session)
    require(by, coordinates_session, session)
    days = list(session.days.order_by("number"))
    if days and (days[0].date, days[-1].date) == (session.starts_on, session.ends_on):
        return days
    dates = _dates_for(session, days)
    _refuse_to_touch_days_with_marks(session, days, dates)
    moved = [day.pk for day, date in zip(days, dates, strict=False) if day.date != date]
    end_excuses(session, ExcuseEnd.TAKEN_OUT, by=by, which=Q(day__in=[day.pk for day in days[len(dates) :]]))
    end_excuses(session, ExcuseEnd.MOVED, by=by, which=Q(day__in=moved))
    for day in days[len(dates) :]:
        day.delete()
    _move(days[: len(dates)], dates)
    SessionDay.objects.bulk_create(
        SessionDay(session=session, number=number, date=date)
        for number, date in enumerate(dates[len(days) :], start=len(days) + 1)
    )
    record(by, "session.days_planned", session, days=len(dates), starts_on=session.starts_on, ends_on=session.ends_on)
    return list(session.days.order_by("number"))


@transaction.atomic
def schedule(session: TrainingSession, *, by: User | None) -> TrainingSession:
    """draft → scheduled, with its days planned; from now on it keeps its modules and its rule.

    Returns the session; Refused from any other state.
    """
    session = _locked(session)
    require(by, coordinates_session, session)
    _refuse_unless(session, SessionState.DRAFT, _("Only a draft can be scheduled."))
    if not (session.venue_en or session.venue_bn).strip():
        raise Refused(_("Name the venue first."))
    plan_days(session, by=by)
    pin(session, by=by)
    return _set_state(session, SessionState.SCHEDULED, by=by, verb="session.scheduled")


@transaction.atomic
def start(session: TrainingSession, *, by: User | None, today: date | None = None) -> TrainingSession:
    """scheduled → running, from the first day on. Returns the session. today: date in Dhaka, default the current one."""
    session = _locked(session)
    require(by, can_mark_attendance, session)
    _refuse_unless(session, SessionState.SCHEDULED, _("Only a scheduled session can start."))
    if (today or timezone.localdate()) < session.starts_on:
        raise Refused(_("The first day is %(date)s; the session starts on that day.") % _dated(session.starts_on))
    return _set_state(session, SessionState.RUNNING, by=by, verb="session.started")


@transaction.atomic
def hold(session: TrainingSession, *, by: User | None, today: date | None = None) -> TrainingSession:
    """running → held, from the last day on. Returns the session. today: date in Dhaka, default the current one."""
    session = _locked(session)
    require(by, can_close, session)
    _refuse_unless(session, SessionState.RUNNING, _("Only a running session can be marked as held."))
    if (today or timezone.localdate()) < session.ends_on:
        raise Refused(_("The last day is %(date)s; the session runs until then.") % _dated(session.ends_on))
    return _set_state(session, SessionState.HELD, by=by, verb="session.held")


@transaction.atomic
def close(
    session: TrainingSession,
    *,
    by: User | None,
    today: date | None = None,
    now: datetime | None = None,
    reason: str = "",
) -> TrainingSession:
    """held (or running on its last day) → closed; fixes who completed. Returns the session.

    by: the lead trainer or a coordinator of the session, or None for the system. today: date in Dhaka; now: aware
    datetime of the closing; both default to the present. reason: needed before the last half-day is over. Raises Refused
    (StillToEnd without the reason) with what is missing.
    """
    now = now or timezone.now()
    today = today or timezone.localdate(now)
    session = _locked(session)
    require(by, can_close, session)
    session = _catch_up(session, today)
    _refuse_closing(session, today=today)
    early = why_early_to_close(session, now=now)
    if early and not reason.strip():
        raise StillToEnd(early)
    if session.state == SessionState.RUNNING:
        session = hold(session, by=by, today=today)
    completing, others = completion.save_results(session)
    end_excuses(session, ExcuseEnd.CLOSED, by=by, which=Q(state=ExcuseState.ASKED))
    session.closed_at, session.closed_by, session.state_reason = now, by, reason.strip() if early else ""
    session.objections_until = _last_day_for_objections(session, now)
    return _set_state(
        session,
        SessionState.CLOSED,
        "closed_at",
        "closed_by",
        "state_reason",
        "objections_until",
        by=by,
        verb="session.closed",
        completed=completing,
        not_completed=others,
        **({"before_its_end": True} if early else {}),
    )


def _last_day_for_objections(session, now):
    """Returns the last day (a date in Dhaka) on which officers may object to their marks, None where the course has none."""
    days = session.course.objection_days
    return timezone.localdate(now) + timedelta(days=days) if days else None


def why_early_to_close(session: TrainingSession, *, now: datetime) -> str:
    """Returns the sentence that the last half-day is not over at `now` (aware datetime), or "" once it is. Two queries."""
    last = last_half_day(session)
    if last is None or now >= ends_at(last):
        return ""
    words = {"half_day": last.name, "time": time_text(ends_at(last), get_language())}
    return _("%(half_day)s ends at %(time)s. Say why the session is closed already.") % words


@transaction.atomic
def reopen(session: TrainingSession, *, by: User | None, reason: str) -> TrainingSession:
    """closed → held, so that marks can be corrected. Returns the session. Decisions by hand stay, other results are open again.

    by: a coordinator of the session, or None for the system. reason: why, in words. Raises Refused while a
    certificate of this session is valid: what was printed must stay true.
    """
    session = _locked(session)
    require(by, coordinates_session, session)
    _refuse_unless(session, SessionState.CLOSED, _("Only a closed session can be reopened."))
    # trainings may not import certificates, so they are reached through the related name on the enrolment.
    issued = Enrolment.objects.filter(session=session, certificates__state="issued").distinct().count()
    if issued:
        sentence = ngettext(
            "%(count)s certificate of this session is valid. Revoke it first.",
            "%(count)s certificates of this session are valid. Revoke them first.",
            issued,
        )
        raise Refused(sentence % numbers(count=issued))
    session.state_reason = _required_reason(reason, _("Say why the session is reopened."))
    session.closed_at = session.closed_by = session.objections_until = None
    completion.clear_results(session)
    fields = ("closed_at", "closed_by", "state_reason", "objections_until")
    return _set_state(session, SessionState.HELD, *fields, by=by, verb="session.reopened")


@transaction.atomic
def cancel(session: TrainingSession, *, by: User | None, reason: str) -> TrainingSession:
    """Any state but closed → cancelled. Returns the session. reason: why, in words.

    Raises Refused without a reason, for a cancelled session, and for a closed one.
    """
    session = _locked(session)
    require(by, coordinates_session, session)
    if session.state == SessionState.CLOSED:
        raise Refused(_("A closed session can't be cancelled."))
    if session.state == SessionState.CANCELLED:
        raise Refused(_("This session was cancelled already."))
    session.state_reason = _required_reason(reason, _("Say why the session is cancelled."))
    end_excuses(session, ExcuseEnd.CANCELLED, by=by)
    return _set_state(session, SessionState.CANCELLED, "state_reason", by=by, verb="session.cancelled")


def advance_by_date(today: date) -> int:
    """Moves sessions on whose date has come: scheduled → running on the first day, running → held after the last.

    today: date in Dhaka. Returns how many sessions moved. Costs one query when nothing is due; safe at any time and
    twice.
    """
    due = TrainingSession.objects.filter(
        Q(state=SessionState.SCHEDULED, starts_on__lte=today) | Q(state=SessionState.RUNNING, ends_on__lt=today)
    )
    moved = 0
    for pk in due.values_list("pk", flat=True):
        with transaction.atomic():
            session = TrainingSession.objects.locked(pk)
            before = session.state
            moved += _catch_up(session, today).state != before
    return moved


def _locked(session):
    return TrainingSession.objects.locked(session.pk, "course", "phase__programme")


def _set_state(session, state, *fields, by, verb, **details):
    before, session.state = session.state, state
    session._history_user = by
    session.save(update_fields=["state", *fields])
    record(by, verb, session, before=before, after=state, **details)
    return session


def _catch_up(session, today):
    """Moves a locked session to the state of its dates, as the daily task does."""
    if session.state == SessionState.SCHEDULED and today >= session.starts_on:
        session = start(session, by=None, today=today)
    if session.state == SessionState.RUNNING and today > session.ends_on:
        session = hold(session, by=None, today=today)
    return session


def _refuse_unless(session, state, sentence):
    if session.state != state:
        raise Refused(sentence)


def _refuse_closing(session, *, today):
    if session.state == SessionState.CLOSED:
        raise Refused(_("This session is closed already."))
    if session.state == SessionState.CANCELLED:
        raise Refused(_("This session was cancelled."))
    if session.state == SessionState.DRAFT:
        raise Refused(_("This session is still a draft."))
    for check in closing_checklist(session, today=today):
        if check.needed and not check.done:
            raise Refused(check.fact)


def _required_reason(reason, sentence):
    if not reason.strip():
        raise Refused(sentence)
    return reason.strip()


def _dated(date):
    return {"date": date_text(date, get_language())}


def _dates_for(session, days):
    """Returns the dates the days should have. Gaps between days (a Friday) stay while the length stays the same."""
    length = (session.ends_on - session.starts_on).days
    if days and (days[-1].date - days[0].date).days == length:
        return [session.starts_on + (day.date - days[0].date) for day in days]
    return [session.starts_on + timedelta(days=number) for number in range(length + 1)]


def _refuse_to_touch_days_with_marks(session, days, dates):
    touched = {day.pk: day for number, day in enumerate(days) if number >= len(dates) or dates[number] != day.date}
    marked = set(AttendanceMark.objects.filter(day__in=touched).order_by().values_list("day", flat=True).distinct())
    marked |= set(AttendanceChange.objects.filter(day__in=touched).order_by().values_list("day", flat=True).distinct())
    if marked:
        day = min((touched[pk] for pk in marked), key=lambda day: day.number)
        raise Refused(
            _("Day %(number)s, %(date)s, has marks, so the dates can't move it.")
            % {"number": day_number_text(day.number, get_language()), **_dated(day.date)}
        )


def _move(days, dates):
    """Writes the new dates one by one, so that no two days ever share a date: days that move earlier go first."""
    moves = list(zip(days, dates, strict=False))
    forward = [move for move in reversed(moves) if move[1] > move[0].date]
    for day, new_date in [move for move in moves if move[1] < move[0].date] + forward:
        day.date = new_date
        day.save(update_fields=["date"])
