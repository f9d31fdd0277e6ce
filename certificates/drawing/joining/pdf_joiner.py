"""Joins the pages of stored certificates into one file for the printer, while writing: memory does not grow with the pages.

Equal objects are written once: certificates of one session share artwork, fonts and wording to the byte, so a thousand of them
are not a thousand times as large. Nothing is drawn anew. What is joined is unsigned: a signature covers its own file only.
"""

import hashlib
from dataclasses import dataclass, field
from typing import BinaryIO

from certificates.drawing.joining.pdf_reader import NotUnderstood, Page, TakenApart, with_references
from certificates.drawing.pdf.pdf_objects import PT_PER_MM, indirect, stream, text

MARK = 5.0 * PT_PER_MM  # length of a cutting mark
GAP = 2.0 * PT_PER_MM  # its distance from the edge


@dataclass(frozen=True)
class Sheet:
    """How pages are put on paper: size in mm with the long side first, pages on one side, and whether it is to be cut."""

    long: float
    short: float
    up: int
    marks: bool


SHEETS = {
    "a4": Sheet(297, 210, 1, marks=False),
    "sra4": Sheet(320, 225, 1, marks=True),
    "a3": Sheet(420, 297, 2, marks=False),
    "sra3": Sheet(450, 320, 2, marks=True),
}


@dataclass
class _Written:
    """What was written: where each object stands, and which bytes have which number."""

    places: list = field(default_factory=list)
    known: dict = field(default_factory=dict)


class Joiner:
    """Writes one PDF into a file, sheet by sheet. `finish` completes it; a file without it cannot be opened."""

    def __init__(self, file: BinaryIO, sheet: Sheet, *, title):
        self._file, self._sheet, self._title = file, sheet, title
        self._at = 0
        self._written = _Written()
        self._kids: list[int] = []
        self._intents = b""
        self._pages = self._reserve()
        self._put(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    @property
    def sheets(self) -> int:
        """How many sheets were written (int)."""
        return len(self._kids)

    def take(self, pdf: bytes) -> "Placed":
        """Writes the objects of the one page of a PDF (bytes) that are new, and returns what `lay` puts on a sheet.

        Raises NotUnderstood; then nothing of the file is on any sheet.
        """
        file = TakenApart(pdf)
        page = file.page()
        taken = {}

        def number_of(old):
            if old not in taken:
                taken[old] = None
                taken[old] = self._object(_body(file, old, number_of))
            if taken[old] is None:  # a circle: nothing on a page of ours leads back to itself
                raise NotUnderstood
            return taken[old]

        if not self._intents:  # those of the certificates are the same
            self._intents = with_references(file.output_intents(), number_of)
        resources = self._object(with_references(page.resources, number_of))
        if self._sheet.up == 1:
            return Placed(page, resources, tuple(number_of(one) for one in page.contents))
        return Placed(
            page, resources, tuple(self._form(file, page, one, resources, number_of) for one in page.contents)
        )

    def lay(self, *placed: "Placed | None") -> None:
        """Writes a sheet with one Placed, or as many as the sheet holds; None leaves its place empty."""
        first = next(one for one in placed if one is not None)
        width, height = (self._sheet.long, self._sheet.short)
        is_wide = first.page.width > first.page.height
        # Two wide pages stand one above the other, two tall ones side by side.
        if (self._sheet.up == 1) != is_wide:
            width, height = height, width
        width, height = width * PT_PER_MM, height * PT_PER_MM
        boxes = self._boxes(width, height, first.page)
        if self._sheet.up == 1:
            self._single(first, width, height, boxes[0])
        else:
            self._several(placed, width, height, boxes)

    def finish(self) -> None:
        """Writes what completes the file."""
        kids = b" ".join(b"%d 0 R" % one for one in self._kids)
        self._write(self._pages, b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(self._kids)))
        root = self._object(
            b"<</Type/Catalog/Pages %d 0 R/Lang(bn)/ViewerPreferences<</DisplayDocTitle true/PrintScaling/None>>%s>>"
            % (self._pages, b"/OutputIntents" + self._intents if self._intents else b"")
        )
        info = self._object(b"<</Title%s/Producer%s>>" % (text(self._title), text("Shetu")))
        at = self._at
        self._put(b"xref\n0 %d\n0000000000 65535 f \n" % (len(self._written.places) + 1))
        for place in self._written.places:
            self._put(b"%010d 00000 n \n" % place)
        self._put(
            b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n"
            % (len(self._written.places) + 1, root, info, at)
        )

    def _boxes(self, width, height, page):
        """Returns the (x, y) of the lower left corner of each page on the sheet, the first one above or to the left."""
        if self._sheet.up == 1:
            return [((width - page.width) / 2, (height - page.height) / 2)]
        if page.width > page.height:
            left, below = (width - page.width) / 2, height / 2 - page.height
            return [(left, height / 2), (left, below)]
        left, below = width / 2 - page.width, (height - page.height) / 2
        return [(left, below), (width / 2, below)]

    def _single(self, one, width, height, box):
        contents = list(one.contents)
        edges = b"/MediaBox[0 0 %s %s]" % (_pt(one.page.width), _pt(one.page.height))
        if self._sheet.marks:
            # The page keeps its own coordinates; the paper reaches beyond it on all sides.
            x, y = box
            edges = b"/MediaBox[%s %s %s %s]/TrimBox[0 0 %s %s]" % (
                *(_pt(-x), _pt(-y), _pt(width - x), _pt(height - y)),
                *(_pt(one.page.width), _pt(one.page.height)),
            )
            # First, while nothing is moved or turned over yet: WeasyPrint leaves its page as it drew in it.
            contents.insert(0, self._object(stream(_marks([(0, 0, one.page.width, one.page.height)]))))
        order = b" ".join(b"%d 0 R" % content for content in contents)
        self._sheet_object(b"%s/Resources %d 0 R/Contents[%s]" % (edges, one.resources, order))

    def _several(self, placed, width, height, boxes):
        drawn, names, cut = [], {}, []
        for one, (x, y) in zip(placed, boxes, strict=False):
            if one is None:
                continue
            cut.append((x, y, x + one.page.width, y + one.page.height))
            parts = b" ".join(b"/C%d Do" % names.setdefault(form, len(names)) for form in one.contents)
            drawn.append(b"q 1 0 0 1 %s %s cm %s Q\n" % (_pt(x), _pt(y), parts))
        drawn.append(
            _marks(cut)
            if self._sheet.marks
            else _ticks(width, height, wide=placed[0].page.width > placed[0].page.height)
        )
        forms = b"".join(b"/C%d %d 0 R" % (name, form) for form, name in names.items())
        contents = self._object(stream(b"".join(drawn)))
        self._sheet_object(
            b"/MediaBox[0 0 %s %s]/Resources<</XObject<<%s>>>>/Contents %d 0 R"
            % (_pt(width), _pt(height), forms, contents)
        )

    def _form(self, file, page, content, resources, number_of):
        """Writes a stream of contents as a form that can be placed; returns its number."""
        value, data = file.body(content)
        entries = with_references(value, number_of).strip()[2:-2]
        box = b"/Type/XObject/Subtype/Form/BBox[0 0 %s %s]/Resources %d 0 R" % (
            *(_pt(page.width), _pt(page.height)),
            resources,
        )
        return self._object(b"<<%s%s>>stream\n%s\nendstream" % (entries, box, data))

    def _sheet_object(self, entries):
        self._kids.append(self._object(b"<</Type/Page/Parent %d 0 R%s>>" % (self._pages, entries), shared=False))

    def _object(self, body, *, shared=True):
        """Returns the number of an object with this body; writes it where none has been written."""
        key = hashlib.sha256(body).digest()
        at = self._written.known.get(key) if shared else None
        if at is None:
            at = self._reserve()
            self._write(at, body)
            if shared:
                self._written.known[key] = at
        return at

    def _reserve(self):
        self._written.places.append(0)
        return len(self._written.places)

    def _write(self, at, body):
        self._written.places[at - 1] = self._at
        self._put(indirect(at, body))

    def _put(self, content):
        self._file.write(content)
        self._at += len(content)


