"""The colour ways of the built-in artwork: five colours each, chosen inside what a colour laser can print."""

from functools import cache
from typing import NamedTuple


class Palette(NamedTuple):
    """Colours as #RRGGBB. Contrast of `dark` and `accent` on white is above 5; the others are for lines only."""

    dark: str  # names, title, fields of the artwork
    line: str  # lines of the border
    accent: str  # small titles and labels
    motif: str  # the second line of the border, the sun under the arch
    ground: str  # the rosette under the names


PALETTES = {
    "green": Palette("#0F4A3F", "#1C6B5A", "#8A6024", "#A87A35", "#D6E5DE"),
    "indigo": Palette("#243B6B", "#3B558C", "#A5482A", "#B4552F", "#DCE2EE"),
    "red": Palette("#6B1F2B", "#8E3A46", "#7A5A1E", "#A87A35", "#F0DEDF"),
    "black": Palette("#000000", "#333333", "#000000", "#333333", "#E2E2E2"),
}
OWN = {"heritage": "green", "modern": "indigo", "plain": "black"}
# What the artwork was drawn with, and the names under which the style sheet and the slots ask for colours.
_DRAWN_WITH = {"#1C6B5A": "line", "#A87A35": "motif", "#D6E5DE": "ground", "#243B6B": "dark", "#B4552F": "motif"}
_ASKED_FOR = {"green": "dark", "indigo": "dark", "ochre": "accent", "clay": "accent", "dark": "dark", "motif": "motif"}


def recoloured(drawing: bytes, palette: str) -> bytes:
    """Returns a packaged SVG drawing (bytes) in the colours of a palette (a key of PALETTES)."""
    content = drawing
    for place, (was, _role) in enumerate(_DRAWN_WITH.items()):
        content = content.replace(was.encode(), b"\0%d\0" % place)  # in two steps: palettes share colours
    for place, role in enumerate(_DRAWN_WITH.values()):
        content = content.replace(b"\0%d\0" % place, getattr(PALETTES[palette], role).encode())
    return content


@cache
def colours(palette: str) -> dict[str, str]:
    """Returns {name of a colour in the slots: "#RRGGBB"} of a palette; the black of the text and the grey stay."""
    return {
        "ink": "#000000",
        "grey": "#4A4F55",
        **{name: getattr(PALETTES[palette], role) for name, role in _ASKED_FOR.items()},
    }
