"""System checks: whether this machine has the key that seals the audit trail."""

from typing import Any

from django.core.checks import CheckMessage, Warning, register  # noqa: A004 -- Django's own name for it
from django.db import DatabaseError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.audit.keys import key_in_use, known_keys
from accounts.models import AuditEntry


@register("start", deploy=True)
def audit_key(app_configs: Any, **_options: Any) -> list[CheckMessage]:
    """Warns when the last entry was sealed with a key that this machine does not have: two keys would then be in use."""
    try:
        seal = AuditEntry.objects.order_by("-sequence").values_list("seal", flat=True).first()
    except DatabaseError:
        # Other checks report a database that is unavailable or not migrated.
        return []
    name = (seal or "").partition(":")[0]
    if not name or name == key_in_use().name or name in known_keys():
        return []
    return [
        Warning(
            _("The audit trail is sealed with a key that this machine does not have (%(name)s).") % {"name": name},
            hint=gettext(
                "Give it the key by AUDIT_KEY or AUDIT_KEY_FALLBACKS; machines that share a database share the key."
            ),
            id="accounts.W001",
        )
    ]
