"""The picture of an issued certificate for the screen: the snapshot of its facts on its frozen design, or none.

The picture is shown only when it is exactly what was printed: the design is the one that the snapshot names, every text fits, and
no text was drawn by WeasyPrint, which sets some letters differently. The file is what counts.
"""

from dataclasses import replace
from typing import NamedTuple

from django.utils.translation import gettext as _

from accounts.refusal import Refused
from certificates.drawing import Design, PrintedFacts, Wording, picture
from certificates.drawing.layout.composing import all_lines
from certificates.drawing.text.exactness import inexact
from certificates.models import Certificate


class Shown(NamedTuple):
    """What a page needs to know of a picture: what it shows, for those who do not see it, and its size in millimetres."""

    label: str
    width: int
    height: int


def shown(certificate: Certificate) -> Shown | None:
    """Returns what is Shown, or None when it would not be exact. No query, with design and design__frozen fetched."""
    printed = _printed(certificate)
    if printed is None:
        return None
    sheet = printed[1].sheet
    return Shown(_label(certificate), round(sheet.width), round(sheet.height))


def svg(certificate: Certificate) -> str | None:
    """Returns the picture as SVG text, or None when it would not be exact. certificate: as for `shown`."""
    printed = _printed(certificate)
    return picture(*printed, label=_label(certificate)) if printed else None


def _label(certificate):
    # The page shows the facts beside it as text.
    return _("Picture of the certificate %(serial)s") % {"serial": certificate.serial}


def _printed(certificate):
    """Returns (PrintedFacts, drawing's Design) as they were printed, or None."""
    frozen = getattr(certificate.design, "frozen", None)
    if frozen is None or frozen.fingerprint != certificate.facts.get("design"):
        return None
    try:
        facts, design = PrintedFacts.from_dict(certificate.facts), Design.from_dict(frozen.content)
        # As printed: a wording may name the first or the last day alone, which are not among the stored facts.
        design = replace(design, wordings={facts.level: Wording(**certificate.facts["wording"])})
        return None if inexact(all_lines(facts, design)) else (facts, design)
    except (KeyError, TypeError, Refused):  # a snapshot of another version, or a text without a place today
        return None
