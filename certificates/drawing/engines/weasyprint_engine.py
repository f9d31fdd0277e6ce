"""The slow engine: a whole certificate by WeasyPrint, for what the stamper cannot draw exactly. Signed in the same way."""

import hashlib
from datetime import datetime
from io import BytesIO

import pydyf

from certificates.drawing.base.facts import PrintedFacts
from certificates.drawing.design.designs import Design
from certificates.drawing.engines.readable_text import Raw, make_readable
from certificates.drawing.engines.rendering import VARIANT, laid_out
from certificates.drawing.pdf import sealing


class _NoHead:
    """Nothing is shared, so everything is hashed with the tail."""

    content = b""

    def __init__(self):
        self.digest = hashlib.sha256()


def draw(facts: PrintedFacts, design: Design, *, seal: sealing.Seal | None = None, at: datetime | None = None) -> bytes:
    """Returns the certificate as PDF bytes, drawn wholly by WeasyPrint. Raises NotFitting and Refused as the stamper does."""
    written, page = BytesIO(), laid_out(facts, design)

    def prepare(document, pdf):
        make_readable(document, pdf)
        if seal:
            _make_room(pdf, seal, at)

    page.write_pdf(written, finisher=prepare, pdf_variant=VARIANT)
    return sealing.sealed(_NoHead(), written.getvalue(), seal) if seal else written.getvalue()


def _make_room(pdf, seal, at):
    """Adds the field and the empty signature to a finished pydyf document of one page."""
    page = next(one for one in pdf.objects[1:] if isinstance(one, dict) and one.get("Type") == "/Page")
    field, signature = len(pdf.objects), len(pdf.objects) + 1
    for body in sealing.objects(page.number, signature, room=seal.room, at=at):
        pdf.add_object(Raw(body))
    page["Annots"] = pydyf.Array([b"%d 0 R" % field])
    pdf.catalog["AcroForm"] = pydyf.Dictionary({"Fields": pydyf.Array([b"%d 0 R" % field]), "SigFlags": 3})
    pdf.catalog["Perms"] = pydyf.Dictionary({"DocMDP": b"%d 0 R" % signature})
