"""Draws a page with WeasyPrint: the artwork of a design for the stamper, or a whole certificate as its reference."""

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import pairwise
from typing import Any

from django.template import Context, Engine
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from accounts.refusal import Refused
from certificates.drawing.base.facts import PrintedFacts
from certificates.drawing.base.palettes import colours
from certificates.drawing.design.designs import Design
from certificates.drawing.design.images import checked_image
from certificates.drawing.design.packaged import FOLDER, SCHEME, Elsewhere, artwork_address, image_address, resolve
from certificates.drawing.layout import composing
from certificates.drawing.pdf import qr
from certificates.drawing.text.faces import CHAINS, MM_PER_PT, face, runs
from certificates.drawing.text.lines import Line

VARIANT = "pdf/a-3u"  # the stamper writes the structure of the page itself


def _mm(value):
    # Written by hand: a localised page would put Bangla digits into the style sheet.
    return f"{value:.3f}".rstrip("0").rstrip(".") + "mm"


def _place(x, y, width, height=None):
    size = f"width: {_mm(width)}" + (f"; height: {_mm(height)}" if height is not None else "")
    return f"left: {_mm(x)}; top: {_mm(y)}; {size}"


def _rise(line):
    """Returns how far the baseline lies under the top of a line whose line height is 0, in mm."""
    first = line.pieces[0]
    struts = [([face(CHAINS[first.font][0])], first.size)]
    pieces = [([one for one, _part in runs(piece.text, piece.font)], piece.size) for piece in line.pieces]
    heights = [
        (max(one.ascent for one in faces) - max(one.descent for one in faces)) / 2 * size
        for faces, size in struts + pieces
    ]
    return max(heights) * MM_PER_PT


def _line_context(line):
    first = line.pieces[0]
    spacing = f"letter-spacing: {line.spacing}em; text-indent: {line.spacing}em; " if line.spacing else ""
    align = {"start": "left", "centre": "center", "end": "right"}[line.align]
    return {
        "colour": f"{line.colour} {first.font}",
        "style": f"{_place(line.x, line.baseline - _rise(line), line.width)}; text-align: {align}; {spacing}"
        f"font-size: {first.size}pt; line-height: 0",
        "pieces": [
            {"text": piece.text, "font": piece.font, "language": piece.language, "style": f"font-size: {piece.size}pt"}
            for piece in line.pieces
        ],
        "gap": f"width: {_mm(line.gap)}" if line.gap else "",
        "diamond": line.diamond,
    }


def _artwork_context(design):
    sheet, row = design.sheet, design.plan["signatories"]
    boxes = composing.logo_boxes(design)
    marks = any(not logo.image for logo in design.logos)
    return {
        "page": [_mm(sheet.width), _mm(sheet.height)],
        "transform": "" if sheet.is_base else f"translate({_mm(sheet.dx)}, {_mm(sheet.dy)}) scale({sheet.factor})",
        "colours": colours(design.palette),
        "layout": design.layout,
        "art": [
            {
                "address": artwork_address(part, design.palette),
                "style": _place(part["x"], part["y"], part["w"], part["h"]),
                "colour": part.get("colour"),
            }
            for part in design.plan["art"]
        ],
        "logos": [
            {"style": _place(box.x, box.y, box.width, box.height), "image": logo.image and image_address(logo.image)}
            for box, logo in zip(boxes, design.logos, strict=True)
        ],
        "logo_rules": [
            _place((left.x + left.width + right.x) / 2 - 0.1, left.y + 1.5, 0.2, left.height - 3)
            for left, right in pairwise(boxes)
            if marks
        ],
        "signatures": [
            {
                "image": one.signature and image_address(one.signature),
                "image_style": _place(box.x + row["inset"], box.y, box.width - 2 * row["inset"], box.height - 0.5),
                "rule_style": _place(
                    box.x + row["inset"], box.y + box.height - row["rule"], box.width - 2 * row["inset"], row["rule"]
                ),
            }
            for box, one in zip(composing.signature_boxes(design), design.signatories, strict=True)
        ],
    }


@cache
def _templates():
    return Engine(dirs=[FOLDER / "layouts"], libraries={"l10n": "django.templatetags.l10n"})


def page_html(
    design: Design, *, title: str = "", lines: Iterable[Line] = (), payload: str | bytes | None = None
) -> str:
    """Returns the page as HTML: the artwork, and on it the lines and the QR code of `payload` when given."""
    context = {**_artwork_context(design), "title": title, "lines": [_line_context(line) for line in lines]}
    if payload is not None:
        matrix, box = qr.modules(payload), composing.qr_box(design)
        qr.checked_side(len(matrix), box.width * design.sheet.factor)
        context["qr"] = {
            "style": _place(box.x, box.y, box.width, box.height),
            "side": len(matrix) + 2 * qr.QUIET,
            "path": mark_safe(qr.svg_path(matrix)),
        }
    return _templates().get_template("page.html").render(Context(context, use_l10n=False))


def design_images(design: Design) -> dict[str, tuple[bytes, str]]:
    """Returns the images of a design by address, with their media types."""
    contents = [one.signature for one in design.signatories] + [logo.image for logo in design.logos]
    return {image_address(content): (content, checked_image(content)) for content in contents if content}


def weasyprint() -> Any:
    """Imports WeasyPrint; raises Refused when its system libraries are missing."""
    try:
        import weasyprint as library  # noqa: PLC0415 -- loading it takes most of a second; most requests draw nothing
        import weasyprint.urls  # noqa: PLC0415
    except OSError as problem:
        raise Refused(
            _("Certificates cannot be drawn here: the Pango library is missing. Ask the administrator to install it.")
        ) from problem
    return library


def fetcher(images: Mapping[str, tuple[bytes, str]]) -> Any:
    """Returns a WeasyPrint URL fetcher that serves packaged files and `images` only; anything else stops the page."""
    urls = weasyprint().urls

    class PackagedOnly(urls.URLFetcher):  # type: ignore[name-defined]  # the library is loaded when it is needed
        def fetch(self, url, headers=None):
            try:
                content, media_type = resolve(url, images)
            except Elsewhere as problem:
                raise urls.FatalURLFetchingError(url) from problem
            return urls.URLFetcherResponse(url, content, {"Content-Type": media_type})

    return PackagedOnly()


def document(html: str, images: Mapping[str, tuple[bytes, str]]) -> Any:
    """Lays out one page; returns the WeasyPrint document. Raises Refused when the page asks for something elsewhere."""
    library = weasyprint()
    try:
        laid_out = library.HTML(string=html, base_url=f"{SCHEME}/", url_fetcher=fetcher(images)).render()
    except library.urls.FatalURLFetchingError as problem:
        raise Refused(_("A certificate may only use its own pictures, nothing from another address.")) from problem
    if len(laid_out.pages) != 1:
        raise Refused(_("The certificate does not fit on one page."))
    return laid_out


def laid_out(facts: PrintedFacts, design: Design) -> Any:
    """Returns the whole certificate as a WeasyPrint document. Raises NotFitting and Refused."""
    lines = composing.all_lines(facts, design)
    html = page_html(design, title=facts.title, lines=lines, payload=facts.verify_url)
    return document(html, design_images(design))


def render(facts: PrintedFacts, design: Design) -> bytes:
    """Returns the certificate as PDF bytes, drawn wholly by WeasyPrint. Raises NotFitting and Refused."""
    return laid_out(facts, design).write_pdf(pdf_variant=VARIANT)
