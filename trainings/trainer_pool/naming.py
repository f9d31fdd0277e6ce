"""Naming trainers from the pool for a session, and guests, who get no access by it."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import coordinates_session, require
from accounts.refusal import Refused
from trainings.models import (
    GuestExpert,
    GuestRole,
    SessionGuest,
    SessionState,
    SessionTrainer,
    TrainerRole,
    TrainingSession,
)
from trainings.trainer_pool.profiles import trainers_of

# Whose trainers can still change: what is closed stays as it was.
OPEN_TO_NAMES = (SessionState.DRAFT, SessionState.SCHEDULED, SessionState.RUNNING)
MOST_NAMED = 40


@transaction.atomic
def name_trainer(session: TrainingSession, user: User, role: str, *, by: User) -> SessionTrainer:
    """Names a trainer of the programme for a session. Returns the SessionTrainer; the same again changes nothing.

    role: a TrainerRole. Raises Refused when the session is over, when it has a lead trainer already, for an account that is
    closed and for somebody who is no trainer of the programme.
    """
    session = _locked(session, by)
    named = session.trainers.filter(user=user.pk).first()
    if named:
        return named
    if role not in TrainerRole.values:
        raise Refused(_("Choose one of the listed roles."))
    if not trainers_of(session.phase.programme).filter(pk=user.pk, is_active=True).exists():
        raise Refused(_("This person is no trainer of the programme. Give the role first, under People and access."))
    if role == TrainerRole.LEAD and session.trainers.filter(role=TrainerRole.LEAD).exists():
        raise Refused(_("A session has one lead trainer."))
    _refuse_crowd(session)
    named = SessionTrainer.objects.create(session=session, user=user, role=role)
    record(by, "session.trainer_named", session, user=user.pk, role=role)
    return named


@transaction.atomic
def name_guest(session: TrainingSession, guest: GuestExpert, role: str, *, by: User) -> SessionGuest:
    """Names a guest or expert of the programme for a session. Returns the SessionGuest; the same again changes nothing.

    role: a GuestRole. Raises Refused when the session is over, and for somebody who is not in the pool of its programme.
    """
    session = _locked(session, by)
    # Locked, too: meanwhile nobody takes the person out of the pool.
    guests = GuestExpert.objects.select_for_update(of=("self",)).in_the_pool()
    found = guests.filter(pk=guest.pk, programme=session.phase.programme_id).first()
    if found is None:
        raise Refused(_("This person is not in the pool of the programme."))
    if role not in GuestRole.values:
        raise Refused(_("Choose one of the listed roles."))
    named = session.guests.filter(guest=found).first()
    if named:
        return named
    _refuse_crowd(session)
    named = SessionGuest.objects.create(session=session, guest=found, role=role)
    record(by, "session.guest_named", session, guest=found.pk, role=role)
    return named


@transaction.atomic
def take_guest_off(session: TrainingSession, named: SessionGuest, *, by: User) -> None:
    """Takes a guest off a session. Whoever is off already needs nothing. Raises Refused when the session is over."""
    session = _locked(session, by)
    found = session.guests.filter(pk=named.pk).first()
    if found is None:
        return
    guest = found.guest_id
    found.delete()
    record(by, "session.guest_taken_off", session, guest=guest)


def _locked(session, by):
    session = TrainingSession.objects.locked(session.pk, "phase__programme")
    require(by, coordinates_session, session)
    if session.state not in OPEN_TO_NAMES:
        raise Refused(_("This session is over. Its trainers stay as they were."))
    return session


def _refuse_crowd(session):
    if session.trainers.count() + session.guests.count() >= MOST_NAMED:
        raise Refused(_("So many people are named for this session that nobody can be added."))
