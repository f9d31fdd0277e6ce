"""Lines as PDF text: glyphs where HarfBuzz put them, each code with its letters."""

from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import groupby
from string import ascii_letters, ascii_uppercase

from certificates.drawing.base.codes import ALPHABET
from certificates.drawing.base.palettes import colours
from certificates.drawing.design.packaged import FOLDER
from certificates.drawing.pdf.pdf_fonts import FontFile, file_objects, font_file, font_objects
from certificates.drawing.pdf.pdf_objects import PT_PER_MM, number
from certificates.drawing.text.faces import CHAINS, Face, face, runs
from certificates.drawing.text.letters import Code
from certificates.drawing.text.lines import Line

DIAMOND_LIFT = 1.35  # millimetres from the baseline to the middle of the diamond
HALF_DIAGONAL = 1.7 / 2**0.5  # of a square with sides of 1.7 mm, as in print.css
DIGITS = "0123456789"
MARKS = {"names": " .-’'", "ranks": f" .,-()&’'{DIGITS}"}  # besides letters
# Drawn nearer, or as one.
JOINED = (
    *("ff", "fi", "fl", "ffi", "ffl", "Officer", "Wi", "Va", "Ta", "To", "Ya", "Fa", "Pa", "AV", "AT", "AY"),
    *("Wa", "We", "Wo", "Ye", "Yo", "v.", "y.", "A-"),
)
# How the resources are called: fonts that files share, those of one file, and those of one file that show glyphs of a shared one.
SHARED, OWN, BORROWED = b"F", b"S", b"T"
_READY = 1_000
_HEXADECIMAL = [b"%04X" % cid for cid in range(_READY)]
NO_CODES: dict[Code, int] = {}
MOST_WORDS = 4_000  # to have ready


@cache
def _colours(palette):
    """Returns the colours of a palette as operators that set the filling colour."""
    channels = {
        name: [int(value[at : at + 2], 16) / 255 for at in (1, 3, 5)] for name, value in colours(palette).items()
    }
    return {name: b"%.4g %.4g %.4g rg\n" % tuple(rgb) for name, rgb in channels.items()}


@cache
def common_codes(face_name: str, kind: str) -> tuple[Code, ...]:
    """Returns the codes of a face that most holders need: for "names", "ranks", a "serial" or a "code"."""
    if kind == "code":
        words = [*ALPHABET, " ", "7A", "7J", "AT", "FA", "PJ", "TA", "TJ", "VJ"]
    elif kind == "serial":
        # Digits and hyphens change their shape with their neighbours, so they are shaped in pairs too.
        pairs = [f"{before}{after}" for before in f"{DIGITS}-T" for after in f"{DIGITS}-"]
        words = [*ascii_uppercase, *DIGITS, "-", "A-B-", f"T{DIGITS}", *pairs]
    else:
        words = [*ascii_letters, *MARKS[kind], *JOINED, *common_words()[kind]]
    one = face(face_name)
    found: dict[Code, None] = {}
    for word in words:
        if one.covers.issuperset(map(ord, word.replace("\u200d", ""))):
            found.update(dict.fromkeys(shown.code for shown in one.word(word).shown))
    return tuple(found)


