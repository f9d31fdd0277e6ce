"""Ceremonies: draft → planned → held, or cancelled with a reason. What may be changed, and by whom, is decided here.

The protocol is in dignitaries.py, the running order in running_order.py, who receives what in handover_order.py, and what
happened on the day in handover_marks.py.
"""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates
from accounts.refusal import Refused
from accounts.text.localised_text import date_text
from accounts.text.sentences import numbers
from certificates.ceremonies.timetable import clock
from certificates.models import Ceremony, CeremonySession, CeremonyState, HandOverState
from programmes.models import Programme
from trainings.models import SessionState, TrainingSession

FIELDS = ("title_en", "title_bn", "date", "starts_at", "place", "venue_en", "venue_bn", "seats_in_a_row")


def locked(ceremony: Ceremony, *, by: User) -> Ceremony:
    """Returns the Ceremony, locked in the caller's transaction; raises Refused unless `by` coordinates its programme."""
    ceremony = Ceremony.objects.select_for_update(of=("self",)).select_related("programme").get(pk=ceremony.pk)
    if not coordinates(by, ceremony.programme):
        raise Refused(_("Only a coordinator of the programme may plan its ceremonies."))
    return ceremony


def open_to_change(ceremony: Ceremony, *, by: User) -> Ceremony:
    """Returns the Ceremony, locked, while its plan may be changed; raises Refused once it was held or cancelled."""
    ceremony = locked(ceremony, by=by)
    if ceremony.state == CeremonyState.HELD:
        raise Refused(_("The ceremony was held; its plan stays as it was."))
    if ceremony.state == CeremonyState.CANCELLED:
        raise Refused(_("The ceremony was cancelled; its plan stays as it was."))
    return ceremony


@transaction.atomic
def create(programme: Programme, *, by: User, sessions: Iterable[TrainingSession] = (), **facts: object) -> Ceremony:
    """Records a Ceremony as a draft and returns it. facts: the FIELDS. sessions: TrainingSessions of the programme.

    Raises Refused when `by` does not coordinate the programme, or a session cannot be part of it (add_session).
    """
    if not coordinates(by, programme):
        raise Refused(_("Only a coordinator of the programme may plan its ceremonies."))
    ceremony = Ceremony.objects.create(programme=programme, **facts)
    record(by, "ceremony.created", ceremony, programme=programme.pk, date=ceremony.date)
    for session in sessions:
        add_session(ceremony, session, by=by)
    return ceremony


@transaction.atomic
def change(ceremony: Ceremony, *, by: User, **facts: object) -> Ceremony:
    """Changes FIELDS of a ceremony that is still open; returns it.

    Raises Refused, also for a day before a session ended, and where the running order would be out of order.
    """
    ceremony = open_to_change(ceremony, by=by)
    changed = [field for field in FIELDS if field in facts and getattr(ceremony, field) != facts[field]]
    for field in changed:
        setattr(ceremony, field, facts[field])
    for session in ceremony.sessions.all():
        _refuse_before_its_end(ceremony.date, session)
    clock(ceremony.starts_at, ceremony.running_order.all())
    ceremony.save(update_fields=changed)
    if changed:
        record(by, "ceremony.changed", ceremony, fields=changed, date=ceremony.date)
    return ceremony


@transaction.atomic
def add_session(ceremony: Ceremony, session: TrainingSession, *, by: User) -> CeremonySession:
    """Makes the certificates of a TrainingSession part of the ceremony. Returns the CeremonySession.

    Raises Refused for a session of another programme, a cancelled one, one that ends or was closed after the ceremony,
    and one that is part of this or another ceremony already.
    """
    ceremony = open_to_change(ceremony, by=by)
    # The lock on the session keeps two ceremonies from taking it at the same moment.
    session = TrainingSession.objects.select_for_update(of=("self",)).select_related("phase").get(pk=session.pk)
    if session.phase.programme_id != ceremony.programme_id:
        raise Refused(_("The session %(code)s belongs to another programme.") % {"code": session.code})
    if session.state == SessionState.CANCELLED:
        raise Refused(_("The session %(code)s was cancelled.") % {"code": session.code})
    _refuse_before_its_end(ceremony.date, session)
    elsewhere = Ceremony.objects.that_count().filter(sessions=session).first()
    if elsewhere:
        if elsewhere.pk == ceremony.pk:
            raise Refused(_("The session %(code)s is part of the ceremony already.") % {"code": session.code})
        raise Refused(
            _("The certificates of %(code)s are handed over at another ceremony: %(title)s, %(date)s.")
            % {"code": session.code, "title": elsewhere.title, "date": _dated(elsewhere.date)}
        )
    added = CeremonySession.objects.create(ceremony=ceremony, session=session)
    record(by, "ceremony.session_added", ceremony, session=session.pk)
    return added


