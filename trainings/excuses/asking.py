"""An excuse is asked for, and taken back: by the officer, or on the officer's behalf by who marks the session."""

from collections.abc import Collection
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import can_mark_attendance, is_the_officer
from accounts.refusal import Refused
from accounts.text.sentences import numbers
from programmes.files import evidence
from trainings.excuses import papers
from trainings.models import (
    PARTICIPATES,
    Enrolment,
    Excuse,
    ExcusedHalfDay,
    ExcuseKind,
    ExcuseState,
    SessionState,
    TrainingSession,
)
from trainings.models.excuse import LONGEST_REASON
from trainings.sessions.half_days import HalfDay, half_days_of, has_begun

MOST = 30  # requests of one officer in one session, all told; the own page shows as many
ASKED_WHILE = (SessionState.SCHEDULED, SessionState.RUNNING)


def may_ask(user: User, enrolment: Enrolment) -> bool:
    """Whether `user` may ask for this officer, and take back what was asked: the officer, and who marks the session."""
    return is_the_officer(user, enrolment.officer) or can_mark_attendance(user, enrolment.session)


def half_days_to_ask_for(
    session: TrainingSession, *, now: datetime, enrolment: Enrolment | None = None
) -> list[HalfDay]:
    """Returns the half-days that have not begun at `now` (aware datetime), in order; none for a session that takes no requests.

    enrolment: leaves out those for which the officer has an open excuse. One query, two with an enrolment.
    """
    if session.state not in ASKED_WHILE:
        return []
    half_days = half_days_of(session.days.order_by("number"))
    taken = _taken(enrolment) if enrolment else set()
    return [one for one in half_days if one.key not in taken and not has_begun(one.day, one.half, now)]


def _taken(enrolment):
    return set(ExcusedHalfDay.objects.open().filter(enrolment=enrolment).values_list("day", "half"))


def ask(
    enrolment: Enrolment,
    wanted: Collection[tuple[int, str]],
    *,
    kind: str,
    reason: str,
    by: User,
    now: datetime,
    paper: UploadedFile | None = None,
) -> Excuse:
    """Asks to be excused for half-days (keys of HalfDay) of a session. Returns the Excuse.

    kind: ExcuseKind; paper: an uploaded PDF, JPEG or PNG; now: aware datetime. Raises Refused for somebody else than `may_ask`, for
    an officer who takes no part, without a half-day or a reason, for a half-day that has begun, one that is asked for or granted
    already, and for a file that is none of these.
    """
    if not is_the_officer(by, enrolment.officer) and not can_mark_attendance(by, enrolment.session):
        raise Refused(_("Only the officer and those who mark the session may ask."))
    ready = evidence.prepared(paper) if paper else None
    excuse = Excuse(enrolment=enrolment, kind=kind, asked_by=by, asked_at=now)
    try:
        return _ask(excuse, wanted, reason.strip()[:LONGEST_REASON], ready, by=by, now=now)
    except Exception:
        papers.discard(excuse)
        raise


@transaction.atomic
def _ask(excuse, wanted, reason, ready, *, by, now):
    session = TrainingSession.objects.locked(excuse.enrolment.session_id)
    enrolment = Enrolment.objects.select_related("officer").get(pk=excuse.enrolment_id, session=session)
    if enrolment.state not in PARTICIPATES:
        raise Refused(_("This officer takes no part in the session, so there is nothing to be excused from."))
    if excuse.kind not in ExcuseKind.values:
        raise Refused(_("Choose one of the listed values."))
    if not reason:
        raise Refused(_("Say why, in a sentence."))
    if Excuse.objects.filter(enrolment=enrolment).count() >= MOST:
        raise Refused(
            _("%(most)s requests were made here already. Call a trainer of the session.") % numbers(most=MOST)
        )
    half_days = _checked(session, enrolment, wanted, now=now)
    excuse.enrolment, excuse.reason = enrolment, reason
    if ready:
        papers.attach(excuse, ready)
    excuse.save()
    ExcusedHalfDay.objects.bulk_create(
        ExcusedHalfDay(excuse=excuse, enrolment=enrolment, day=one.day, half=one.half, date=one.day.date)
        for one in half_days
    )
    # Not even its kind: the trail of a programme is read by more people than the request.
    record(by, "excuse.asked", excuse, session=session.pk, enrolment=enrolment.pk, half_days=len(half_days))
    return excuse


@transaction.atomic
def withdraw(excuse: Excuse, *, by: User, now: datetime) -> int:
    """Takes back what still waits, and what was granted for half-days that have not begun. Returns how many half-days.

    by: the officer, or who marks the session. Raises Refused for others, and where nothing can be taken back any more.
    """
    session = TrainingSession.objects.locked(excuse.enrolment.session_id)
    excuse = Excuse.objects.select_for_update(of=("self",)).select_related("enrolment__officer").get(pk=excuse.pk)
    if not is_the_officer(by, excuse.enrolment.officer) and not can_mark_attendance(by, session):
        raise Refused(_("Only the officer and those who mark the session may take it back."))
    rows = [one for one in excuse.half_days.open().select_related("day") if _can_go(one, now)]
    if not rows:
        raise Refused(_("There is nothing to take back any more."))
    ExcusedHalfDay.objects.filter(pk__in=[one.pk for one in rows]).update(state=ExcuseState.WITHDRAWN)
    record(by, "excuse.withdrawn", excuse, session=session.pk, half_days=len(rows))
    return len(rows)


def can_withdraw(excuse: Excuse, *, now: datetime) -> bool:
    """Whether something of the Excuse (its half-days fetched) can still be taken back at `now`; who may, `may_ask` says."""
    return any(_can_go(one, now) for one in excuse.half_days.all())


def _can_go(one, now):
    waits = one.state == ExcuseState.ASKED
    return waits or (one.state == ExcuseState.GRANTED and not has_begun(one.day, one.half, now))


def _checked(session, enrolment, wanted, *, now):
    """Returns the HalfDays of these keys, in order; raises Refused for the first that cannot be asked for."""
    if session.state not in ASKED_WHILE:
        raise Refused(_("This session takes no requests to be excused: it is not scheduled, or it is over."))
    half_days = [one for one in half_days_of(session.days.order_by("number")) if one.key in set(wanted)]
    if not half_days:
        raise Refused(_("Choose the half-days."))
    if len(half_days) < len(set(wanted)):
        raise Refused(_("The days of the session changed meanwhile. Choose the half-days again."))
    for one in half_days:
        if has_begun(one.day, one.half, now):
            raise Refused(
                _("%(half_day)s has begun. Tell a trainer, who can mark the officer as excused.")
                % {"half_day": one.name}
            )
    taken = _taken(enrolment)
    for one in half_days:
        if one.key in taken:
            raise Refused(_("An excuse for %(half_day)s was asked for already.") % {"half_day": one.name})
    return half_days
