"""Drawing certificates: pure functions over plain values; no database, no network."""

from certificates.drawing.base.codes import grouped, new_code, read_code
from certificates.drawing.base.facts import WORDINGS, PrintedFacts, Wording, snapshot
from certificates.drawing.design.designs import Design, Logo, SignatoryFacts
from certificates.drawing.engines.drawing import draw, draw_ahead, problems
from certificates.drawing.engines.picture import picture
from certificates.drawing.engines.rendering import render
from certificates.drawing.engines.stamping import Stamper
from certificates.drawing.text.fitting import Fitted, fit, fits, longest, shortest
from certificates.drawing.text.lines import NotFitting

__all__ = [
    "WORDINGS",
    "Design",
    "Fitted",
    "Logo",
    "NotFitting",
    "PrintedFacts",
    "SignatoryFacts",
    "Stamper",
    "Wording",
    "draw",
    "draw_ahead",
    "fit",
    "fits",
    "grouped",
    "longest",
    "new_code",
    "picture",
    "problems",
    "read_code",
    "render",
    "shortest",
    "snapshot",
]
