"""The browser and system of a User-Agent header in words: "Chrome, Android"."""

from typing import Any

from django.utils.translation import gettext_lazy as _

# The first match counts: most browsers also name other browsers.
BROWSERS = (
    (("edg/", "edga/", "edgios/"), _("Edge")),
    (("opr/", "opera", "opt/"), _("Opera")),
    (("samsungbrowser/",), _("Samsung Internet")),
    (("ucbrowser/",), _("UC Browser")),
    (("firefox/", "fxios/"), _("Firefox")),
    (("chrome/", "crios/", "chromium/"), _("Chrome")),
    (("safari/",), _("Safari")),
)
SYSTEMS = (
    (("android",), _("Android")),
    (("iphone",), _("iPhone")),
    (("ipad",), _("iPad")),
    (("windows",), _("Windows")),
    (("cros ",), _("ChromeOS")),
    (("mac os", "macintosh"), _("Mac")),
    (("linux", "x11"), _("Linux")),
)
PHONES = ("android", "iphone")


def device_words(user_agent: str | None) -> str:
    """Returns the browser and the system that a User-Agent header names, in the language of the page."""
    named = (user_agent or "").lower()
    browser, system = _first(BROWSERS, named), _first(SYSTEMS, named)
    if browser and system:
        return _("%(browser)s, %(system)s") % {"browser": browser, "system": system}
    return str(browser or system or _("A browser that does not say what it is"))


def is_phone(user_agent: str | None) -> bool:
    """Whether the browser says it runs on a phone."""
    named = (user_agent or "").lower()
    return any(sign in named for sign in PHONES)


def _first(choices: Any, named: Any) -> Any:
    return next((words for signs, words in choices if any(sign in named for sign in signs)), None)
