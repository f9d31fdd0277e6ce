"""Numbers of a large programme: counted once in KEPT_FOR, not for every page that shows them.

Counting a million enrolments takes seconds whatever the query, and nobody acts on their last digit. What is kept says when it was
counted, and the page says so, too. Once it is older than KEPT_FOR, a page shows it all the same and a worker counts anew, so that
nobody waits for it; only what was never counted, or not for a day (MOST_AGE), is counted for the page. Numbers of any other programme
are counted when they are asked for.

A worker that nobody woke costs nothing but time: the page of the next minute asks again.
"""

import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Any, Generic, NamedTuple, TypeVar

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

log = logging.getLogger(__name__)

KEPT_FOR, MOST_AGE = timedelta(minutes=10), timedelta(days=1)
# Nobody else asks for the same numbers meanwhile: counting takes seconds.
ASKED_AGAIN_AFTER = timedelta(minutes=1)
Number = TypeVar("Number")
Count = TypeVar("Count", bound=Callable[..., Any])
# {name: what counts}. A message names one of these, and can call nothing else.
_COUNTS: dict[str, Callable[..., Any]] = {}


class Counted(NamedTuple, Generic[Number]):
    """What was counted, and when (aware datetime); `at` is None where it was counted just now, for this page."""

    value: Number
    at: datetime | None


def may_be_kept(count: Count) -> Count:
    """Decorates a function of a module whose numbers `counted` may keep. Its arguments are numbers, texts and lists of these.

    The module `tasks` of a floor imports the module, so that a worker can count anew.
    """
    _COUNTS[_name_of(count)] = count
    return count


def counted(
    count: Callable[..., Number], *asked: Any, is_large: bool, most_age: timedelta = MOST_AGE
) -> Counted[Number]:
    """Returns what `count` (see `may_be_kept`) finds for what is asked; of a large programme what it found before.

    asked: everything the numbers depend on, such as ids and days, never a person. most_age: how old they may be; KEPT_FOR where other
    numbers are measured against them.
    """
    if not is_large:
        return Counted(count(*asked), None)
    name = _name_of(count)
    kept = _kept(_key(name, asked))
    now = timezone.now()
    if kept is None or now - kept.at >= most_age:
        return _count_and_keep(name, asked)
    # Those that may not be older are asked for ahead, so that nobody waits who reads them again and again.
    if now - kept.at >= min(KEPT_FOR, most_age / 2):
        _ask_anew(name, asked)
    return kept


def count_anew(name: str, asked: list[Any]) -> None:
    """Counts and keeps numbers that a page asked for. For a worker; nothing where another release knew the name."""
    if name in _COUNTS:
        _count_and_keep(name, asked)


def _name_of(count: Callable[..., Any]) -> str:
    return f"{count.__module__}.{count.__qualname__}"


def _key(name: str, asked: Any) -> str:
    return f"counted:{sha256(json.dumps([name, *asked]).encode()).hexdigest()}"


def _count_and_keep(name: str, asked: Any) -> Counted[Any]:
    at = timezone.now()
    found = Counted(_COUNTS[name](*asked), at)
    cache.set(_key(name, asked), found, MOST_AGE.total_seconds())
    return found


def _ask_anew(name: str, asked: Any) -> None:
    """Lets a worker count, unless somebody asked for the same a moment ago."""
    if cache.add(f"asked:{_key(name, asked)}", 1, ASKED_AGAIN_AFTER.total_seconds()):
        transaction.on_commit(partial(_wake, name, list(asked)))


def _wake(name: str, asked: list[Any]) -> None:
    from accounts.tasks import count_numbers_anew  # noqa: PLC0415 -- the task calls this module

    try:
        count_numbers_anew.apply_async(args=(name, asked), retry=False)
    except Exception as error:  # noqa: BLE001 -- a broker that is down must not break the page
        log.warning("no worker was woken: %s", type(error).__name__)


def _kept(key: str) -> Any:
    try:
        return cache.get(key)
    except (AttributeError, ImportError, TypeError):
        # Another release kept it, whose classes this one does not know.
        return None
