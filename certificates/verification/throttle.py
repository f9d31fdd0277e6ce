"""The throttle of the public check: how many wrong codes and files an address may try."""

from accounts.access.miss_throttle import MissThrottle

THROTTLE = MissThrottle("verify")
