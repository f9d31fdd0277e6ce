"""The districts of Bangladesh as shapes for a map. data/SOURCES.md names their source."""

import json
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

VIEW_BOX = "0 0 731 1000"


class Outline(NamedTuple):
    """A district: its SVG path and the position of a number in it, in units of VIEW_BOX."""

    path: str
    x: float
    y: float


@lru_cache(maxsize=1)
def district_outlines() -> dict[str, Outline]:
    """Returns {official code of a district: Outline}. Reads a file once."""
    file = Path(__file__).parent.parent / "data" / "district_outlines.json"
    districts = json.loads(file.read_text(encoding="utf-8"))["districts"]
    return {code: Outline(one["d"], *one["label"]) for code, one in districts.items()}


def outlines_drawing() -> str:
    """Returns static/shetu/districts.svg: the shapes by code, in a file that a browser keeps, for pages that colour them."""
    shapes = "\n".join(f'<path id="d{code}" d="{one.path}"/>' for code, one in district_outlines().items())
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{shapes}\n</svg>\n'
