"""Lines as PDF text: glyphs where HarfBuzz put them, every word with its letters (/ActualText)."""

import re
from collections.abc import Collection, Iterable
from functools import cache
from itertools import groupby

from certificates.drawing.base.codes import ALPHABET
from certificates.drawing.base.palettes import colours
from certificates.drawing.design.packaged import FOLDER
from certificates.drawing.pdf.pdf_fonts import font_objects
from certificates.drawing.pdf.pdf_objects import PT_PER_MM, number, text
from certificates.drawing.text.faces import CHAINS, face, runs
from certificates.drawing.text.lines import Line

DIAMOND_LIFT = 1.35  # millimetres from the baseline to the middle of the diamond
HALF_DIAGONAL = 1.7 / 2**0.5  # of a square with sides of 1.7 mm, as in print.css
DIGITS = "0123456789"
_TOGETHER, _APART = re.compile(" *[^ ]+ ?"), re.compile("[^ ]+| +")


@cache
def _colours(palette):
    """Returns the colours of a palette as operators that set the filling colour."""
    channels = {
        name: [int(value[at : at + 2], 16) / 255 for at in (1, 3, 5)] for name, value in colours(palette).items()
    }
    return {name: b"%.4g %.4g %.4g rg\n" % tuple(rgb) for name, rgb in channels.items()}


@cache
def common_glyphs(face_name: str, kind: str) -> frozenset[int]:
    """Returns the glyphs of a face that nearly every holder needs: "words" for names and ranks, "ascii", or "code"."""
    if kind == "code":
        words = [*ALPHABET, " "]
    else:
        # Digits and hyphens change their shape with their neighbours, so they are shaped in pairs too.
        pairs = [f"{before}{after}" for before in f"{DIGITS}-T" for after in f"{DIGITS}-"]
        words = [*map(chr, range(0x20, 0x7F)), "–", "’", "A-B-", f"T{DIGITS}", *pairs]
    if kind == "words":
        lines = (FOLDER / "common_words.txt").read_text(encoding="utf-8").splitlines()
        words += [word for line in lines if not line.startswith("#") for word in line.split()]
    one = face(face_name)
    found: set[int] = set()
    for word in words:
        if one.covers.issuperset(map(ord, word.replace("\u200d", ""))):
            found.update(glyph.gid for glyph in one.shape(word)[0])
    return frozenset(found)


@cache
def _face_order():
    names = sorted({name for chain in CHAINS.values() for name in chain})
    return {name: index for index, name in enumerate(names)}


class Fonts:
    """Collects the glyphs that lines need, to embed them. Glyphs that `known` fonts have are left to those."""

    def __init__(self, known=None):
        self.known = known.glyphs if known else {}
        self.glyphs = {}
        self._known_prefix, self._prefix = b"F", b"S" if known else b"F"

    def resource(self, face_name: str, gid: int) -> bytes:
        """Returns the resource name of the font that has the glyph."""
        order = _face_order()[face_name]
        if gid in self.known.get(face_name, ()):
            return b"%s%d" % (self._known_prefix, order)
        self.glyphs.setdefault(face_name, set()).add(gid)
        return b"%s%d" % (self._prefix, order)

    def add(self, face_name: str, gids: Collection[int]) -> None:
        """Takes in further glyphs of a face."""
        if gids:
            self.glyphs.setdefault(face_name, set()).update(gids)

    def objects(self, first: int) -> tuple[list[bytes], bytes]:
        """Returns the font objects, numbered from `first`, and the entries of the resource dictionary."""
        bodies: list[bytes] = []
        entries = b""
        for face_name in sorted(self.glyphs):
            at = first + len(bodies)
            entries += b"/%s%d %d 0 R" % (self._prefix, _face_order()[face_name], at)
            bodies += font_objects(face_name, tuple(sorted(self.glyphs[face_name])), at)
        return bodies, entries


def _glyphs(piece):
    """Returns [(face, glyph, letter index)] of a piece, the index counted from the start of the piece."""
    found, start = [], 0
    for one, part in runs(piece.text, piece.font):
        found += [(one, glyph, start + glyph.cluster) for glyph in one.shape(part)[0]]
        start += len(part)
    return found


