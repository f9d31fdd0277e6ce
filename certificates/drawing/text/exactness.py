"""What the stamper cannot draw exactly as WeasyPrint would: such a page is left to WeasyPrint (whole.py).

The stamper sets glyph after glyph where HarfBuzz put them in one run of one font. Two things do not come out right so:
letter-spacing inside a script whose letters join, and a mark whose letter stands in another font.
"""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.drawing.text.faces import JOINERS, runs
from certificates.drawing.text.lines import SLOT_NAMES, Line, quoted

SPACED = gettext_lazy("has joined letters where letters are spaced apart")
PARTED = gettext_lazy("has a mark whose letter is in another font")


class CannotStamp(Exception):  # noqa: N818 -- reads as what happened
    """A text cannot be stamped exactly; the message is a sentence."""


@lru_cache(maxsize=400)
def _why(text, font, spaced):
    for at, (one, part) in enumerate(runs(text, font)):
        if at and unicodedata.category(part[0]).startswith("M"):
            return PARTED
        if spaced and len(one.shape(part)[0]) != len(part):
            return SPACED
        if spaced and any(letter in JOINERS or unicodedata.category(letter).startswith("M") for letter in part):
            return SPACED
    return None


def inexact(lines: Iterable[Line]) -> list[str]:
    """Returns a sentence for every piece of these lines that the stamper cannot draw exactly; empty when it can."""
    return [
        _("The %(slot)s “%(text)s” %(what)s.")
        % {"slot": SLOT_NAMES.get(line.slot, line.slot), "text": quoted(piece.text), "what": why}
        for line in lines
        for piece in line.pieces
        if (why := _why(piece.text, piece.font, bool(line.spacing)))
    ]