@dataclass(frozen=True)
class Placed:
    """A page whose objects are written: what a sheet needs of it."""

    page: Page
    resources: int
    contents: tuple[int, ...]


def _body(file, at, number_of):
    value, data = file.body(at)
    value = with_references(value, number_of)
    return value if data is None else b"%sstream\n%s\nendstream" % (value, data)


def _marks(boxes):
    """Cutting marks outside the corners of each box."""
    lines = []
    for left, below, right, above in boxes:
        for x in (left, right):
            lines += [(x, below - GAP, x, below - GAP - MARK), (x, above + GAP, x, above + GAP + MARK)]
        for y in (below, above):
            lines += [(left - GAP, y, left - GAP - MARK, y), (right + GAP, y, right + GAP + MARK, y)]
    # Where two pages touch, a mark outside the one would stand inside the other.
    return _lines([line for line in lines if not any(_inside(line, box) for box in boxes)])


def _inside(line, box):
    x, y = (line[0] + line[2]) / 2, (line[1] + line[3]) / 2
    return (box[0] < x < box[2] and box[1] < y < box[3]) or (
        # on the shared edge
        box[0] <= x <= box[2] and box[1] <= y <= box[3]
    )


def _ticks(width, height, *, wide):
    """Two ticks at the edges of the paper where it is cut in half."""
    if wide:
        return _lines([(0, height / 2, MARK, height / 2), (width - MARK, height / 2, width, height / 2)])
    return _lines([(width / 2, 0, width / 2, MARK), (width / 2, height - MARK, width / 2, height)])


def _lines(lines):
    drawn = b"".join(b"%s %s m %s %s l S\n" % tuple(_pt(one) for one in line) for line in lines)
    return b"/Artifact BMC q 0 0 0 1 K .25 w\n%sQ EMC\n" % drawn


def _pt(value):
    # As exact as the files themselves: a hundredth of a point would already shift what a printer draws.
    return f"{value:.6f}".rstrip("0").rstrip(".").encode()
