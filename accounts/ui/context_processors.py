"""The context of every page's shell: language, theme, name of the site, navigation of this person."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import permissions
from accounts.access.second_factor import is_missing, way_on
from accounts.sign_in import secure_address
from accounts.sign_in.device_person import device_person

SITE_NAME = "Shetu"

# (who, URL name, icon, words)
WAYS = (
    (permissions.is_coordinator, "admin:index", "house", _("Coordination")),
    (permissions.is_administrator, "reports:administration", "people", _("Administration")),
    (permissions.is_trainer, "trainings:today", "calendar-event", _("My sessions")),
    (permissions.is_officer, "certificates:mine", "award", _("My certificates")),
    (permissions.is_taught_or_teaches, "library:reading_room", "book", _("Library")),
    (permissions.is_observer, "reports:overview", "bar-chart", _("Results")),
)


def ways_for(user: Any, path: str) -> list[dict[str, Any]]:
    """Returns the navigation of this person: a list of {"url", "icon", "label", "current"}; `current` is where `path` is."""
    ways = []
    for may_go, name, icon, label in WAYS:
        if may_go(user):
            url = reverse(name)
            ways.append({"url": url, "icon": icon, "label": label, "current": path.startswith(url)})
    return ways


def _demo_sign_ins() -> list[dict[str, str]]:
    """Returns the sign-ins that `load_demo` left for the sign-in page: a list of {"role", "login", "password"}."""
    try:
        return json.loads((settings.VAR_DIR / "demo" / "sign_ins.json").read_text())
    except FileNotFoundError:
        return []


def shell(request: HttpRequest) -> dict[str, Any]:
    """Template context processor: `language`, `theme`, `site_name`, `nav` (see ways_for), `demo`, `contact_email`, and

    what the address allows (`secure_address`, `takes_passkeys`). `device_person`: whose things a device may keep.
    """
    user = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    return {
        "language": (get_language() or settings.LANGUAGE_CODE)[:2],
        "theme": user.theme if user is not None and known else "auto",
        "site_name": SITE_NAME,
        "nav": ways_for(user, request.path) if known else [],
        # Pages that staff and others have in common stand in the frame of whoever looks.
        "frame": "shells/staff.html" if known and permissions.is_coordinator(user) else "shells/portal.html",
        "demo": settings.DEMO,
        "second_factor_missing": lambda: known and is_missing(request),
        "way_on": lambda: way_on(request),
        "device_person": device_person(user) if known else "",
        "contact_email": settings.CONTACT_EMAIL,
        "secure_address": secure_address.is_secure(),
        "takes_passkeys": secure_address.takes_passkeys(),
        "passkey_host": secure_address.host_of(),
        "demo_sign_ins": _demo_sign_ins if settings.DEMO else None,
    }