@transaction.atomic
def remove_session(ceremony: Ceremony, session: TrainingSession, *, by: User) -> Ceremony:
    """Removes a session from the ceremony, with its officers' places.

    Raises Refused once one of them was marked, and for a session that is not part of the ceremony.
    """
    ceremony = open_to_change(ceremony, by=by)
    places = ceremony.hand_overs.filter(enrolment__session=session)
    if places.exclude(state=HandOverState.PENDING).exists():
        raise Refused(_("Officers of %(code)s are marked already. Undo their marks first.") % {"code": session.code})
    removed, _of_each = places.delete()
    if not CeremonySession.objects.filter(ceremony=ceremony, session=session).delete()[0]:
        raise Refused(_("The session %(code)s is not part of this ceremony.") % {"code": session.code})
    record(by, "ceremony.session_removed", ceremony, session=session.pk, places=removed)
    return ceremony


def _refuse_before_its_end(day, session):
    if day < session.ends_on:
        raise Refused(
            _("The last day of %(code)s is %(date)s; the ceremony cannot be before it.")
            % {"code": session.code, "date": _dated(session.ends_on)}
        )
    closed_on = session.closed_at and timezone.localdate(session.closed_at)
    if closed_on and day < closed_on:
        raise Refused(
            _("%(code)s was closed on %(date)s and had no certificates before; the ceremony cannot be earlier.")
            % {"code": session.code, "date": _dated(closed_on)}
        )


@transaction.atomic
def plan(ceremony: Ceremony, *, by: User) -> Ceremony:
    """draft → planned: it is listed among the ceremonies to come. Returns the Ceremony; raises Refused with what is missing."""
    ceremony = open_to_change(ceremony, by=by)
    if ceremony.state != CeremonyState.DRAFT:
        raise Refused(_("The ceremony is planned already."))
    if not CeremonySession.objects.filter(ceremony=ceremony).exists():
        raise Refused(_("Choose at least one session whose certificates are handed over."))
    if not ceremony.dignitaries.exists():
        raise Refused(_("Enter who hands over: at least one dignitary."))
    return _set_state(ceremony, CeremonyState.PLANNED, "ceremony.planned", by=by)


@transaction.atomic
def hold(ceremony: Ceremony, *, by: User, today: datetime.date | None = None) -> Ceremony:
    """planned → held, from its day on, when everybody is marked. Returns the Ceremony; raises Refused.

    today: date in Dhaka, default the current one.
    """
    ceremony = locked(ceremony, by=by)
    if ceremony.state != CeremonyState.PLANNED:
        raise Refused(_("Only a planned ceremony can be held."))
    if (today or timezone.localdate()) < ceremony.date:
        raise Refused(_("The ceremony is on %(date)s.") % {"date": _dated(ceremony.date)})
    waiting = ceremony.hand_overs.filter(state=HandOverState.PENDING).count()
    if waiting:
        sentence = ngettext(
            "%(count)s officer is marked neither as handed over nor as absent.",
            "%(count)s officers are marked neither as handed over nor as absent.",
            waiting,
        )
        raise Refused(sentence % numbers(count=waiting))
    return _set_state(ceremony, CeremonyState.HELD, "ceremony.held", by=by)


@transaction.atomic
def cancel(ceremony: Ceremony, *, by: User, reason: str) -> Ceremony:
    """draft or planned → cancelled; its sessions are free for another one. Returns it. reason: why, in words.

    Raises Refused without a reason, and once certificates were handed over.
    """
    ceremony = open_to_change(ceremony, by=by)
    if not reason.strip():
        raise Refused(_("Say why the ceremony is cancelled."))
    if ceremony.hand_overs.filter(state__in=[HandOverState.HANDED_OVER, HandOverState.POSTED]).exists():
        raise Refused(_("Certificates were handed over or posted already; such a ceremony is not cancelled."))
    ceremony.state_reason = reason.strip()
    return _set_state(ceremony, CeremonyState.CANCELLED, "ceremony.cancelled", "state_reason", by=by)


def _set_state(ceremony, state, verb, *fields, by):
    before, ceremony.state = ceremony.state, state
    ceremony.save(update_fields=["state", *fields])
    record(by, verb, ceremony, before=before, after=state.value)
    return ceremony


def _dated(day):
    return date_text(day, get_language())
