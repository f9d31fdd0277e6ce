"""The bundled fonts, shaped by HarfBuzz: which face draws which letter, and how wide a text is."""

import unicodedata
from functools import cache, lru_cache
from io import BytesIO
from typing import NamedTuple

import uharfbuzz as hb
from fontTools.ttLib import TTFont

from certificates.drawing.base.unpacking import unpacked

MM_PER_PT = 25.4 / 72
# Role and script -> files in order of preference: the Bangla files hold no comma, hyphen or Latin digit.
CHAINS = {
    "serif_bn": ("tiro-bangla-bengali-400-normal", "tiro-bangla-latin-400-normal", "tiro-bangla-latin-ext-400-normal"),
    "serif_en": ("tiro-bangla-latin-400-normal", "tiro-bangla-bengali-400-normal", "tiro-bangla-latin-ext-400-normal"),
    "sans_bn": ("noto-sans-bengali-bengali-400-normal", "inter-latin-400-normal", "inter-latin-ext-400-normal"),
    "sans_en": ("inter-latin-400-normal", "noto-sans-bengali-bengali-400-normal", "inter-latin-ext-400-normal"),
    "semi_bn": ("noto-sans-bengali-bengali-600-normal", "inter-latin-600-normal", "inter-latin-ext-600-normal"),
    "semi_en": ("inter-latin-600-normal", "noto-sans-bengali-bengali-600-normal", "inter-latin-ext-600-normal"),
}
JOINERS = "\u200c\u200d"  # never start a run: র‍্য stays with its র
FEATURES = {"lnum": True}
DOTTED_CIRCLE = 0x25CC


class Glyph(NamedTuple):
    """One shaped glyph, in font units; `cluster` is the index of its first letter in the run."""

    gid: int
    advance: int
    dx: int
    dy: int
    cluster: int


class Face:
    """One font file."""

    def __init__(self, name):
        self.name = name
        self.data = unpacked(f"{name}.woff2")
        with TTFont(BytesIO(self.data)) as font:
            self.covers = frozenset(font.getBestCmap())
            self.postscript_name = font["name"].getDebugName(6)
            head = font["head"]
            self.box = (head.xMin, head.yMin, head.xMax, head.yMax)
            self.cap_height = getattr(font["OS/2"], "sCapHeight", 0) * 1000 / head.unitsPerEm
        self.hb_face = hb.Face(self.data)
        self.hb_font = hb.Font(self.hb_face)
        self.upem = self.hb_face.upem
        extents = self.hb_font.get_font_extents("ltr")
        self.ascent, self.descent = extents.ascender / self.upem, -extents.descender / self.upem
        self.dotted_circle = self.hb_font.get_nominal_glyph(DOTTED_CIRCLE)
        glyphs = range(self.hb_face.glyph_count)
        self.advances = tuple(self.hb_font.get_glyph_h_advance(gid) for gid in glyphs)
        # In thousandths of an em, rounded as a file says it.
        self.widths = tuple(round(advance * 1000 / self.upem, 2) for advance in self.advances)
        self.shape = lru_cache(maxsize=400)(self._shape)  # bounded: a batch may be every officer in the country

    def _shape(self, text):
        """Returns the glyphs of a run of this face and their total advance in em."""
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        hb.shape(self.hb_font, buffer, FEATURES)
        glyphs = tuple(
            Glyph(info.codepoint, at.x_advance, at.x_offset, at.y_offset, info.cluster)
            for info, at in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
        )
        return glyphs, sum(glyph.advance for glyph in glyphs) / self.upem


@lru_cache
def face(name: str) -> Face:
    """Returns the bundled face of that file name, loaded once per process."""
    return Face(name)


@cache
def _face_by_letter(chain):
    """Returns {letter: first face of the chain that has it}."""
    return {chr(code): one for one in map(face, reversed(CHAINS[chain])) for code in one.covers}


@lru_cache(maxsize=400)
def runs(text: str, chain: str) -> tuple[tuple[Face, str], ...]:
    """Splits a text into ((face, part), …): each letter in the first face of the chain that has it."""
    by_letter, first = _face_by_letter(chain), face(CHAINS[chain][0])
    found, current, start = [], None, 0
    for at, letter in enumerate(text):
        wanted = current if letter in JOINERS and current else by_letter.get(letter, first)
        if wanted is not current:
            if current:
                found.append((current, text[start:at]))
            current, start = wanted, at
    return (*found, (current, text[start:])) if current else ()


def em_width(text: str, chain: str, spacing: float = 0.0) -> float:
    """Returns the width of a text in em; `spacing` is added after every letter but the last, in em."""
    width = sum(one.shape(part)[1] for one, part in runs(text, chain))
    return width + spacing * max(len(text) - 1, 0)


@cache
def _letters(chain):
    """Returns every letter that a chain can print; never a control character, though fonts have glyphs for some."""
    covered = frozenset().union(*(face(name).covers for name in CHAINS[chain]))
    unseen = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")
    return frozenset(chr(c) for c in covered if unicodedata.category(chr(c)) not in unseen) | set(JOINERS)


def unprintable(text: str, chain: str) -> str:
    """Returns the first letter that the bundled fonts cannot draw, or "" when all can be drawn."""
    letters = _letters(chain)
    return "" if letters.issuperset(text) else next(letter for letter in text if letter not in letters)


def broken_syllable(text: str, chain: str) -> str:
    """Returns the part of a text where a vowel sign or hasanta stands without its letter, or "" when there is none."""
    if chr(DOTTED_CIRCLE) in text:
        return chr(DOTTED_CIRCLE)
    for one, part in runs(text, chain):
        for glyph in one.shape(part)[0]:
            if one.dotted_circle and glyph.gid == one.dotted_circle:
                return part[max(glyph.cluster - 1, 0) : glyph.cluster + 2].strip()
    return ""
