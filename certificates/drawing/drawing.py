"""Draws one certificate: facts and design in, the bytes of a one-page PDF out."""

from functools import lru_cache

from certificates.drawing import composing
from certificates.drawing.stamping import Stamper


@lru_cache(maxsize=16)
def _stamper(design):
    return Stamper(design)


def draw(facts, design):
    """Returns the certificate as PDF bytes; the same facts and design give the same bytes.

    Raises NotFitting for a text that cannot be printed, Refused for an incomplete design or a machine without Pango.
    """
    return _stamper(design).stamp(facts)


def problems(facts, design):
    """Returns what keeps these facts from being drawn, as a list of NotFitting or Refused; empty when all is well.

    Cheap: texts are measured, nothing is drawn. For the check list before issuing and for the warnings of a design.
    """
    return composing.problems(facts, design)