def _words(piece, *, spaced):
    """Yields (letters, glyphs) of a piece by word, each with the space after it; spaced letters keep the space apart.

    Readers differ: some lose a space that stands alone after a Bangla word, some double one between spaced letters.
    """
    flat, at = _glyphs(piece), 0
    for match in (_APART if spaced else _TOGETHER).finditer(piece.text):
        first = at
        while at < len(flat) and flat[at][2] < match.end():
            at += 1
        yield match[0], flat[first:at]


class _Pen:
    """Shows glyphs in one text object; remembers the font and the rise that are set."""

    def __init__(self, fonts, spacing):
        self.fonts, self.spacing = fonts, spacing
        self.font, self.rise = None, 0
        self._out, self._shown = [], []

    def write(self, operators):
        if self._shown:
            self._out.append(b"[%s]TJ\n" % b"".join(self._shown).replace(b"><", b""))
            self._shown.clear()
        self._out.append(operators)

    def show(self, items, size):
        for one, glyph, _index in items:
            font = (self.fonts.resource(one.name, glyph.gid), size)
            if self.font != font:
                self.write(b"/%s %s Tf\n" % (font[0], number(size).encode()))
                self.font = font
            if self.rise != glyph.dy:
                self.write(b"%s Ts\n" % number(glyph.dy * size / one.upem).encode())
                self.rise = glyph.dy
            if glyph.dx:
                self._shown.append(number(-glyph.dx * 1000 / one.upem).encode())
            self._shown.append(b"<%04X>" % glyph.gid)
            ahead = glyph.advance - glyph.dx
            if self.spacing or ahead != one.advances[glyph.gid]:
                back = one.widths[glyph.gid] - ahead * 1000 / one.upem - self.spacing * 1000
                self._shown.append(number(round(back, 2)).encode())

    def content(self):
        return b"".join(self._out)


def _diamond(x, y, palette):
    x, y, half = x * PT_PER_MM, y + DIAMOND_LIFT * PT_PER_MM, HALF_DIAGONAL * PT_PER_MM
    corners = (x - half, y, x, y + half, x + half, y, x, y - half)
    path = b"%.3f %.3f m %.3f %.3f l %.3f %.3f l %.3f %.3f l h f\n" % corners
    return b"/Artifact BMC\n%s%sEMC\n" % (_colours(palette)["ochre"], path)


def _line(line, height, fonts, palette):
    """Returns one line as a text object, and the ornaments between its pieces."""
    x, y = line.start, height - line.baseline * PT_PER_MM
    pen, ornaments = _Pen(fonts, line.spacing), []
    pen.write(b"BT\n%s" % _colours(palette)[line.colour])
    for index, piece in enumerate(line.pieces):
        if index:
            if line.diamond:
                ornaments.append(_diamond(x + line.gap / 2, y, palette))
            x += line.gap
        pen.write(b"1 0 0 1 %.3f %.3f Tm\n" % (x * PT_PER_MM, y))
        if piece.language != "bn":  # the language of the document
            pen.write(b"/Span<</Lang(%s)>>BDC\n" % piece.language.encode())
        for letters, items in _words(piece, spaced=bool(line.spacing)):
            pen.write(b"/Span<</ActualText%s>>BDC\n" % text(letters))
            pen.show(items, piece.size)
            pen.write(b"EMC\n")
        if piece.language != "bn":
            pen.write(b"EMC\n")
        x += piece.width
    pen.write(b"0 Ts ET\n" if pen.rise else b"ET\n")
    return pen.content(), b"".join(ornaments)


def text_block(mark: int, lines: Iterable[Line], height: float, fonts: Fonts, palette: str) -> bytes:
    """Returns the content of the lines of one text, marked with that number. `height` of the page is in points."""
    drawn = [_line(line, height, fonts, palette) for line in lines]
    words, ornaments = b"".join(words for words, _more in drawn), b"".join(more for _words, more in drawn)
    return b"/P<</MCID %d>>BDC\n%sEMC\n%s" % (mark, words, ornaments)


def by_text(lines: Iterable[Line]) -> dict[tuple[str, int], list[Line]]:
    """Returns {(slot, number): [lines]} of lines that come text by text."""
    return {key: list(group) for key, group in groupby(lines, key=lambda line: (line.slot, line.number))}
