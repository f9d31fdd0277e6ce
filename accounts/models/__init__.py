"""Accounts: who signs in, administrators, new passwords asked for, and the lines of the audit trail.

What somebody may do follows from facts on higher floors; the predicates are in accounts/permissions.py.
"""

from accounts.models.administrator import Administrator
from accounts.models.audit_entry import AuditEntry
from accounts.models.password_reset import PasswordResetRequest
from accounts.models.shared import SharedQuerySet
from accounts.models.user import Language, Theme, User

__all__ = [
    "Administrator",
    "AuditEntry",
    "Language",
    "PasswordResetRequest",
    "SharedQuerySet",
    "Theme",
    "User",
]
