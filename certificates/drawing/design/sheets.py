"""The paper. Everything is placed on A4; on another paper the whole page is taken larger or smaller and put in the middle.

So a text that fits on one paper fits on all, and the places of slots.json hold for each.
"""

from dataclasses import dataclass
from functools import cache

from certificates.drawing.text.fitting import layout

PAPERS = {"a4": (210, 297), "letter": (215.9, 279.4), "a3": (297, 420)}  # millimetres, upright


@dataclass(frozen=True)
class Sheet:
    """A paper, in the direction of a layout. `factor` takes the A4 page to it; `dx`, `dy` are the free edges in mm."""

    width: float
    height: float
    factor: float
    dx: float
    dy: float

    @property
    def is_base(self) -> bool:
        """Whether nothing has to be moved."""
        return self.factor == 1 and not self.dx and not self.dy


@cache
def sheet(layout_name: str, paper: str) -> Sheet:
    """Returns the Sheet of a layout on a paper (a key of PAPERS)."""
    base_width, base_height = layout(layout_name)["page"]
    width, height = PAPERS[paper] if base_width < base_height else reversed(PAPERS[paper])
    factor = round(min(width / base_width, height / base_height), 4)
    dx, dy = (round((room - factor * base) / 2, 3) for room, base in ((width, base_width), (height, base_height)))
    return Sheet(width, height, factor, max(dx, 0), max(dy, 0))
