"""The fast engine. What a session's certificates share is written once; each holder's text is shaped and stamped on it.

A certificate is then a shared head and a tail of a few kilobytes. Every word carries its letters, so that Bangla can be
searched, copied and read aloud; every text has its place in the structure of the page, in reading order.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from typing import cast
from xml.sax.saxutils import escape

from certificates.drawing.base.facts import PrintedFacts
from certificates.drawing.engines.artwork import artwork
from certificates.drawing.layout import composing
from certificates.drawing.pdf import qr, sealing
from certificates.drawing.pdf.pdf_objects import PT_PER_MM, Head, plain_stream, stream, text
from certificates.drawing.pdf.pdf_text import Fonts, by_text, common_codes, text_block
from certificates.drawing.text.exactness import CannotStamp, inexact
from certificates.drawing.text.faces import CHAINS
from certificates.drawing.text.lines import Line

READING = (
    *("partner", "title_bn", "title_en", "certify", "name_bn", "name_en", "rank_bn", "rank_en"),
    *("statement", "statement_bn", "statement_en", "course_bn", "course_en"),
    *("label_dates", "label_dates_bn", "label_dates_en", "dates_bn", "dates_en"),
    *("label_place", "label_place_bn", "label_place_en", "place_bn", "place_en"),
    *("label_hours", "label_hours_bn", "label_hours_en", "hours_bn", "hours_en"),
    *("signatory", "verify_bn", "verify_en", "verify_address", "code", "qr", "serial"),
)
# What belongs to one holder, and the letters to have ready for it.
HOLDER = {
    "name_bn": "names",
    "name_en": "names",
    "rank_bn": "ranks",
    "rank_en": "ranks",
    "code": "code",
    "serial": "serial",
    "qr": None,
}
ARTWORK = 1  # the number of its content stream
QR_ALT = "QR code with the address for verification"
PRODUCER = "Shetu"
XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdfaid:part="3" pdfaid:conformance="A"/>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" pdf:Producer="{producer}"/>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>bn</rdf:li><rdf:li>en</rdf:li></rdf:Bag></dc:language></rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


class Session:
    """What the certificates of one session share: artwork, fonts, wording, course, dates, place, hours, structure."""

    def __init__(self, design, level, verify_address, texts):
        art = artwork(design)
        self.palette, self._movement = design.palette, _movement(design.sheet)
        self.height = design.plan["page"][1] * PT_PER_MM
        self.fonts = Fonts()
        lines = composing.fixed_lines(design, level, verify_address, texts) + composing.session_lines(design, texts)
        _only_exact(lines)
        groups = by_text(lines)
        keys = sorted([*groups, *((name, 0) for name in HOLDER)], key=lambda key: (READING.index(key[0]), key[1]))
        self.marks = {key: index for index, key in enumerate(keys)}
        # The page is written in reading order, so what is shared and what is the holder's take turns.
        self.turns = [(shared, list(turn)) for shared, turn in groupby(keys, key=lambda key: key[0] not in HOLDER)]
        contents = [
            stream(self.moved(b"".join(self.text(key, groups[key], self.fonts) for key in turn)))
            for shared, turn in self.turns
            if shared
        ]
        for name, kind in HOLDER.items():
            if kind:
                chain = CHAINS[design.plan["slots"][name]["font"]]
                for face_name in chain[:2] if kind in ("names", "ranks") else chain[:1]:
                    self.fonts.add(face_name, common_codes(face_name, kind))
        self._write(art, keys, contents)

    def _write(self, art, keys, contents):
        bodies = [*art.bodies, *contents]
        self.contents = range(len(art.bodies) + 1, len(bodies) + 1)
        font_bodies, font_entries = self.fonts.objects(len(bodies) + 1)
        bodies += font_bodies
        root, parents, document, pages = (len(bodies) + 1 + index for index in range(4))
        elements = range(pages + 1, pages + 1 + len(keys))
        # The tail begins with these four, behind what the head packs together; what is shared refers to them before they are written.
        self.catalogue, self.page, self.info, self.metadata = (elements.stop + 1 + index for index in range(4))
        references = b" ".join(b"%d 0 R" % element for element in elements)
        bodies += [
            b"<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R/ParentTreeNextKey 1>>" % (document, parents),
            b"<</Nums[0[%s]]>>" % references,
            b"<</Type/StructElem/S/Document/P %d 0 R/K[%s]>>" % (root, references),
            b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % self.page,
        ]
        for mark, (name, _number) in enumerate(keys):
            kind, more = (b"H1", b"") if name == "title_bn" else (b"P", b"")
            if name == "qr":
                kind, more = b"Figure", b"/Lang(en)/Alt%s" % text(QR_ALT)
            place = b"/P %d 0 R/Pg %d 0 R/K %d" % (document, self.page, mark)
            bodies.append(b"<</Type/StructElem/S/%s%s%s>>" % (kind, place, more))
        self.head = Head(bodies)
        self.catalogue_body = (
            b"<</Type/Catalog/Pages %d 0 R/Lang(bn)/MarkInfo<</Marked true>>/StructTreeRoot %d 0 R"
            b"/ViewerPreferences<</DisplayDocTitle true>>/OutputIntents%s/Metadata %d 0 R"
        ) % (pages, root, art.output_intents, self.metadata)
        self._page_begin = (
            b"<</Type/Page/Parent %d 0 R/MediaBox%s/TrimBox%s/Tabs/S/StructParents 0/Resources<<%s/Font<<%s"
        ) % (pages, art.media_box, art.media_box, art.resources, font_entries)

    def text(self, key: tuple[str, int], lines: Iterable[Line], fonts: Fonts) -> bytes:
        """Returns the content of one text, with its mark."""
        return text_block(self.marks[key], lines, self.height, fonts, self.palette)

    def moved(self, content: bytes) -> bytes:
        """Returns the content with the movement that takes the A4 page to the paper, if it is another one."""
        return b"q %s\n%sQ\n" % (self._movement, content) if self._movement else content

    def page_body(self, own_contents: Iterable[int], own_fonts: bytes, more: bytes = b"") -> bytes:
        """Returns the page: shared and own contents in turn; `own_fonts` are entries of the resource dictionary."""
        shared, own = iter(self.contents), iter(own_contents)
        order = b" ".join(b"%d 0 R" % next(shared if is_shared else own) for is_shared, _turn in self.turns)
        return b"%s%s>>>>/Contents[%d 0 R %s]%s>>" % (self._page_begin, own_fonts, ARTWORK, order, more)


def _movement(sheet):
    if sheet.is_base:
        return b""
    return b"%.4f 0 0 %.4f %.3f %.3f cm" % (sheet.factor, sheet.factor, sheet.dx * PT_PER_MM, sheet.dy * PT_PER_MM)


def _only_exact(lines):
    why = inexact(lines)
    if why:
        raise CannotStamp(why[0])


@lru_cache(maxsize=32)
def _session(design, level, verify_address, texts):
    return Session(design, level, verify_address, texts)


class Stamper:
    """Stamps certificates of one design."""

    def __init__(self, design):
        self.design = design
        self._qr_box = composing.qr_box(design)

    def stamp(self, facts: PrintedFacts, *, seal: sealing.Seal | None = None, at: datetime | None = None) -> bytes:
        """Returns the certificate as PDF bytes, the same bytes for the same facts.

        Raises NotFitting, Refused, and CannotStamp for a text that only WeasyPrint can place exactly.

        seal: what signs the file (sealing.Seal), or None; `at`: the time the signature states, an aware datetime.
        """
        lines = composing.holder_lines(facts, self.design)
        _only_exact(lines)
        session = _session(self.design, facts.level, facts.verify_address, composing.session_texts(facts))
        groups, fonts = by_text(lines), Fonts(session.fonts)
        contents = [
            stream(self._turn(turn, groups, session, fonts, facts), level=6)
            for shared, turn in session.turns
            if not shared
        ]
        first = session.metadata + 1
        font_bodies, font_entries = fonts.objects(first + len(contents))
        title = facts.title
        field = first + len(contents) + len(font_bodies)
        signature = field + 1
        bodies = [
            b"%s%s>>" % (session.catalogue_body, sealing.entries_of_catalogue(field, signature) if seal else b""),
            session.page_body(
                range(first, first + len(contents)), font_entries, sealing.entries_of_page(field) if seal else b""
            ),
            b"<</Title%s/Producer%s>>" % (text(title), text(PRODUCER)),
            plain_stream(XMP.format(producer=PRODUCER, title=escape(title)).encode(), b"/Type/Metadata/Subtype/XML"),
            *contents,
            *font_bodies,
        ]
        if seal:
            bodies += sealing.objects(session.page, signature, room=seal.room, at=cast("datetime", at))
        identifier = hashlib.sha256(b"".join(bodies)).digest()[:16]
        tail = session.head.tail(bodies, root=session.catalogue, info=session.info, identifier=identifier)
        return sealing.sealed(session.head, tail, seal) if seal else session.head.content + tail

    def _turn(self, turn, groups, session, fonts, facts):
        parts = (
            self._qr(session, facts) if key[0] == "qr" else session.text(key, groups.get(key, ()), fonts)
            for key in turn
        )
        return session.moved(b"".join(parts))

    def _qr(self, session, facts):
        count, rows = qr.packed_rows(facts.verify_url)
        factor = self.design.sheet.factor
        module = qr.checked_side(count, self._qr_box.width * factor) / factor * PT_PER_MM
        x = self._qr_box.x * PT_PER_MM + qr.QUIET * module
        y = session.height - self._qr_box.y * PT_PER_MM - (qr.QUIET + count) * module
        place = b"%.3f 0 0 %.3f %.3f %.3f" % (count * module, count * module, x, y)
        image = b"BI /W %d /H %d /BPC 1 /IM true /D [1 0] /F /AHx ID\n%s>\nEI" % (count, count, rows)
        mark = session.marks["qr", 0]
        return b"/Figure<</MCID %d>>BDC\nq 0 0 0 rg %s cm\n%s Q\nEMC\n" % (mark, place, image)
