"""The picture of an issued certificate for the screen: the snapshot of its facts on its frozen design, or none.

A certificate is a fact, so the picture is shown only where it is what was printed: the design is the very one that the snapshot
names, every text has a place, and nothing was left to WeasyPrint, which sets such letters otherwise. The file stays what counts.
"""

from dataclasses import replace
from typing import NamedTuple

from django.utils.translation import gettext as _

from accounts.refusal import Refused
from certificates.drawing import Design, PrintedFacts, Wording, picture
from certificates.drawing.layout.composing import all_lines
from certificates.drawing.text.exactness import inexact


class Shown(NamedTuple):
    """What a page needs to know of a picture: what it shows, for those who do not see it, and its size in millimetres."""

    label: str
    width: int
    height: int


def shown(certificate):
    """Returns what is Shown, None where it would not be exact. certificate: with design and design__frozen; then no query."""
    printed = _printed(certificate)
    if printed is None:
        return None
    sheet = printed[1].sheet
    return Shown(_label(certificate), round(sheet.width), round(sheet.height))


def svg(certificate):
    """Returns the picture as SVG text, None where it would not be exact. certificate: as for `shown`."""
    printed = _printed(certificate)
    return picture(*printed, label=_label(certificate)) if printed else None


def _label(certificate):
    # The facts themselves stand beside it as text.
    return _("Picture of the certificate %(serial)s") % {"serial": certificate.serial}


def _printed(certificate):
    """Returns (PrintedFacts, drawing's Design) as they were printed, or None."""
    frozen = getattr(certificate.design, "frozen", None)
    if frozen is None or frozen.fingerprint != certificate.facts.get("design"):
        return None
    try:
        facts, design = PrintedFacts.from_dict(certificate.facts), Design.from_dict(frozen.content)
        # As printed: the first and the last day alone, which a wording may name, are not among the facts.
        design = replace(design, wordings={facts.level: Wording(**certificate.facts["wording"])})
        return None if inexact(all_lines(facts, design)) else (facts, design)
    except (KeyError, TypeError, Refused):  # a snapshot of another version, or a text without a place today
        return None
