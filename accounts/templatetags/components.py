"""Template tags of the look: shapes, status chips, notices and the wordmark."""

from typing import Any

from django import template
from django.contrib.messages import constants
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.ui import icons

register = template.Library()

KIND_OF_LEVEL = {
    constants.DEBUG: "info",
    constants.INFO: "info",
    constants.SUCCESS: "ok",
    constants.WARNING: "warn",
    constants.ERROR: "bad",
}


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """{% icon "printer" %} or {% icon "check-circle-fill" "big t-ok" %}: a decorative inline SVG."""
    return icons.icon(name, css)


@register.simple_tag
def chip(kind: str, text: str, shape: str = "") -> SafeString:
    """{% chip "ok" _("Issued") %}: a status; a third value names another shape, such as "play-circle-fill"."""
    return icons.chip(kind, text, shape)


@register.inclusion_tag("look/_wordmark.html")
def wordmark() -> dict[str, Any]:
    """The wordmark as inline SVG that follows the colour of the text."""
    return {}


@register.simple_block_tag
def note(content: str, kind: str = "info", shape: str = "", role: str = "") -> SafeString:
    """{% note "warn" %}<b>…</b> …{% endnote %}: a notice under the title. role="status" or "alert" announces it."""
    return render_to_string(
        "look/_note.html", {"kind": kind, "shape": shape or icons.shape_of(kind), "role": role, "content": content}
    )


@register.filter
def kind_of(message: Any) -> str:
    """The status kind of a django.contrib.messages message; unknown levels inform."""
    return KIND_OF_LEVEL.get(message.level, "info")


@register.filter
def shape_of(kind: str) -> str:
    """The icon name of a status kind."""
    return icons.shape_of(kind)
