"""The bundled fonts, shaped by HarfBuzz: which face draws which letter, and how wide a text is."""

import re
import unicodedata
from functools import cache, lru_cache
from io import BytesIO
from operator import add
from typing import NamedTuple

import uharfbuzz as hb
from fontTools.ttLib import TTFont

from certificates.drawing.base.codes import ALPHABET
from certificates.drawing.base.unpacking import unpacked
from certificates.drawing.text.letters import JOINERS, Placed, Shown, coded

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
FEATURES = {"lnum": True}
DOTTED_CIRCLE = 0x25CC
_made = tuple.__new__  # a tuple with names in a third of the time; a certificate has hundreds of glyphs
_LETTERS_OF_CODES = frozenset(f"{ALPHABET} ")  # each certificate has one of its own
_APART = re.compile("[^ ]+| +")


class Word(NamedTuple):
    """What a PDF shows for a word: its codes, its width in em, and whether a sign stands without its letter."""

    shown: tuple[Shown, ...]
    width: float
    is_broken: bool


class Face:
    """One font file."""

    def __init__(self, name):
        self.name, self.is_bangla = name, "-bengali-" in name.removeprefix("noto-sans-bengali")
        self.data = unpacked(f"{name}.woff2")
        with TTFont(BytesIO(self.data)) as font:
            self.covers = frozenset(font.getBestCmap())
            self.letters = frozenset(map(chr, self.covers))
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
        # Bounded: a batch may be every officer in the country. Many share the words of their names and offices.
        self.shape = lru_cache(maxsize=400)(self._shape)
        # {two neighbours, or the last letter alone: what the first of them shows and takes}, learnt one by one.
        self._pairs: dict[str, tuple[Shown, int]] = {}
        self._goes_by_pairs = name.startswith("inter-")
        self.word = lru_cache(maxsize=4_000 if self.is_bangla else 400)(self._word)

    def _shape(self, text):
        """Returns the glyphs of a run of this face and their total advance in em."""
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.flags |= hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES  # a joiner is nothing to draw
        hb.shape(self.hb_font, buffer, FEATURES)
        glyphs = tuple(
            [
                _made(Placed, (info.codepoint, at.x_advance, at.x_offset, at.y_offset, info.cluster))
                for info, at in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
            ]
        )
        return glyphs, sum([glyph[1] for glyph in glyphs]) / self.upem

    def words(self, text: str) -> list[str]:
        """Returns a run in the parts that are shaped by themselves: words and the blanks between them, in a Bangla face.

        Latin letters are kerned across a blank, Bangla ones are not.
        """
        return _APART.findall(text) if self.is_bangla and " " in text else [text]

    def width(self, text: str) -> float:
        """Returns the width of a run in em."""
        if self.is_bangla:
            return sum([self.word(word).width for word in self.words(text)])
        return self.word(text).width if self._is_code(text) else self.shape(text)[1]

    def _is_code(self, text):
        """Whether a text can be put together from pairs: capitals of codes, digits and blanks, which look at one neighbour only."""
        return self._goes_by_pairs and _LETTERS_OF_CODES.issuperset(text)

    def _pair(self, pair):
        [first, *_rest] = self._shape(pair)[0]
        [shown] = coded(pair[0], [first], self.advances, self.upem)
        self._pairs[pair] = shown, first.advance
        return shown, first.advance

    def _word(self, text: str, spacing: int = 0) -> Word:
        """Returns what a PDF shows for one of the `words`; `spacing` in font units follows each glyph."""
        if not spacing and self._is_code(text):
            known = self._pairs
            pairs = [known.get(pair) or self._pair(pair) for pair in map(add, text, [*text[1:], ""])]
            return Word(
                tuple([shown for shown, _advance in pairs]),
                sum([advance for _shown, advance in pairs]) / self.upem,
                False,
            )
        glyphs, width = self._shape(text) if self.is_bangla else self.shape(text)
        if spacing:
            glyphs = tuple(glyph._replace(advance=glyph.advance + spacing) for glyph in glyphs)
        is_broken = bool(self.dotted_circle) and any(glyph.gid == self.dotted_circle for glyph in glyphs)
        return Word(tuple(coded(text, glyphs, self.advances, self.upem)), width, is_broken)


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
    first = face(CHAINS[chain][0])
    if text and first.letters.issuperset(text):
        return ((first, text),)
    by_letter = _face_by_letter(chain)
    found, current, start = [], None, 0
    for at, letter in enumerate(text):
        # A joiner never starts a run: র‍্য stays with its র.
        wanted = current if letter in JOINERS and current else by_letter.get(letter, first)
        if wanted is not current:
            if current:
                found.append((current, text[start:at]))
            current, start = wanted, at
    return (*found, (current, text[start:])) if current else ()


@lru_cache(maxsize=400)
def em_width(text: str, chain: str, spacing: float = 0.0) -> float:
    """Returns the width of a text in em; `spacing` is added after every letter but the last, in em."""
    width = sum(one.width(part) for one, part in runs(text, chain))
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
        if not any(one.word(word).is_broken for word in one.words(part)):
            continue
        for glyph in one.shape(part)[0]:
            if one.dotted_circle and glyph.gid == one.dotted_circle:
                return part[max(glyph.cluster - 1, 0) : glyph.cluster + 2].strip()
    return ""
