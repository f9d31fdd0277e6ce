"""A cache that never fails a page: while the real cache is unavailable, each process uses a cache of its own.

The throttles (sign-in, checks of certificates, subscriptions) count in the cache. During an outage every page would fail, or
guessing would be unlimited; so each process counts on its own until the cache is back. After a failure no call reaches the
cache for RETRY_AFTER. Then one caller probes it, and the others go on without it: an outage delays one page every few seconds
by a fraction of a second.
"""

import logging
import pickle
import threading
import time
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)

RETRY_AFTER = 5  # seconds
_PROBE = "readyz"


def is_fault(error: BaseException) -> bool:
    """Whether an exception comes from an unavailable, full or unreadable cache, not from wrong arguments."""
    # By name: without Redis its library is never imported.
    of_redis = any(kind.__module__.startswith("redis.") for kind in type(error).__mro__)
    return of_redis or isinstance(error, (OSError, EOFError, pickle.PickleError))


class FallbackCache(BaseCache):
    """Forwards every call to the cache of OPTIONS["BACKEND"] (with OPTIONS["OPTIONS"]) or, while that fails, to one of its
    own."""

    def __init__(self, location: Any, params: dict[str, Any]) -> None:
        super().__init__(params)
        options = params.get("OPTIONS", {})
        real = import_string(options["BACKEND"])
        self._real = real(location, {**params, "OPTIONS": options.get("OPTIONS", {})})
        self._own = LocMemCache(f"fallback:{location}", {**params, "OPTIONS": {"MAX_ENTRIES": 10_000}})
        self._switch = _switch_of(location)

    def answers(self) -> bool:
        """Whether the real cache stores and returns a value now. For monitors."""
        token = str(time.monotonic())
        try:
            self._real.set(_PROBE, token, 60)
            well = self._real.get(_PROBE) is not None
        except Exception as error:
            if not is_fault(error):
                raise
            self._switch.failed(error)
            return False
        if well:
            self._switch.worked()
        return well

    def _ask(self, act: str, *args: Any, **options: Any) -> Any:
        if self._switch.may_try():
            try:
                answer = getattr(self._real, act)(*args, **options)
            except Exception as error:
                if not is_fault(error):
                    raise
                self._switch.failed(error)
            else:
                self._switch.worked()
                return answer
        return getattr(self._own, act)(*args, **options)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._ask("get", key, default=default, version=version)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> Any:
        return self._ask("set", key, value, timeout=timeout, version=version)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> Any:
        return self._ask("add", key, value, timeout=timeout, version=version)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> Any:
        return self._ask("touch", key, timeout=timeout, version=version)

    def delete(self, key: str, version: int | None = None) -> Any:
        return self._ask("delete", key, version=version)

    def has_key(self, key: str, version: int | None = None) -> Any:
        return self._ask("has_key", key, version=version)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> Any:
        """Like Django's, but a count that was lost because the cache went or came back starts again with `delta`."""
        try:
            return self._ask("incr", key, delta=delta, version=version)
        except ValueError:
            if self.add(key, delta, version=version):
                return delta
            return self._ask("incr", key, delta=delta, version=version)

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        return self._ask("get_many", list(keys), version=version)

    def set_many(self, data: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> list[Any]:
        return self._ask("set_many", data, timeout=timeout, version=version)

    def delete_many(self, keys: Any, version: int | None = None) -> None:
        return self._ask("delete_many", list(keys), version=version)

    def clear(self) -> Any:
        self._own.clear()
        return self._ask("clear")

    def close(self, **kwargs: Any) -> None:
        self._real.close(**kwargs)


class _Switch:
    """Decides whether calls go to the real cache. One for all threads of a process, since each thread has cache objects of
    its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next_try: float | None = None

    def may_try(self) -> bool:
        if self._next_try is None:
            return True
        with self._lock:
            now = time.monotonic()
            if self._next_try is None or now < self._next_try:
                return self._next_try is None
            # This caller probes the cache; the others use their own cache until it has finished.
            self._next_try = now + RETRY_AFTER
            return True

    def failed(self, error: BaseException) -> None:
        with self._lock:
            if self._next_try is None:
                logger.error(
                    "The cache is unavailable (%s): this process counts on its own until it is back.",
                    type(error).__name__,
                )
            self._next_try = time.monotonic() + RETRY_AFTER

    def worked(self) -> None:
        if self._next_try is None:
            return
        with self._lock:
            self._next_try = None
        logger.warning("The cache is back.")


_switches: dict[str, _Switch] = {}


def _switch_of(location: Any) -> "_Switch":
    return _switches.setdefault(str(location), _Switch())
