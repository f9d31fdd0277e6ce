"""What the address of this site allows: browsers allow the camera, offline pages and passkeys for secure addresses only."""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings


def is_secure(address: str | None = None) -> bool:
    """Whether browsers treat the address (default: SITE_URL) as secure: https, or this machine."""
    parts = urlsplit(address or settings.SITE_URL)
    return parts.scheme == "https" or _is_this_machine(parts.hostname or "")


def takes_passkeys(address: str | None = None) -> bool:
    """Whether passkeys are possible for the address: it must be secure and have a host name, not an IP number."""
    host = host_of(address)
    return is_secure(address) and not _is_number(host)


def host_of(address: str | None = None) -> str:
    """Returns the host name to which passkeys belong."""
    return urlsplit(address or settings.SITE_URL).hostname or ""


def _is_this_machine(host: str) -> bool:
    if _is_number(host):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost" or host.endswith(".localhost")


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
