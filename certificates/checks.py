"""System checks: what drawing certificates needs of the machine."""

import ctypes

from django.core.checks import Error, Warning, register  # noqa: A004 -- Django's own name for it
from django.utils.translation import gettext_lazy as _

PANGO = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0")
SUBSET = "libharfbuzz-subset.so.0"


def loads(library):
    """Tells whether a shared library can be loaded by this process."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


@register()
def drawing_libraries(app_configs, **_options):
    """Reports a missing Pango as an error and a missing libharfbuzz-subset as a warning."""
    missing = [name for name in PANGO if not loads(name)]
    if missing:
        return [
            Error(
                _("Certificates cannot be drawn: %(names)s not found.") % {"names": ", ".join(missing)},
                hint=_("Install the system packages libpango-1.0-0 and libpangoft2-1.0-0, or run “make install”."),
                id="certificates.E001",
            )
        ]
    if not loads(SUBSET):
        return [
            Warning(
                _("Artwork of certificates is drawn several times slower: %(name)s not found.") % {"name": SUBSET},
                hint=_("Install the system package libharfbuzz-subset0."),
                id="certificates.W001",
            )
        ]
    return []
