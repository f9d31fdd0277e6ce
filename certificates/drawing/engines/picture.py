"""A certificate as an SVG picture, for the screen: the same glyphs in the same places as on paper, in milliseconds.

Nothing is rendered and nothing is stored, so it can follow every change of a design while somebody composes it. Letters are
outlines: no text can be marked, no font is loaded, and nothing of a name is ever read as markup.
"""

import base64
from collections.abc import Callable
from functools import lru_cache
from html import escape
from itertools import pairwise

from fontTools.pens.svgPathPen import SVGPathPen

from certificates.drawing.base.facts import PrintedFacts
from certificates.drawing.base.palettes import colours
from certificates.drawing.design.designs import Design
from certificates.drawing.design.images import checked_image
from certificates.drawing.design.packaged import artwork, artwork_name
from certificates.drawing.layout import composing
from certificates.drawing.pdf import qr
from certificates.drawing.pdf.pdf_text import DIAMOND_LIFT, HALF_DIAGONAL
from certificates.drawing.text.faces import MM_PER_PT, face, runs


def embedded(palette: str, name: str) -> str:
    """Returns a packaged drawing as an address that needs no server."""
    return _data(artwork(palette, name), "image/svg+xml")


def picture(
    facts: PrintedFacts, design: Design, *, label: str, key: str = "", address: Callable[[str, str], str] = embedded
) -> str:
    """Returns the SVG text of a certificate; texts that do not fit are left out.

    facts, design: as for `draw`. label: what it shows, for those who do not see it. key: begins the ids of the shapes, so that
    several pictures may stand in one page. address: a function of palette and file name that returns where the browser finds
    a part of the artwork; by default it is put inside, so that the picture is complete in itself.
    """
    lines, _problems = composing.fitting_lines(facts, design)
    sheet, drawn = design.sheet, _Drawn(key, colours(design.palette))
    body = [
        *_art(design, address, drawn.colours),
        *_partners(design, drawn.colours),
        *_signatures(design),
        *(part for line in lines for part in drawn.line(line)),
        _code(facts, design),
    ]
    moved = f"translate({sheet.dx} {sheet.dy}) scale({sheet.factor})"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(sheet.width)} {_n(sheet.height)}" '
        f'width="{_n(sheet.width)}mm" height="{_n(sheet.height)}mm" role="img" aria-label="{escape(label)}">'
        f"<title>{escape(label)}</title><defs>{drawn.shapes()}</defs>"
        f'<rect width="100%" height="100%" fill="#fff"/><g transform="{moved}">{"".join(body)}</g></svg>'
    )


def _n(value):
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _data(content, media_type):
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


def _bar(x, y, width, height, colour):
    return f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" fill="{colour}"/>'


def _image(place, address, ratio="none"):
    x, y, width, height = place
    return (
        f'<image x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" preserveAspectRatio="{ratio}" '
        f'href="{escape(address)}"/>'
    )


def _art(design, address, known):
    for part in design.plan["art"]:
        place, name = (part["x"], part["y"], part["w"], part["h"]), artwork_name(part, design.palette)
        yield _image(place, address(design.palette, name)) if name else _bar(*place, known[part["colour"]])


def _partners(design, known):
    boxes = composing.logo_boxes(design)
    for box, logo in zip(boxes, design.logos, strict=True):
        if logo.image:
            address = _data(logo.image, checked_image(logo.image))
            yield _image((box.x, box.y, box.width, box.height), address, "xMidYMid meet")
    if any(not logo.image for logo in design.logos):
        rule = {"heritage": known["motif"], "plain": known["dark"]}.get(design.layout, "#9AA0A6")
        for left, right in pairwise(boxes):
            yield _bar((left.x + left.width + right.x) / 2 - 0.1, left.y + 1.5, 0.2, left.height - 3, rule)


def _signatures(design):
    row = design.plan["signatories"]
    ratio = "xMinYMax meet" if design.layout == "modern" else "xMidYMax meet"
    for box, one in zip(composing.signature_boxes(design), design.signatories, strict=True):
        left, width = box.x + row["inset"], box.width - 2 * row["inset"]
        if one.signature:
            address = _data(one.signature, checked_image(one.signature))
            yield _image((left, box.y, width, box.height - 0.5), address, ratio)
        yield _bar(left, box.y + box.height - row["rule"], width, row["rule"], "#000000")


def _code(facts, design):
    matrix, box = qr.modules(facts.verify_url), composing.qr_box(design)
    side = box.width / (len(matrix) + 2 * qr.QUIET)
    return f'<path transform="translate({_n(box.x)} {_n(box.y)}) scale({side:.5f})" d="{qr.svg_path(matrix)}"/>'


@lru_cache(maxsize=4_000)
def _outline(face_name, gid):
    """Returns the path of a glyph in font units, "" for one without a shape."""
    pen = SVGPathPen(None, ntos=lambda value: f"{value:.0f}")
    face(face_name).hb_font.draw_glyph_with_pen(gid, pen)
    return pen.getCommands()


class _Drawn:
    """Draws lines, and collects the shapes they use."""

    def __init__(self, key, known):
        self.key, self.colours = key, known
        self._shapes = {}

    def shapes(self):
        """Returns the shapes, to be placed by their ids."""
        return "".join(f'<path id="{name}" d="{path}"/>' for name, path in self._shapes.values() if name)

    def _name(self, one, gid):
        if (one.name, gid) not in self._shapes:
            path = _outline(one.name, gid)
            self._shapes[one.name, gid] = (f"{self.key}g{len(self._shapes)}", path) if path else ("", "")
        return self._shapes[one.name, gid][0]

    def line(self, line):
        """Yields the elements of one line."""
        x = line.start
        for index, piece in enumerate(line.pieces):
            if index:
                if line.diamond:
                    yield self._diamond(x + line.gap / 2, line.baseline)
                x += line.gap
            yield from self._piece(piece, x, line)
            x += piece.width

    def _piece(self, piece, x, line):
        em, colour = piece.size * MM_PER_PT, self.colours[line.colour]
        for one, part in runs(piece.text, piece.font):
            scale, placed, at = em / one.upem, [], 0
            for glyph in one.shape(part)[0]:
                name = self._name(one, glyph.gid)
                if name:
                    rise = f' y="{glyph.dy}"' if glyph.dy else ""
                    placed.append((name, at + glyph.dx, rise))
                at += glyph.advance + line.spacing * one.upem
            yield (
                f'<g fill="{colour}" transform="translate({_n(x)} {_n(line.baseline)}) scale({scale:.6f} {-scale:.6f})">'
                + "".join(f'<use href="#{name}" x="{_n(left)}"{rise}/>' for name, left, rise in placed)
                + "</g>"
            )
            x += at * scale

    def _diamond(self, x, baseline):
        y, half = baseline - DIAMOND_LIFT, HALF_DIAGONAL
        corners = " ".join(f"{_n(a)},{_n(b)}" for a, b in ((x - half, y), (x, y - half), (x + half, y), (x, y + half)))
        return f'<polygon fill="{self.colours["ochre"]}" points="{corners}"/>'
