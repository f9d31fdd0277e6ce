"""Draws one certificate: facts and design in, the bytes of a one-page PDF out."""

from datetime import datetime
from functools import lru_cache

from accounts.refusal import Refused
from certificates.drawing.base.facts import PrintedFacts
from certificates.drawing.design.designs import Design
from certificates.drawing.engines import weasyprint_engine
from certificates.drawing.engines.artwork import artwork
from certificates.drawing.engines.stamping import Stamper
from certificates.drawing.layout import composing
from certificates.drawing.pdf.sealing import Seal
from certificates.drawing.text.exactness import CannotStamp


@lru_cache(maxsize=16)
def _stamper(design):
    return Stamper(design)


def draw(facts: PrintedFacts, design: Design, *, seal: Seal | None = None, at: datetime | None = None) -> bytes:
    """Returns the certificate as PDF bytes; the same facts and design give the same bytes, unless they are signed.

    Stamped, which takes a millisecond; what the stamper cannot draw exactly is drawn by WeasyPrint, which takes half a second.

    seal: what signs the file (sealing.Seal), or None; `at`: the time the signature states, an aware datetime.

    Raises NotFitting for a text that cannot be printed, Refused for an incomplete design or a machine without Pango.
    """
    try:
        return _stamper(design).stamp(facts, seal=seal, at=at)
    except CannotStamp:
        return weasyprint_engine.draw(facts, design, seal=seal, at=at)


def draw_ahead(design: Design) -> None:
    """Draws the artwork of a design, unless it is drawn already, and keeps it for all processes of this machine.

    Takes a second or two; the first certificate of a design would wait for it. A design or a drawing program that changed makes
    another artwork. Raises Refused for a machine without Pango.
    """
    artwork(design)


def problems(facts: PrintedFacts, design: Design) -> list[Refused]:
    """Returns why these facts cannot be drawn, as a list of NotFitting or Refused; empty when they can.

    Cheap: texts are measured, nothing is drawn. For the check list before issuing and for the warnings of a design.
    """
    return composing.problems(facts, design)
