"""Subsets of the bundled faces as PDF font objects, with the letters that each code stands for.

One code (CID) for each (what is seen, what is read): the same glyph stands for other letters in another word, since a vowel that
is drawn before its consonant is read after it (text/letters.py). /CIDToGIDMap says what a code shows, /ToUnicode its letters.
"""

import zlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from certificates.drawing.pdf.font_files import subset, subset_tag
from certificates.drawing.pdf.pdf_objects import number, stream
from certificates.drawing.text.faces import face
from certificates.drawing.text.letters import Code, Form


def _to_unicode(codes: Sequence[Code]) -> bytes:
    """Returns the content of a /ToUnicode table for codes, numbered from 1."""
    texts = [f"<{letters.encode('utf-16-be').hex().upper()}>" for _form, letters in codes]
    # In order, so that the numbers need not be said one by one; a range stays within one first byte.
    bounds = [1, *range(256, len(texts) + 1, 256), len(texts) + 1]
    ranges = [
        f"<{begin:04X}><{end - 1:04X}>[{''.join(texts[begin - 1 : end - 1])}]\n" for begin, end in pairwise(bounds)
    ]
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo <</Registry (Adobe)/Ordering (UCS)/Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        "1 begincodespacerange <0000><FFFF> endcodespacerange\n"
        f"{len(ranges)} beginbfrange\n{''.join(ranges)}endbfrange\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode()


class FontFile(NamedTuple):
    """A subset of a face: its name, the entries of its metrics, the compressed file as an object, and {form: glyph}."""

    name: str
    metrics: str
    body: bytes
    glyphs: Mapping[Form, int]


@lru_cache(maxsize=256)
def font_file(face_name: str, forms: frozenset[Form]) -> FontFile:
    """Returns the FontFile of a face with these forms."""
    data, glyphs = subset(face_name, forms)
    one = face(face_name)
    scale = 1000 / one.upem
    ascent, descent, cap_height = one.ascent * 1000, -one.descent * 1000, one.cap_height
    box = " ".join(number(edge * scale) for edge in one.box)
    packed = zlib.compress(data, 9)
    return FontFile(
        name=f"{subset_tag(data)}+{one.postscript_name}",
        metrics=f"/FontBBox[{box}]/Ascent {number(ascent)}/Descent {number(descent)}/CapHeight {number(cap_height)}",
        body=b"<</Length %d/Length1 %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), len(data), packed),
        glyphs=glyphs,
    )


def file_objects(file: FontFile, first: int) -> list[bytes]:
    """Returns the objects that embed a FontFile; the first, numbered `first`, is the descriptor."""
    return [
        f"<</Type/FontDescriptor/FontName/{file.name}/Flags 4{file.metrics}/ItalicAngle 0/StemV 80"
        f"/FontFile2 {first + 1} 0 R>>".encode(),
        file.body,
    ]


def font_objects(face_name: str, file: FontFile, codes: Sequence[Code], descriptor: int, first: int) -> list[bytes]:
    """Returns the objects of a font that shows codes, numbered from 1; the first, numbered `first`, is the font.

    file, descriptor: the FontFile that has what they show, and the number of its descriptor.
    """
    one = face(face_name)
    scale = 1000 / one.upem
    widths = " ".join(
        number(round(form[0] * scale, 2) if isinstance(form, tuple) else one.widths[form]) for form, _letters in codes
    )
    shows = b"\0\0" + b"".join(file.glyphs[form].to_bytes(2, "big") for form, _letters in codes)
    return [
        f"<</Type/Font/Subtype/Type0/BaseFont/{file.name}/Encoding/Identity-H/DescendantFonts[{first + 1} 0 R]"
        f"/ToUnicode {first + 2} 0 R>>".encode(),
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{file.name}"
        f"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/CIDToGIDMap {first + 3} 0 R/DW 1000"
        f"/W[1[{widths}]]/FontDescriptor {descriptor} 0 R>>".encode(),
        stream(_to_unicode(codes)),
        stream(shows),
    ]
