"""Sessions in the database. They end eight hours after the sign-in, whatever is stored in them meanwhile."""

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db

FORGOTTEN_AT_A_TIME = 1000


class SessionStore(db.SessionStore):
    """Keeps the end of a session when it is saved again; Django would put it off with every message for the next page.

    A new key is a new session: whoever signs in has SESSION_COOKIE_AGE from then on.
    """

    _ends: datetime | None = None

    def _get_session_from_db(self) -> Any:
        found = super()._get_session_from_db()  # type: ignore[misc]  # Django has it, its types do not
        self._ends = found.expire_date if found else None
        return found

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """Returns the row to save, with the end that the session had when it was read."""
        row = super().create_model_instance(data)
        row.expire_date = self._ends or row.expire_date
        return row

    def create(self) -> None:
        """Makes a session of a new key."""
        self._ends = None
        super().create()


def forget_ended(now: datetime) -> int:
    """Removes the sessions that ended before `now` (aware datetime), with what they still had to say. Returns how many.

    In portions, each a transaction: no table is locked for long.
    """
    sessions = SessionStore.get_model_class().objects
    ended = sessions.filter(expire_date__lt=now).order_by("expire_date").values_list("pk", flat=True)
    forgotten = 0
    while portion := list(ended[:FORGOTTEN_AT_A_TIME]):
        forgotten += sessions.filter(pk__in=portion, expire_date__lt=now).delete()[0]
    return forgotten
