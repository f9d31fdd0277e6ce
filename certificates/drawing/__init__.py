"""Drawing certificates: pure functions over plain values; no database, no network."""

from certificates.drawing.codes import grouped, new_code, read_code
from certificates.drawing.designs import Design, Logo, SignatoryFacts
from certificates.drawing.drawing import draw, problems
from certificates.drawing.facts import WORDINGS, PrintedFacts, Wording, snapshot
from certificates.drawing.fitting import Fitted, fit, fits, longest, shortest
from certificates.drawing.lines import NotFitting
from certificates.drawing.picture import picture
from certificates.drawing.rendering import render
from certificates.drawing.stamping import Stamper

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
