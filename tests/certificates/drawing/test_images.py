"""Images of a design: drawings and photographs, nothing that acts or reaches elsewhere."""

import io

import pytest
from PIL import Image

from accounts.refusal import Refused
from certificates.drawing.design.images import checked_image

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 1">%s</svg>'


def picture(kind, size=(30, 14)):
    content = io.BytesIO()
    Image.new("RGB", size).save(content, kind)
    return content.getvalue()


def test_png_jpeg_and_plain_svg_are_accepted():
    assert checked_image(picture("PNG")) == "image/png"
    assert checked_image(picture("JPEG")) == "image/jpeg"
    assert checked_image(SVG % b'<g fill="none"><path d="M0 0h3"/></g>') == "image/svg+xml"


@pytest.mark.parametrize(
    "inside",
    [
        b"<script>alert(1)</script>",
        b'<image href="file:///etc/passwd"/>',
        b'<use href="http://example.org/a.svg#b"/>',
        b'<path onload="x()"/>',
        b'<path style="fill:url(http://example.org/)"/>',
        b"<text>Letters of another font</text>",
        b"<style>@import url(http://example.org/a.css)</style>",
        b"<foreignObject/>",
    ],
)
def test_an_svg_that_acts_or_reaches_elsewhere_is_refused(inside):
    with pytest.raises(Refused, match="letters, links or scripts"):
        checked_image(SVG % inside)


def test_an_svg_with_a_document_type_is_refused():
    bomb = b'<!DOCTYPE svg [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>' + SVG % b"<path/>"
    with pytest.raises(Refused):
        checked_image(bomb)


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"%PDF-1.7", picture("PNG")[:40], picture("GIF")])
def test_what_is_no_image_is_refused(content):
    with pytest.raises(Refused, match="cannot be read"):
        checked_image(content)


def test_a_huge_image_is_refused():
    with pytest.raises(Refused, match="too many pixels"):
        checked_image(picture("PNG", (3000, 3000)))
    with pytest.raises(Refused, match="less than 1 MB"):
        checked_image(b"\x89PNG" + bytes(1_000_001))
