"""System checks: what drawing and signing certificates need of the machine."""

import ctypes
from datetime import timedelta
from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 -- Django's own name for it
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.refusal import Refused
from certificates import signing

PANGO = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0")
SUBSET = "libharfbuzz-subset.so.0"


NEAR_THE_END = timedelta(days=30)


def loads(library: str) -> bool:
    """Tells whether a shared library can be loaded by this process."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


@register()
def drawing_libraries(app_configs: Any, **_options: Any) -> list[CheckMessage]:
    """Reports a missing Pango as an error and a missing libharfbuzz-subset as a warning."""
    missing = [name for name in PANGO if not loads(name)]
    if missing:
        return [
            Error(
                _("Certificates cannot be drawn: %(names)s not found.") % {"names": ", ".join(missing)},
                hint=_("Install the system packages libpango-1.0-0 and libpangoft2-1.0-0, or run “make install”."),  # type: ignore[arg-type]  # lazy
                id="certificates.E001",
            )
        ]
    if not loads(SUBSET):
        return [
            Warning(
                _("Artwork of certificates is drawn several times slower: %(name)s not found.") % {"name": SUBSET},
                hint=_("Install the system package libharfbuzz-subset0."),  # type: ignore[arg-type]  # lazy
                id="certificates.W001",
            )
        ]
    return []


@register("start", deploy=True)
def signing_key(app_configs: Any, **_options: Any) -> list[CheckMessage]:
    """Reports a key that cannot sign, or not for much longer. Only when Shetu starts and with --deploy: it opens the key."""
    try:
        signer = signing.current()
    except Refused as no:
        return [
            Warning(
                str(no),
                hint=_("Until then no certificate is issued; everything else works."),  # type: ignore[arg-type]  # lazy
                id="certificates.W002",
            )
        ]
    ends = signer.certificate.not_valid_after_utc
    if ends - timezone.now() < NEAR_THE_END:
        return [
            Warning(
                _("The certificate of the signing key expires on %(date)s.") % {"date": ends.date().isoformat()},
                hint=_("Install a new key before; what this one signed stays valid."),  # type: ignore[arg-type]  # lazy
                id="certificates.W003",
            )
        ]
    return []
