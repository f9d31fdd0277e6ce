"""Ends every session of an account, for a person whose access was removed."""

from allauth.usersessions.models import UserSession

from accounts.audit.trail import record
from accounts.models import User


def sign_out_everywhere(user: User, *, by: User | None = None) -> int:
    """Ends the sessions of `user` on all devices, in the caller's transaction. Returns how many there were."""
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    if sessions:
        record(by, "account.signed_out_everywhere", user, sessions=len(sessions))
    return len(sessions)