@cache
def common_words() -> dict[str, list[str]]:
    """Returns {"names": [word, …], "ranks": [word, …]} of common_words.txt."""
    found: dict[str, list[str]] = {kind: [] for kind in MARKS}
    kind = ""
    for line in (FOLDER / "common_words.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            kind = line.removeprefix("# ")
        else:
            found[kind] += line.split()
    return found


@lru_cache(maxsize=1_000)
def _distance(more):
    """Returns a distance in thousandths of an em as a file says it."""
    return number(round(more, 2)).encode()


@cache
def _face_order():
    names = sorted({name for chain in CHAINS.values() for name in chain})
    return {name: index for index, name in enumerate(names)}


class Fonts:
    """Collects the codes that lines need, to embed what they show. Codes that `known` fonts have are left to those.

    What a known font shows already, but for other letters, is shown by a font of our own from the known font's file.
    """

    def __init__(self, known: "Fonts | None" = None):
        self.codes: dict[tuple[bytes, str], dict[Code, int]] = {}
        self.files: dict[str, tuple[FontFile, int]] = {}  # face -> (file, number of its descriptor), once written
        self._known = known.codes if known else {}
        self._known_files = known.files if known else None
        self._ready: dict[tuple[str, str, int], list[tuple[bytes, bytes]]] = known.ready if known else {}
        self.ready: dict[tuple[str, str, int], list[tuple[bytes, bytes]]] = {}

    def code(self, face_name: str, code: Code) -> tuple[bytes, int]:
        """Returns (resource name of the font, CID) that show a code."""
        order = _face_order()[face_name]
        cid = self._known.get((SHARED, face_name), NO_CODES).get(code)
        if cid is not None:
            return b"%s%d" % (SHARED, order), cid
        prefix = SHARED
        if self._known_files is not None:
            file = self._known_files.get(face_name)
            prefix = BORROWED if file and code[0] in file[0].glyphs else OWN
        codes = self.codes.setdefault((prefix, face_name), {})
        return b"%s%d" % (prefix, order), codes.setdefault(code, len(codes) + 1)

    def word(self, one: Face, word: str, spacing: int) -> list[tuple[bytes, bytes]]:
        """Returns what shows a word (faces.Face.words): (resource name of the font, strings and distances), …."""
        key = (one.name, word, spacing)
        ready = self._ready.get(key) or self._of_shared(one, word, spacing)
        if ready is None:
            found: list[tuple[bytes, list[bytes]]] = []
            scale = 1000 / one.upem
            for code, more in one.word(word, spacing).shown if spacing else one.word(word).shown:
                name, cid = self.code(one.name, code)
                if not found or found[-1][0] != name:
                    found.append((name, []))
                found[-1][1].append(b"<%04X>" % cid)
                if more:
                    found[-1][1].append(_distance(-more * scale))
            ready = [(name, b"".join(parts).replace(b"><", b"")) for name, parts in found]
        elif one.is_bangla and key not in self._ready:
            # What the shared fonts show is the same in every file of a session.
            if len(self._ready) >= MOST_WORDS:
                self._ready.clear()
            self._ready[key] = ready
        return ready

    def _of_shared(self, one: Face, word: str, spacing: int) -> list[tuple[bytes, bytes]] | None:
        """Returns what shows a word by the known font of its face alone, None where that does not show all of it."""
        known = self._known.get((SHARED, one.name))
        if known is None:
            return None
        scale, parts = -1000 / one.upem, [b"<"]
        for code, more in one.word(word, spacing).shown if spacing else one.word(word).shown:
            cid = known.get(code)
            if cid is None:
                return None
            parts.append(_HEXADECIMAL[cid] if cid < _READY else b"%04X" % cid)
            if more:
                parts.append(b">%s<" % _distance(more * scale))
        parts.append(b">")
        return [(b"%s%d" % (SHARED, _face_order()[one.name]), b"".join(parts).replace(b"<>", b""))]

    def add(self, face_name: str, codes: Iterable[Code]) -> None:
        """Takes in further codes of a face."""
        for code in codes:
            self.code(face_name, code)

    def objects(self, first: int) -> tuple[list[bytes], bytes]:
        """Returns the font objects, numbered from `first`, and the entries of the resource dictionary."""
        bodies: list[bytes] = []
        entries = b""
        for prefix, face_name in sorted(self.codes):
            codes = self.codes[prefix, face_name]
            if prefix == BORROWED and self._known_files:
                file, descriptor = self._known_files[face_name]
            else:
                file, descriptor = (
                    font_file(face_name, frozenset(form for form, _letters in codes)),
                    first + len(bodies),
                )
                bodies += file_objects(file, descriptor)
                self.files[face_name] = (file, descriptor)
            at = first + len(bodies)
            entries += b"/%s%d %d 0 R" % (prefix, _face_order()[face_name], at)
            bodies += font_objects(face_name, file, tuple(codes), descriptor, at)
        return bodies, entries


class _Pen:
    """Shows codes in one text object; remembers the font that is set."""

    def __init__(self, fonts):
        self.fonts = fonts
        self.font = None
        self._out, self._shown = [], []

    def write(self, operators):
        if self._shown:
            self._out.append(b"[%s]TJ\n" % b"".join(self._shown).replace(b"><", b""))
            self._shown.clear()
        self._out.append(operators)

    def show(self, piece, spacing):
        for one, part in runs(piece.text, piece.font):
            for word in one.words(part):
                for name, content in self.fonts.word(one, word, round(spacing * one.upem)):
                    font = (name, piece.size)
                    if self.font != font:
                        self.write(b"/%s %s Tf\n" % (name, number(piece.size).encode()))
                        self.font = font
                    self._shown.append(content)

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
    pen, ornaments = _Pen(fonts), []
    pen.write(b"BT\n%s" % _colours(palette)[line.colour])
    for index, piece in enumerate(line.pieces):
        if index:
            if line.diamond:
                ornaments.append(_diamond(x + line.gap / 2, y, palette))
            x += line.gap
        pen.write(b"1 0 0 1 %.3f %.3f Tm\n" % (x * PT_PER_MM, y))
        if piece.language != "bn":  # the language of the document
            pen.write(b"/Span<</Lang(%s)>>BDC\n" % piece.language.encode())
        pen.show(piece, line.spacing)
        if piece.language != "bn":
            pen.write(b"EMC\n")
        x += piece.width
    pen.write(b"ET\n")
    return pen.content(), b"".join(ornaments)


def text_block(mark: int, lines: Iterable[Line], height: float, fonts: Fonts, palette: str) -> bytes:
    """Returns the content of the lines of one text, marked with that number. `height` of the page is in points."""
    drawn = [_line(line, height, fonts, palette) for line in lines]
    words, ornaments = b"".join(words for words, _more in drawn), b"".join(more for _words, more in drawn)
    return b"/P<</MCID %d>>BDC\n%sEMC\n%s" % (mark, words, ornaments)


def by_text(lines: Iterable[Line]) -> dict[tuple[str, int], list[Line]]:
    """Returns {(slot, number): [lines]} of lines that come text by text."""
    return {key: list(group) for key, group in groupby(lines, key=lambda line: (line.slot, line.number))}
