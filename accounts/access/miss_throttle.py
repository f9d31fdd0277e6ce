"""Keeps strangers from trying secret codes: misses are counted per client and for the house, hits never.

A class that uses its codes behind one address is never in the way of itself. When misses flood in from many addresses,
each address may miss less often; a right code is answered as long as its own address has not guessed. So nobody is ever
locked out because of others. Addresses are counted under a keyed hash and forgotten after the window.
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
    """One count of misses. `name`: what is guarded; two throttles of different names do not know of each other."""

    name: str
    window: int = 300  # seconds; not more, because a file cache keeps a count for five minutes
    per_address: int = 30
    flood: int = 300
    per_address_in_a_flood: int = 3

    def seconds_to_wait(self, address: str, *, now: float | None = None) -> int:
        """Returns how long (int, seconds) this address (str) has to wait before its next try; 0 when it may go on.

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
    """An IPv6 subscriber owns a whole /64; everything else counts as it is written."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((parsed, 64), strict=False)) if isinstance(parsed, IPv6Address) else str(parsed)
