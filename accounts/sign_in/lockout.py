"""Limits failed passwords: per client and account, per client, and for all clients together.

A limit per account alone would let a stranger lock an officer out. A limit per client alone would let a stranger with many
addresses guess for ever. So a client that fails is blocked for the account it tried. After many failures from all clients, an
account accepts attempts only from devices that signed in with it before (a cookie remembers them). During an attack on many
accounts, an unknown device has one attempt instead of five.
"""

import ipaddress
import time
from dataclasses import dataclass
from hashlib import sha256

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string, salted_hmac

# amount/duration of failed attempts. A class of fifty signs in from one address within minutes.
ACCOUNT_AND_CLIENT = "5/5m/key"
ACCOUNT_AND_CLIENT_WHILE_TRIED = "1/5m/key"
CLIENT = "60/m/key,240/h/key"
# (failed attempts, seconds): counted over the present time window and the one before it.
ACCOUNT_FROM_UNKNOWN_DEVICES = (100, 1800)
HOUSE = (1000, 300)

DEVICE_COOKIE = "shetu_device"
DEVICE_SALT = "accounts.device"
DEVICE_DAYS = 180
ACCOUNTS_PER_DEVICE = 8


@dataclass
class Attempt:
    """One allowed attempt. It counts as failed until it succeeds."""

    usages: list
    guarded: list

    def succeeded(self) -> None:
        """Removes the attempt from the counts: only failed ones count."""
        for usage in self.usages:
            usage.rollback()

    def failed(self) -> None:
        """Adds the attempt to the counts over all clients."""
        for name, seconds in self.guarded:
            _count(name, seconds)


def begin(request: HttpRequest, account: str) -> Attempt | None:
    """Counts one attempt for `account` (its key). Returns an Attempt, or None after too many."""
    client, device = client_of(request), _device_for(request, account)
    limits = [("sign_in_client", CLIENT, client)]
    if device:
        limits += [("sign_in", ACCOUNT_AND_CLIENT, f"{account}|{client}|{device}")]
    elif _counted(f"account:{account}", *ACCOUNT_FROM_UNKNOWN_DEVICES):
        return None
    else:
        tried = _counted("house", *HOUSE)
        action = "sign_in_while_tried" if tried else "sign_in"
        rate = ACCOUNT_AND_CLIENT_WHILE_TRIED if tried else ACCOUNT_AND_CLIENT
        limits += [(action, rate, f"{account}|{client}")]
    usages = []
    for action, rate, key in limits:
        usage = ratelimit.consume(request, app="shetu", action=action, config={action: rate}, key=key)
        if usage is None:
            return None
        usages.append(usage)
    guarded = [] if device else [(f"account:{account}", ACCOUNT_FROM_UNKNOWN_DEVICES[1]), ("house", HOUSE[1])]
    return Attempt(usages, guarded)


def forget(request: HttpRequest, account: str) -> None:
    """Resets the counts of this client and of unknown devices for an account whose password was just changed."""
    client, device = client_of(request), _device_for(request, account)
    for action, rate, key in (
        ("sign_in", ACCOUNT_AND_CLIENT, f"{account}|{client}"),
        ("sign_in", ACCOUNT_AND_CLIENT, f"{account}|{client}|{device}"),
        ("sign_in_while_tried", ACCOUNT_AND_CLIENT_WHILE_TRIED, f"{account}|{client}"),
    ):
        ratelimit.clear(request, app="shetu", action=action, config={action: rate}, key=key)
    seconds = ACCOUNT_FROM_UNKNOWN_DEVICES[1]
    cache.delete_many([_window(f"account:{account}", seconds, back) for back in (0, 1)])


def client_of(request: HttpRequest) -> str:
    """Returns what counts as one client: an IPv4 address, or the /64 network of an IPv6 address.

    One connection may use any number of IPv6 addresses of its network.
    """
    address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    if address.version == 6 and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else str(address)


# Devices that signed in before


def remember_device(request: HttpRequest, response: HttpResponse, account: str) -> None:
    """Sets a cookie that records a sign-in with this account in this browser. It gives no access."""
    nonce, accounts = _device(request)
    mark = _mark(account)
    accounts = [mark, *(other for other in accounts if other != mark)][:ACCOUNTS_PER_DEVICE]
    response.set_cookie(
        DEVICE_COOKIE,
        signing.dumps([nonce, accounts], salt=DEVICE_SALT),
        max_age=DEVICE_DAYS * 86400,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _device_for(request: HttpRequest, account: str) -> str:
    """Returns the id of this browser if the account signed in here before, else ""."""
    nonce, accounts = _device(request)
    return nonce if _mark(account) in accounts else ""


def _device(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        nonce, accounts = signing.loads(
            request.COOKIES.get(DEVICE_COOKIE, ""), salt=DEVICE_SALT, max_age=DEVICE_DAYS * 86400
        )
    except (signing.BadSignature, ValueError, TypeError):
        return get_random_string(16), []
    return nonce, accounts


def _mark(account: str) -> str:
    return salted_hmac(DEVICE_SALT, account).hexdigest()[:20]


# Counters over all clients


def _window(name: str, seconds: int, back: int = 0) -> str:
    # Hashed, because the typed text may contain anything, and addresses do not belong into the cache.
    return f"failed:{sha256(name.encode()).hexdigest()}:{int(time.time() // seconds) - back}"


def _counted(name: str, most: int, seconds: int) -> bool:
    """Whether so many attempts failed within the present time window and the one before it."""
    counts = cache.get_many([_window(name, seconds), _window(name, seconds, 1)])
    return sum(counts.values()) >= most


def _count(name: str, seconds: int) -> None:
    key = _window(name, seconds)
    cache.add(key, 0, 2 * seconds)
    try:
        cache.incr(key)
    except ValueError:
        return  # dropped by the cache in between
    cache.touch(key, 2 * seconds)
