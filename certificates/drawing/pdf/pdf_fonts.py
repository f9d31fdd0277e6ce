"""Subsets of the bundled faces as PDF font objects, with the letters that each glyph stands for."""

import hashlib
import zlib
from functools import cache, lru_cache
from io import BytesIO

import uharfbuzz as hb
from fontTools.ttLib import TTFont

from certificates.drawing.pdf.pdf_objects import number, stream
from certificates.drawing.text.faces import face

PART = "\u200b"  # archives want letters for every glyph, and readers pass over this one
_DROPPED = (b"GSUB", b"GPOS", b"GDEF", b"BASE", b"DSIG", b"STAT", b"name", b"post", b"OS/2", b"cmap", b"kern", b"gasp")
_TAG_LETTERS = str.maketrans("0123456789abcdef", "ABCDEFGHIJKLMNOP")


@cache
def glyph_texts(face_name: str) -> dict[int, str]:
    """Returns {glyph: letters}: what every glyph of a face stands for, conjuncts included.

    A stroke that only joins letters or completes one stands for nothing that is seen (PART).
    """
    with TTFont(BytesIO(face(face_name).data)) as font:
        texts: dict[str, str] = {}
        for letter, glyph in sorted(font.getBestCmap().items()):
            texts.setdefault(glyph, chr(letter))
        steps = list(_substitutions(font))
        found = True
        while found:
            found = False
            for parts, glyph in steps:
                if glyph not in texts and all(part in texts for part in parts):
                    texts[glyph] = "".join(texts[part] for part in parts)
                    found = True
        return {gid: texts.get(glyph, PART) for gid, glyph in enumerate(font.getGlyphOrder())}


def _substitutions(font):
    """Yields (glyphs replaced, glyph) of every single and ligature substitution of a font."""
    if "GSUB" not in font:
        return
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            table = getattr(table, "ExtSubTable", table)  # noqa: PLW2901 -- an extension table only points to the real one
            if table.LookupType == 1:
                for glyph, other in table.mapping.items():
                    yield (glyph,), other
            elif table.LookupType == 3:
                for glyph, others in table.alternates.items():
                    for other in others:
                        yield (glyph,), other
            elif table.LookupType == 4:
                for first, ligatures in table.ligatures.items():
                    for ligature in ligatures:
                        yield (first, *ligature.Component), ligature.LigGlyph


def _subset(face_name, gids):
    wanted = hb.SubsetInput()
    wanted.sets(hb.SubsetInputSets.GLYPH_INDEX).update(gids)
    wanted.flags = hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE
    wanted.sets(hb.SubsetInputSets.DROP_TABLE_TAG).update(int.from_bytes(tag, "big") for tag in _DROPPED)
    return hb.subset(face(face_name).hb_face, wanted).blob.data


def _to_unicode(face_name, gids):
    texts = glyph_texts(face_name)
    rows = [f"<{gid:04X}><{texts[gid].encode('utf-16-be').hex().upper()}>" for gid in gids]
    blocks = [rows[at : at + 100] for at in range(0, len(rows), 100)]
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo <</Registry (Adobe)/Ordering (UCS)/Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        "1 begincodespacerange <0000><FFFF> endcodespacerange\n"
        + "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
        + "endcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode()


@lru_cache(maxsize=256)
def _font_parts(face_name, gids):
    data = _subset(face_name, gids)
    tag = hashlib.sha256(data).hexdigest()[:6].translate(_TAG_LETTERS)
    one = face(face_name)
    scale = 1000 / one.upem
    ascent, descent, cap_height = one.ascent * 1000, -one.descent * 1000, one.cap_height
    box = " ".join(number(edge * scale) for edge in one.box)
    packed = zlib.compress(data, 9)
    return {
        "name": f"{tag}+{one.postscript_name}",
        "file": b"<</Length %d/Length1 %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), len(data), packed),
        "to_unicode": stream(_to_unicode(face_name, gids)),
        "widths": "".join(f"{gid}[{number(one.widths[gid])}]" for gid in gids),
        "metrics": f"/FontBBox[{box}]/Ascent {number(ascent)}/Descent {number(descent)}/CapHeight {number(cap_height)}",
    }


def font_objects(face_name: str, gids: tuple[int, ...], first: int) -> list[bytes]:
    """Returns the objects that embed these glyphs (a sorted tuple); the first, numbered `first`, is the font."""
    parts = _font_parts(face_name, gids)
    name = parts["name"]
    return [
        f"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H/DescendantFonts[{first + 1} 0 R]"
        f"/ToUnicode {first + 4} 0 R>>".encode(),
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}"
        f"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/CIDToGIDMap/Identity/DW 1000"
        f"/W[{parts['widths']}]/FontDescriptor {first + 2} 0 R>>".encode(),
        f"<</Type/FontDescriptor/FontName/{name}/Flags 4{parts['metrics']}/ItalicAngle 0/StemV 80"
        f"/FontFile2 {first + 3} 0 R>>".encode(),
        parts["file"],
        parts["to_unicode"],
    ]
