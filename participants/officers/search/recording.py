"""Who looked for officers stands in the audit trail: how many were shown, never the words."""

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import is_coordinator, require
from programmes.models import Programme


def record_search(by: User, shown: int) -> None:
    """Writes an entry for each programme whose officers were looked through; nothing where nobody was shown."""
    require(by, is_coordinator)
    if shown:
        for programme in Programme.objects.coordinated_by(by):
            record(by, "officers.searched", programme, shown=shown)
