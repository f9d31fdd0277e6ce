"""Images that a coordinator adds to a design: only kinds that hold neither a script nor a link to elsewhere."""

import io
import re

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from accounts.refusal import Refused

MOST_BYTES = 1_000_000
MOST_PIXELS = 4_000_000
TYPES = {"PNG": "image/png", "JPEG": "image/jpeg"}
SVG = "image/svg+xml"
# Shapes only. Letters are left out because they would be drawn in a font of this machine.
_SVG_ELEMENTS = frozenset(
    (
        *("svg", "g", "defs", "use", "title", "desc", "clipPath", "linearGradient", "radialGradient", "stop"),
        *("path", "circle", "rect", "ellipse", "line", "polyline", "polygon"),
    )
)
_ELSEWHERE = re.compile(r"url\(\s*['\"]?\s*(?!#)|@import|expression\(", re.IGNORECASE)


def _local(name):
    return name.rpartition("}")[2]


def _is_plain_svg(content):
    try:
        root = ElementTree.fromstring(content, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError):
        return False
    if _local(root.tag) != "svg":
        return False
    for element in root.iter():
        if not isinstance(element.tag, str) or _local(element.tag) not in _SVG_ELEMENTS:
            return False
        for name, value in element.attrib.items():
            if _local(name).lower().startswith("on") or _ELSEWHERE.search(value):
                return False
            if _local(name) in ("href", "src") and not value.startswith("#"):
                return False
    return True


def checked_image(content: bytes) -> str:
    """Returns the media type of an image for a design; raises Refused with a sentence when it cannot be used."""
    if len(content) > MOST_BYTES:
        raise Refused(_("This image is too large. Use one of less than 1 MB."))
    if content.lstrip()[:1] == b"<":
        if not _is_plain_svg(content):
            raise Refused(_("This SVG image has letters, links or scripts in it. Save it with plain shapes only."))
        return SVG
    try:
        with Image.open(io.BytesIO(content), formats=list(TYPES)) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Refused(_("This image has too many pixels. Use one of at most 2000 × 2000."))
            image.load()
            return TYPES[str(image.format)]
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as problem:
        raise Refused(_("This image cannot be read. Use a PNG, JPEG or SVG file.")) from problem
