"""Makes the text of pages that WeasyPrint drew readable, as the stamper's is: a finisher that every PDF of WeasyPrint goes through.

WeasyPrint writes glyphs in the order in which they are seen, and says of each which letters it stood for when it came first;
Bangla is read out of order then. Here each text is written anew: the same glyphs in the same places, by the codes of
text/letters.py, from subsets of the bundled faces of our own. A text in another font stays as it is.
"""

import hashlib
import re
from collections import defaultdict
from functools import cache
from typing import Any, NamedTuple

import pydyf

from certificates.drawing.pdf.pdf_objects import number
from certificates.drawing.pdf.pdf_text import Fonts
from certificates.drawing.text.faces import CHAINS, Face, face
from certificates.drawing.text.letters import Placed, coded

_END, _PLACE = b"ET", b" Tm"
_TEXT = (b"Tf", b"TJ", b"Ts")  # what WeasyPrint writes between the place of a text and its end
_ENTRY = re.compile(rb"/(\w+) (\d+ 0 R)")
_EMPTY = 0x0FFFFFFF  # Pango's glyph for what is not seen, such as a joiner
_UNITS = 1024  # of Pango, in a pixel
_ALIKE = 2  # font units: what Pango's rounding changes


class Raw(pydyf.Object):
    """An object that is written as it is."""

    compressible = False

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self.body = body

    @property
    def data(self) -> bytes:
        return self.body


class _Run(NamedTuple):
    """A part of a text in one face: its language where it is not the document's, its size in pixels, its letters and glyphs."""

    language: str
    one: Face
    size: float
    letters: str
    glyphs: list[Placed]


def make_readable(document: Any, pdf: pydyf.PDF) -> None:
    """Writes the texts of a laid out WeasyPrint document anew; to be called as a finisher of `write_pdf`."""
    texts, fonts = _texts(document), Fonts()
    kept: set[bytes] = set()
    for one in pdf.objects:
        if isinstance(one, pydyf.Stream) and _END in one.stream:
            one.stream = list(_anew(one.stream, texts, fonts, kept))
    _embed(pdf, fonts, kept)


@cache
def _faces():
    return {hashlib.sha256(face(name).data).digest(): face(name) for chain in CHAINS.values() for name in chain}


def _texts(document):
    """Returns {operator that places a text: [its glyphs as WeasyPrint writes them, its runs]}."""
    # The library is loaded by now.
    from weasyprint.text.ffi import ffi  # noqa: PLC0415

    faces: dict[int, Face | None] = {}
    found = defaultdict(list)
    for page in document.pages:
        for box in page._page_box.descendants(placeholders=True):
            layout = getattr(box, "pango_layout", None)
            if layout is None or not box.text.strip():
                continue
            place = pydyf.Stream()
            place.set_text_matrix(1, 0, 0, -1, box.position_x, box.position_y + box.baseline)
            layout.reactivate(box.style)
            language = box.style["lang"] or ""
            runs = list(_runs(layout, faces, ffi, "" if language == document.metadata.lang else language))
            layout.deactivate()
            if all(runs):
                found[place.stream[0]].append(runs)
    return found


def _runs(layout, faces, ffi, language):
    """Yields the _Run of each part of a text, None for one that is not in a bundled face."""
    from weasyprint.text.fonts import get_hb_object_data, get_pango_font_hb_face, get_pango_font_key  # noqa: PLC0415

    text = layout.text.encode()
    run = layout.get_first_line()[0].runs[0]
    while run != ffi.NULL:
        item, run = run.data, run.next
        font, glyphs = item.item.analysis.font, item.glyphs
        key, _description, size = get_pango_font_key(font)
        if key not in faces:
            data = get_hb_object_data(get_pango_font_hb_face(font))
            faces[key] = _faces().get(hashlib.sha256(data).digest())
        one = faces[key]
        if one is None or item.item.analysis.level % 2:
            yield None
            return
        own = text[item.item.offset : item.item.offset + item.item.length]
        yield _Run(language, one, size, own.decode(), _placed(glyphs, own, one, size))


