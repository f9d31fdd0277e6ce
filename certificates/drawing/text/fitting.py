"""Fits one text into one slot. Shrink, then break, then refuse: nothing is cut, squeezed or hyphenated.

The rule. Try 1 line, 2 lines … up to `lines`; for each, the largest size between `max` and `min` (steps of a quarter
point) at which the text fits the width and the block fits the height. Keep the largest size; on a tie the fewer lines.
A broken text is balanced: its longest line is as short as it can be.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any, NamedTuple

from certificates.drawing.text.faces import MM_PER_PT, em_width

STEPS = 4  # per point
LEADING = 1.32
# Where a text may go on in the next line: after a word, or after the points and strokes of an address.
_PARTS = {"words": re.compile(r"\S+ ?"), "groups": re.compile(r"\S+ ?"), "address": re.compile(r"[^./-]+[./-]*")}


@dataclass(frozen=True)
class Fitted:
    """A text set into its slot: its lines, the size in points, their distance in millimetres, and whether it fits."""

    lines: tuple[str, ...]
    size: float
    leading: float
    fits: bool


# The newest edition of the words that a layout prints by itself.
LABELS = 2


@cache
def layout(name: str) -> dict[str, Any]:
    """Returns a layout of slots.json: page, slots and fixed parts, in millimetres from the top left corner."""
    return json.loads((Path(__file__).parent.parent / "slots.json").read_text(encoding="utf-8"))[name]


@cache
def plan(name: str, *, shows_hours: bool = True, labels: int = LABELS) -> dict[str, Any]:
    """Returns a layout as it is for a design: its words are those of the edition `labels`; without the duration

    the dates and the place take its room.
    """
    whole = layout(name)
    changes = {} if shows_hours else whole["without_hours"]
    words = whole["first_labels"] if labels == 1 else {}

    def changed(entries):
        present = {slot: entry for slot, entry in entries.items() if changes.get(slot, entry) is not None}
        return {slot: {**entry, **words.get(slot, {}), **changes.get(slot, {})} for slot, entry in present.items()}

    art = [part for part in whole["art"] if shows_hours or part.get("of") != "hours"]
    return {**whole, "slots": changed(whole["slots"]), "fixed": changed(whole["fixed"]), "art": art}


def _broken(text, chain, count, breaks):
    """Returns the split into `count` lines whose longest line is shortest, judged by the widths of its parts."""
    if count == 1:
        return (text,)
    parts = _PARTS[breaks].findall(text)
    if len(parts) < count:
        return (text,)
    # The groups of a code are all alike, and new in every certificate: measuring them would cost more than it tells.
    widths = [len(part) if breaks == "groups" else em_width(part, chain) for part in parts]

    def longest_line(cuts):
        return max(sum(widths[a:b]) for a, b in pairwise((0, *cuts, len(parts))))

    cuts = min(combinations(range(1, len(parts)), count - 1), key=longest_line)
    return tuple("".join(parts[a:b]).rstrip() for a, b in pairwise((0, *cuts, len(parts))))


class _Room(NamedTuple):
    font: str
    width: float
    height: float
    largest: float
    smallest: float
    lines: int
    leading: float
    spacing: float
    breaks: str


@lru_cache(maxsize=400)
def _fit(text, room):
    size, lines = 0.0, (text,)
    for count in range(1, room.lines + 1):
        candidate = _broken(text, room.font, count, room.breaks)
        widest = max(em_width(line, room.font, room.spacing) for line in candidate)
        possible = room.width / (widest * MM_PER_PT) if widest else room.largest
        if len(candidate) > 1:
            possible = min(possible, room.height / (len(candidate) * room.leading * MM_PER_PT))
        possible = min(room.largest, int(possible * STEPS) / STEPS)
        if possible > size:
            size, lines = possible, candidate
    fits = size >= room.smallest
    size = max(size, room.smallest)
    return Fitted(lines, size, size * room.leading * MM_PER_PT, fits)


def fit(text: str, slot: Mapping[str, Any]) -> Fitted:
    """Returns the Fitted of a text in a slot (a dictionary with w, h in mm; max, min in points; lines; font)."""
    room = _Room(
        slot["font"],
        slot["w"],
        slot["h"],
        slot["max"],
        slot["min"],
        slot.get("lines", 1),
        slot.get("leading", LEADING),
        slot.get("spacing", 0.0),
        slot.get("breaks", "words"),
    )
    return _fit(text, room)


def fits(text: str, layout_name: str, slot_name: str) -> bool:
    """Tells whether a text can be printed in that slot of that layout."""
    return fit(text, layout(layout_name)["slots"][slot_name]).fits


def longest(texts: Iterable[str], layout_name: str, slot_name: str) -> str:
    """Returns the text that is widest on paper in that slot, "" for none: the one to preview first."""
    font = layout(layout_name)["slots"][slot_name]["font"]
    return max(texts, key=lambda text: em_width(text, font), default="")


def shortest(texts: Iterable[str], layout_name: str, slot_name: str) -> str:
    """Returns the text that is narrowest on paper in that slot, "" for none."""
    font = layout(layout_name)["slots"][slot_name]["font"]
    return min(texts, key=lambda text: em_width(text, font), default="")
