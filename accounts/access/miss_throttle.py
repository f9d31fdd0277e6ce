"""A throttle against guessing secret codes: counts wrong codes per client and in total, never right ones.

A class behind one address never blocks itself with right codes. When many addresses send wrong codes, each address may send
fewer of them; a right code works as long as its own address has not guessed. So nobody is locked out because of others.
Addresses are stored as a keyed hash and forgotten after the window.
"""

import hmac
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

EVERYONE = "everyone"


def client_address(request: HttpRequest) -> str:
    """Returns the address (str) a request came from, as the settings on proxies say; "unknown" without one."""
    if not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        # No header counts then, so none is read.
        with suppress(ValueError):
            return str(ip_address(request.META.get("REMOTE_ADDR", "")))
    try:
        return get_adapter().get_client_ip(request)
    except PermissionDenied:
        return "unknown"


@dataclass(frozen=True)
class MissThrottle:
    """One counter of wrong codes. `name`: what it protects; throttles of different names count separately."""

    name: str
    window: int = 300  # seconds; not more, because a file cache keeps a count for five minutes
    per_address: int = 30
    flood: int = 300
    per_address_in_a_flood: int = 3

    def seconds_to_wait(self, address: str, *, now: float | None = None) -> int:
        """Returns how many seconds this address has to wait before its next attempt; 0 when it may go on.

        now: seconds since the epoch, for tests.
        """
        now = time.time() if now is None else now
        missed = cache.get(self._key(address, now), 0)
        # Who guessed so little goes on also in a flood, so nobody needs to ask whether there is one.
        if missed < min(self.per_address, self.per_address_in_a_flood):
            return 0
        flooded = cache.get(self._key(EVERYONE, now), 0) >= self.flood
        if missed < (self.per_address_in_a_flood if flooded else self.per_address):
            return 0
        return self.window - int(now) % self.window

    def count_miss(self, address: str, *, now: float | None = None) -> None:
        """Counts a code that was not found, for this address and for everyone."""
        now = time.time() if now is None else now
        for counted in (address, EVERYONE):
            key = self._key(counted, now)
            cache.add(key, 0, 2 * self.window)
            cache.incr(key)

    def _key(self, address: str, now: float) -> str:
        keyed = hmac.digest(_key_of(self.name, settings.SECRET_KEY), _network(address).encode(), "sha256").hex()[:32]
        return f"{self.name}:{keyed}:{int(now) // self.window}"


@lru_cache(maxsize=16)
def _key_of(name: str, secret: str | bytes) -> bytes:
    """The key under which addresses are hashed for one throttle."""
    return salted_hmac(f"accounts.miss_throttle.{name}", "", secret=secret, algorithm="sha256").digest()


def _network(address: str) -> str:
    """Returns the /64 network of an IPv6 address, since a subscriber owns all of it; any other address unchanged."""
    if ":" not in address:
        return address
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((parsed, 64), strict=False)) if isinstance(parsed, IPv6Address) else str(parsed)
