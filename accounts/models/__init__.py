from accounts.models.audit_entry import AuditEntry
from accounts.models.user import Language, Theme, User

__all__ = ["AuditEntry", "Language", "Theme", "User"]
