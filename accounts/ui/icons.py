"""The shapes of the look as inline SVG. The drawings, their source and licence are in icons.json."""

import json
import re
from collections.abc import Iterable
from pathlib import Path

from django.template.loader import render_to_string
from django.templatetags.static import static
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

# What long tables draw on every line, out of static/shetu/menu.svg.
SHARED = ("check-circle-fill", "dash-circle", "person-check")


COLOURS_OF_THE_WORDMARK = {
    "sh-wm-dot": 'fill="var(--sh-jute)"',
    "sh-wm-wave": 'stroke="var(--sh-jute)"',
    "sh-wm-lat": 'fill="var(--sh-ink-2)"',
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


def sprite(names: Iterable[str]) -> str:
    """Returns the drawings in one file, for places that show many of them on every page (static/shetu/menu.svg)."""
    symbols = "\n".join(
        f'<symbol id="{name}" viewBox="0 0 16 16">{ICONS[name]}</symbol>' for name in sorted(set(names))
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'


def wordmark_file() -> str:
    """Returns static/shetu/wordmark.svg: the wordmark of templates/look/_wordmark.html in a file that the browser keeps."""
    drawing = re.sub(r"^.*?<svg[^>]*>|</svg>\s*$", "", render_to_string("look/_wordmark.html"), flags=re.DOTALL)
    # The rules of a page do not reach into a file, its colours do.
    for name, colour in COLOURS_OF_THE_WORDMARK.items():
        drawing = drawing.replace(f'class="{name}"', colour)
    return f'<svg xmlns="http://www.w3.org/2000/svg"><symbol id="w" viewBox="0 0 149 42">{drawing}</symbol></svg>\n'


def shape_of(kind: str) -> str:
    """Returns the icon name of a status kind (ok, warn, bad, info, off). Raises LookupError for another kind."""
    if kind not in SHAPE_OF_KIND:
        raise LookupError(f"There is no status kind {kind!r}; use one of {', '.join(SHAPE_OF_KIND)}.")
    return SHAPE_OF_KIND[kind]


def shared_icon(name: str) -> SafeString:
    """Returns a drawing out of one file that the browser keeps: a third of the bytes, for what stands on many lines of a page.

    The file has the shapes of the sidebar and SHARED; another name is no drawing.
    """
    drawing = '<svg class="sh-icon" aria-hidden="true"><use href="{}#{}"/></svg>'
    return format_html(drawing, static("shetu/menu.svg"), name)


def chip(kind: str, text: str, shape: str = "", *, shared: bool = False) -> SafeString:
    """Returns a status chip: the text (escaped) with the colour of the kind and its shape, or the named one.

    shared: with a `shared_icon`, which must be one of SHARED.
    """
    drawn = shape or shape_of(kind)
    if shared and drawn not in SHARED:
        raise LookupError(f"static/shetu/menu.svg has no {drawn!r}: name it in SHARED of accounts/ui/icons.py.")
    return format_html(
        '<span class="sh-chip {}">{}{}</span>', kind, shared_icon(drawn) if shared else icon(drawn), text
    )
