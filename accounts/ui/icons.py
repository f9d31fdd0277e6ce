"""The shapes of the look as inline SVG. The drawings, their source and licence are in icons.json."""

import json
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

ICONS = json.loads((Path(__file__).parent / "icons.json").read_text(encoding="utf-8"))["icons"]

# Status is always word + shape + colour; a caller may choose a nearer shape, never leave it out.
SHAPE_OF_KIND = {
    "ok": "check-circle-fill",
    "warn": "exclamation-triangle-fill",
    "bad": "x-octagon-fill",
    "info": "info-circle-fill",
    "off": "dash-circle",
}


def icon(name: str, css: str = "") -> SafeString:
    """Returns the drawing as inline SVG; css adds classes beside sh-icon. LookupError for an unknown name."""
    if name not in ICONS:
        raise LookupError(f"There is no icon {name!r} in accounts/icons.json.")
    return format_html(
        '<svg class="{}" viewBox="0 0 16 16" aria-hidden="true">{}</svg>',
        f"sh-icon {css}".strip(),
        mark_safe(ICONS[name]),
    )


def shape_of(kind: str) -> str:
    """Returns the icon name of a status kind (ok, warn, bad, info, off). Raises LookupError for another kind."""
    if kind not in SHAPE_OF_KIND:
        raise LookupError(f"There is no status kind {kind!r}; use one of {', '.join(SHAPE_OF_KIND)}.")
    return SHAPE_OF_KIND[kind]


def chip(kind: str, text: str, shape: str = "") -> SafeString:
    """Returns a status chip: the text (escaped) with the colour of the kind and its shape, or the named one."""
    return format_html('<span class="sh-chip {}">{}{}</span>', kind, icon(shape or shape_of(kind)), text)
