"""One line of what waits for somebody, as start pages show it, and which kinds of lines there can be at all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, QuerySet

from accounts.database.compiled import Compiled
from accounts.models import User


@dataclass(frozen=True)
class Item:
    """One thing that waits: its kind (bad, warn, info), what it is, why, and the one action."""

    kind: str
    title: str
    detail: str
    action: str
    url: str


class HeldAnywhere:
    """Of which kinds there is a row at all, whoever may see it. Who may see which row takes far longer to ask; on most days
    nothing waits of most kinds.

    kinds: returns {name: rows} at a moment (aware datetime), always of the same names.
    """

    def __init__(self, kinds: Callable[[datetime], dict[str, QuerySet[Any]]]) -> None:
        self._kinds = kinds
        self._names: list[str] = []
        self._question = Compiled(self._asked, int, datetime)

    def names(self, user: User, now: datetime) -> set[str]:
        """Returns the names of the kinds that are there. user: the one who asks; now: aware datetime. One query."""
        found = self._question.first(user.pk, now)
        return {name for name, is_there in zip(self._names, found, strict=True) if is_there}

    def _asked(self, user: int, now: datetime) -> QuerySet[Any, Any]:
        kinds = self._kinds(now)
        self._names = list(kinds)
        return User.objects.filter(pk=user).order_by().values_list(*(Exists(rows) for rows in kinds.values()))
