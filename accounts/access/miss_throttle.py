"""A throttle against guessing secret codes: counts wrong codes per client and in total, never right ones.

A class behind one address never blocks itself with right codes. When many addresses send wrong codes, each address may send
fewer of them; a right code works as long as its own address has not guessed. So nobody is locked out because of others.
Addresses are stored as a keyed hash and forgotten after the window.
"""

import time
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

EVERYONE = "everyone"


def client_address(request: HttpRequest) -> str:
    """Returns the address (str) a request came from, as the settings on proxies say; "unknown" without one."""
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
        flooded = cache.get(self._key(EVERYONE, now), 0) >= self.flood
        allowed = self.per_address_in_a_flood if flooded else self.per_address
        if cache.get(self._key(address, now), 0) < allowed:
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
        keyed = salted_hmac(f"accounts.miss_throttle.{self.name}", _network(address)).hexdigest()[:32]
        return f"{self.name}:{keyed}:{int(now) // self.window}"


def _network(address: str) -> str:
    """Returns the /64 network of an IPv6 address, since a subscriber owns all of it; any other address unchanged."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((parsed, 64), strict=False)) if isinstance(parsed, IPv6Address) else str(parsed)