def _placed(glyphs, text, one, size):
    scale = one.upem / _UNITS / size
    found: list[Placed] = []
    for index in range(glyphs.num_glyphs):
        glyph, geometry = glyphs.glyphs[index].glyph, glyphs.glyphs[index].geometry
        advance = round(geometry.width * scale)
        if glyph == _EMPTY:
            if found and advance:
                found[-1] = found[-1]._replace(advance=found[-1].advance + advance)
            continue
        usual = one.advances[glyph] if glyph < len(one.advances) else 0
        dx, dy = round(geometry.x_offset * scale), -round(geometry.y_offset * scale)
        start = len(text[: glyphs.log_clusters[index]].decode())
        advance = usual if abs(advance - usual) <= _ALIKE else advance
        found.append(Placed(glyph, advance, dx if abs(dx) > _ALIKE else 0, dy if abs(dy) > _ALIKE else 0, start))
    return found


def _anew(operators, texts, fonts, kept):
    """Yields the operators of a stream, the known texts written anew."""
    font, at = None, 0
    while at < len(operators):
        operator = operators[at]
        at += 1
        yield operator
        if not (isinstance(operator, bytes) and operator.endswith(_PLACE)):
            continue
        begin = at
        while at < len(operators) and isinstance(operators[at], bytes) and operators[at].endswith(_TEXT):
            at += 1
        own = operators[begin:at]
        runs = _matching(own, texts.get(operator, ()))
        if runs:
            yield from _written(runs, fonts)
            font = next((one for one in reversed(own) if one.endswith(b"Tf")), font)
            continue
        if font and own and not own[0].endswith(b"Tf"):
            yield font
        font = next((one for one in reversed(own) if one.endswith(b"Tf")), font)
        if font:
            kept.add(font.split()[0].removeprefix(b"/"))
        yield from own


def _matching(operators, candidates):
    """Returns the runs whose glyphs these operators show, or None."""
    shown = "".join(part for one in operators if one.endswith(b"TJ") for part in _hexadecimal(one))
    for runs in candidates:
        if shown == "".join(f"{glyph.gid:04x}" for run in runs for glyph in run.glyphs):
            return runs
    return None


def _hexadecimal(operator):
    return [part.partition(b">")[0].decode() for part in operator.split(b"<")[1:]]


def _written(runs, fonts):
    language = runs[0].language
    if language:
        yield b"/Span <</Lang %s>> BDC" % pydyf.String(language).data
    for run in runs:
        scale = 1000 / run.one.upem
        name, shown = None, []
        for code, more in coded(run.letters, run.glyphs, run.one.advances, run.one.upem):
            resource, cid = fonts.code(run.one.name, code)
            if name != resource:
                yield b"/%s %s Tf" % (resource, pydyf._to_bytes(run.size))
                name = resource
            shown.append(b"<%04X>" % cid)
            if more:
                shown.append(number(round(-more * scale, 2)).encode())
        yield b"[%s] TJ" % b"".join(shown).replace(b"><", b"")
    if language:
        yield b"EMC"


def _embed(pdf, fonts, kept):
    """Adds the fonts of the texts that were written anew, and drops WeasyPrint's that nothing uses any more."""
    named = _font_dictionary(pdf)
    if named is None:
        return
    bodies, entries = fonts.objects(len(pdf.objects))
    for body in bodies:
        pdf.add_object(Raw(body))
    for name in [one for one in named if one.encode() not in kept]:
        _drop(pdf, named.pop(name))
    for name, reference in _ENTRY.findall(entries):
        named[name.decode()] = reference


def _font_dictionary(pdf):
    """Returns pydyf's dictionary {resource name: reference} of the fonts of a document."""
    resources = next(
        (one for one in pdf.objects if isinstance(one, dict) and "ExtGState" in one and "Font" in one), None
    )
    return pdf.objects[int(resources["Font"].split()[0])] if resources else None


def _drop(pdf, reference):
    """Empties a font and what only it refers to."""
    at = int(reference.split()[0])
    found = pdf.objects[at]
    if isinstance(found, Raw):
        return
    children = []
    for name in ("ToUnicode", "DescendantFonts", "FontDescriptor", "FontFile2", "Encoding"):
        value = found.get(name) if isinstance(found, dict) else None
        children += [
            one
            for one in (value if isinstance(value, list) else [value])
            if isinstance(one, bytes) and one.endswith(b"R")
        ]
    nothing = Raw(b"null")
    nothing.number, pdf.objects[at] = at, nothing
    for child in children:
        _drop(pdf, child)
