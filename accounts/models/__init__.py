"""Accounts, administrators, password resets and the audit trail: fields, constraints and lookups."""

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
