"""Who may do what, one predicate per sentence. A person's roles follow from facts: a team, a session, an officer.

Predicates answer True or False and never raise; a closed account and someone not signed in may do nothing. They query the
database at most once in one request (see the facts in accounts/models/user.py). Which *rows* a person
reaches is decided by `Model.objects.visible_to(user)`; whether a *state* allows an action, by its rule.

Rules check them too, by `require`, so that a page that forgets to check, a task or the shell cannot bypass them.
"""

from collections.abc import Callable
from typing import Any

from accounts.refusal import NotAllowed

LEADS = frozenset({"lead"})
MARKS_ATTENDANCE = frozenset({"lead", "co_trainer", "expert"})


def _may_act(user: Any) -> bool:
    return bool(user is not None and user.is_authenticated and user.is_active)


def require(by: Any, predicate: Callable[..., bool], *about: Any) -> None:
    """Refuses (NotAllowed) unless `by` may: `predicate(by, *about)` holds. A rule that changes something begins with it,
    or asks a predicate and raises Refused with a sentence of its own.

    by: a User, or None for the system itself: a command, a daily task, a consequence of an action that was checked already.
    No request has None, and no page may pass it (tests/test_who_may.py).
    """
    if by is not None and not predicate(by, *about):
        raise NotAllowed


# Anyone with an account


def signed_in(user: Any) -> bool:
    """Someone whose account is open."""
    return _may_act(user)


# Roles


def is_coordinator(user: Any) -> bool:
    """Someone on the team of at least one programme as coordinator."""
    return _may_act(user) and bool(user.programmes_coordinated)


def is_administrator(user: Any) -> bool:
    """Someone who opens programmes and invites their first people; sees no officers' rows by it."""
    return _may_act(user) and user.is_administrator


def coordinates_or_administers(user: Any) -> bool:
    """Someone who decides between programmes: as coordinator of one of them, or as administrator."""
    return is_coordinator(user) or is_administrator(user)


def is_trainer(user: Any) -> bool:
    """Someone who is a trainer in at least one programme, also before the first session."""
    return _may_act(user) and bool(user.programmes_trained)


def works_on_sessions(user: Any) -> bool:
    """A trainer or a coordinator; which sessions, visible_to says."""
    return is_trainer(user) or is_coordinator(user)


def is_officer(user: Any) -> bool:
    """Someone whose account belongs to an officer."""
    return _may_act(user) and user.officer_id is not None


def works_in_the_admin(user: Any) -> bool:
    """A coordinator or an administrator: the roles that use /admin/."""
    return coordinates_or_administers(user)


def is_taught_or_teaches(user: Any) -> bool:
    """A trainer or an officer: someone the library has material for."""
    return is_trainer(user) or is_officer(user)


def is_observer(user: Any) -> bool:
    """Someone on the team of at least one programme as observer."""
    return _may_act(user) and bool(user.programmes_observed)


def reads_results(user: Any) -> bool:
    """Observers and coordinators of a programme."""
    return is_observer(user) or is_coordinator(user)


def needs_second_factor_at_sign_in(user: Any) -> bool:
    """Someone whose account opens whole programmes."""
    return coordinates_or_administers(user)


def needs_second_factor_on_pages(user: Any) -> bool:
    """Someone who is asked by those pages that open more than attendance."""
    return is_trainer(user)


# A programme


def coordinates(user: Any, programme: Any) -> bool:
    """A coordinator of this very programme."""
    return _may_act(user) and programme.pk in user.programmes_coordinated


def coordinates_record(user: Any, row: Any) -> bool:
    """A coordinator whom `coordinated_by` of the row's model leads to this very row. One query."""
    return _may_act(user) and type(row).objects.coordinated_by(user).filter(pk=row.pk).exists()


# What belongs to one account


def is_account_of(user: Any, row: Any) -> bool:
    """The account that this very row belongs to."""
    return _may_act(user) and row.user_id == user.pk


# Long work


def can_steer(user: Any, job: Any) -> bool:
    """Who asked for a job, and the coordinators of the programme it belongs to: they may stop it and take it up again."""
    scopes = {f"programme:{programme}" for programme in user.programmes_coordinated} if _may_act(user) else ()
    return _may_act(user) and (job.requested_by_id == user.pk or job.scope in scopes)


# An officer's own


def is_the_officer(user: Any, officer: Any) -> bool:
    """The account that belongs to this very officer."""
    return _may_act(user) and officer.user_id is not None and officer.user_id == user.pk


# A session


def coordinates_session(user: Any, session: Any) -> bool:
    """A coordinator of the programme this session belongs to."""
    return _may_act(user) and session.phase.programme_id in user.programmes_coordinated


def trains(user: Any, session: Any) -> bool:
    """Someone named for this session, in whatever role, who is a trainer of its programme: the session is among their own."""
    return _may_act(user) and session.pk in user.session_roles


def leads(user: Any, session: Any) -> bool:
    """The lead trainer of this session."""
    return _may_act(user) and user.session_roles.get(session.pk) in LEADS


def can_mark_attendance(user: Any, session: Any) -> bool:
    """Those who teach the session (not those who only watch it) and its coordinators."""
    return coordinates_session(user, session) or (
        _may_act(user) and user.session_roles.get(session.pk) in MARKS_ATTENDANCE
    )


def can_close(user: Any, session: Any) -> bool:
    """The lead trainer and the coordinators: closing fixes who completed."""
    return leads(user, session) or coordinates_session(user, session)


def can_plan_timetable(user: Any, session: Any) -> bool:
    """The lead trainer and the coordinators: who teaches what, when and where."""
    return leads(user, session) or coordinates_session(user, session)


def works_on_session(user: Any, session: Any) -> bool:
    """Everybody named for the session, also who only watches it, and its coordinators."""
    return trains(user, session) or coordinates_session(user, session)


def can_enrol(user: Any, session: Any, by_consent: bool) -> bool:
    """A coordinator of the session; with consent, the person who gave it, whose right was checked with the answer to the
    request."""
    return _may_act(user) and (by_consent or coordinates_session(user, session))


def can_import_roster(user: Any, session: Any) -> bool:
    """Coordinators only: a roster brings personal data in."""
    return coordinates_session(user, session)


def can_issue(user: Any, session: Any) -> bool:
    """Coordinators only: a certificate is issued in the name of the programme."""
    return coordinates_session(user, session)


# Where each role begins


def home_of(user: Any) -> str:
    """Returns the name of the URL where this person's work begins; `accounts:home` when no role is given yet."""
    homes = (
        (is_coordinator, "admin:index"),
        (is_administrator, "admin:index"),
        (is_trainer, "trainings:today"),
        (is_officer, "certificates:mine"),
        (is_observer, "reports:overview"),
    )
    return next((name for holds, name in homes if holds(user)), "accounts:home")
