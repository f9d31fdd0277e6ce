"""By what a device tells people apart whose things it keeps, without a name, a number or an address of theirs."""

import hashlib
from typing import Any


def device_person(user: Any) -> str:
    """Returns the id of a User for the storage of a browser; "" for somebody who is not signed in.

    It stays the same for as long as the account exists, also when the secret key of the site changes: what waits on a device
    must find its owner.
    """
    if not getattr(user, "is_authenticated", False):
        return ""
    made = f"shetu device {user.pk} {user.date_joined.timestamp():.6f}"
    return hashlib.sha256(made.encode()).hexdigest()[:32]
