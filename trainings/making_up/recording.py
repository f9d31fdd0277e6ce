"""A missed half-day counts because the officer sat it in another session; and it counts no more."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import can_close, coordinates_session, require
from accounts.refusal import Refused
from participants.models import Officer
from participants.officers.same_person import is_own
from trainings.curriculum.making_up_rule import allows_making_up
from trainings.making_up.matching import HELD_WHILE, is_near, matches_in, modules_in, was_held
from trainings.models import (
    PARTICIPATES,
    AttendanceMark,
    Enrolment,
    MadeUpHalfDay,
    Mark,
    SessionDay,
    SessionState,
    TrainingSession,
)
from trainings.models.made_up import LONGEST_REASON
from trainings.sessions.half_days import HalfDay, before_joining, has_half
from trainings.sessions.result_changes import save_result_again

THERE = (Mark.PRESENT, Mark.LATE)
MISSED = (Mark.ABSENT, Mark.EXCUSED)


@transaction.atomic
def record_visit(
    enrolment: Enrolment, missed: HalfDay, visited: HalfDay, *, seen_by: User, by: User, now: datetime, reason: str = ""
) -> MadeUpHalfDay:
    """Records that an officer made up the half-day `missed` in `visited`, of another session. Returns the MadeUpHalfDay.

    seen_by: a trainer of that session, who saw the officer there. by: the lead trainer or a coordinator, never the officer; once the
    session is closed a coordinator, with a reason, and the result follows at once. now: aware datetime. Raises Refused where the session
    does not allow it or takes no marks, for a half-day that was not missed or is made up already, for one that was not held or teaches
    something else, and for an officer who was marked elsewhere at that time.
    """
    session = TrainingSession.objects.locked(enrolment.session_id, "course")
    require(by, can_close, session)
    _refuse_fixed(session, by, reason)
    if not allows_making_up(session):
        raise Refused(_("The course does not allow that half-days of this session are made up."))
    # Another session of the officer may record the same visit at this moment.
    officer = Officer.objects.select_for_update(of=("self",)).get(pk=enrolment.officer_id)
    enrolment = Enrolment.objects.get(pk=enrolment.pk, session=session)
    mark = _refuse_not_missed(session, enrolment, missed)
    _refuse_visit(session, missed, visited, now=now)
    _refuse_elsewhere(enrolment, visited)
    _refuse_persons(officer, visited, seen_by=seen_by, by=by)
    made_up = MadeUpHalfDay.objects.create(
        enrolment=enrolment,
        day=missed.day,
        half=missed.half,
        other_day=visited.day,
        other_half=visited.half,
        seen_by=seen_by,
        recorded_by=by,
        recorded_at=now,
        reason=_kept(session, reason),
    )
    where = {"day": missed.day.pk, "half": missed.half}
    other = {"other_session": visited.day.session_id, "other_day": visited.day.pk, "other_half": visited.half}
    record(by, "made_up_half_day.recorded", made_up, session=session.pk, enrolment=enrolment.pk, **where, **other)
    _count_again(session, made_up, mark, by=by, now=now)
    return made_up


@transaction.atomic
def take_back(made_up: MadeUpHalfDay, *, by: User, now: datetime, reason: str = "") -> MadeUpHalfDay:
    """The half-day counts no more. Returns the MadeUpHalfDay. Raises Refused twice.

    Once the session is closed, a coordinator takes it back with a reason, and the result follows at once, as for a corrected mark.
    """
    session = TrainingSession.objects.locked(made_up.enrolment.session_id)
    require(by, can_close, session)
    _refuse_fixed(session, by, reason)
    rows = MadeUpHalfDay.objects.select_for_update(of=("self",)).select_related("enrolment__officer", "day")
    made_up = rows.get(pk=made_up.pk)
    if is_own(made_up.enrolment.officer, by):
        raise Refused(_("This is your own attendance. Another coordinator has to do this."))
    if made_up.taken_back_at:
        raise Refused(_("This was taken back already."))
    made_up.taken_back_by, made_up.taken_back_at = by, now
    made_up.taken_back_reason = _kept(session, reason)
    made_up.save(update_fields=["taken_back_by", "taken_back_at", "taken_back_reason"])
    record(by, "made_up_half_day.taken_back", made_up, session=session.pk, enrolment=made_up.enrolment_id)
    marks = made_up.enrolment.marks.filter(day=made_up.day, half=made_up.half)
    _count_again(session, made_up, marks.values_list("mark", flat=True).first(), by=by, now=now)
    return made_up


def _refuse_fixed(session, by, reason):
    if session.state == SessionState.CANCELLED:
        raise Refused(_("This session was cancelled."))
    if session.state == SessionState.CLOSED:
        if not coordinates_session(by, session):
            raise Refused(_("This session is closed. A coordinator can do this, with a reason."))
        if not reason.strip():
            raise Refused(_("This session is closed. Say why a half-day counts otherwise now."))


def _refuse_persons(officer, visited, *, seen_by, by):
    if is_own(officer, by) or is_own(officer, seen_by):
        raise Refused(_("Nobody records or has seen a half-day of their own. Another trainer or coordinator has to."))
    if not visited.day.session.trainers.filter(user=seen_by).exists():
        raise Refused(_("Name a trainer of the other session who saw the officer there."))


def _kept(session, reason):
    return reason.strip()[:LONGEST_REASON] if session.state == SessionState.CLOSED else ""


def _count_again(session, made_up, mark, *, by, now):
    """After closing, the result follows at once; what a certificate could say otherwise is stored."""
    if session.state == SessionState.CLOSED and made_up.enrolment.state in PARTICIPATES and mark:
        save_result_again(made_up.enrolment, session, made_up.day, made_up.half, (mark, mark), by=by, now=now)


def _refuse_not_missed(session, enrolment, missed):
    """Returns the mark on record, None where the officer joined later."""
    if missed.day.session_id != enrolment.session_id or not has_half(missed.day, missed.half):
        raise Refused(_("This half-day is no longer part of the session."))
    if enrolment.state not in PARTICIPATES:
        raise Refused(_("This officer is not in the session any more."))
    if enrolment.made_up.standing().filter(day=missed.day, half=missed.half).exists():
        raise Refused(_("%(half_day)s is made up already.") % {"half_day": missed.place})
    marks = enrolment.marks.filter(day=missed.day, half=missed.half)
    mark = marks.values_list("mark", flat=True).first()
    if mark in THERE:
        raise Refused(
            _("The officer attended %(half_day)s, so there is nothing to make up.") % {"half_day": missed.place}
        )
    came_later = missed.key in before_joining([missed]).get(enrolment.pk, ())
    if mark is None and (session.state == SessionState.CLOSED or not came_later):
        raise Refused(_("Mark the officer as absent or excused first: %(half_day)s.") % {"half_day": missed.place})
    return mark


def _refuse_visit(session, missed, visited, *, now):
    other = TrainingSession.objects.get(pk=visited.day.session_id)
    if other.pk == session.pk or other.course_id != session.course_id:
        raise Refused(_("Choose another session of the same course."))
    if other.state not in HELD_WHILE or not has_half(visited.day, visited.half) or not was_held(visited, now=now):
        raise Refused(
            _("%(half_day)s of %(session)s was not held: it is not over, or nobody was marked present there.")
            % {"half_day": visited.place, "session": other.code}
        )
    if not is_near(visited, missed):
        raise Refused(
            _("%(half_day)s of %(session)s is more than half a year away.")
            % {"half_day": visited.place, "session": other.code}
        )
    if visited.key not in {one.key for one in matches_in(other, missed, modules_in(missed))}:
        raise Refused(
            _("%(half_day)s of %(session)s teaches something else.")
            % {"half_day": visited.place, "session": other.code}
        )


def _refuse_elsewhere(enrolment, visited):
    """Refuses an officer of the other session, whose mark counts there, and one who was somewhere else at that time."""
    officer, day = enrolment.officer_id, visited.day
    if Enrolment.objects.active().filter(officer=officer, session=day.session_id).exists():
        raise Refused(_("The officer takes part in that session, so the half-day counts there."))
    days = SessionDay.objects.filter(date=day.date)
    marks = AttendanceMark.objects.filter(
        enrolment__officer=officer, day__in=days, half=visited.half, mark__in=THERE, enrolment__double_of=None
    )
    visits = MadeUpHalfDay.objects.standing().filter(
        enrolment__officer=officer, other_day__in=days, other_half=visited.half
    )
    if marks.exists() or visits.exists():
        raise Refused(_("The officer was marked in another session at that time."))
