"""Logos and signatures as a certificate takes them: large enough for print, small enough for a file of 150 kB."""

from functools import lru_cache
from io import BytesIO

from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _
from PIL import Image

from accounts.refusal import Refused

LOGO = (354, 165)  # 30 × 14 mm at 300 to the inch
COLOURS = 48


def read(file: FieldFile, *, what: object) -> bytes:
    """Returns the bytes of a stored picture; raises Refused, naming `what`, when it cannot be read."""
    try:
        with file.open("rb") as stored:
            return stored.read()
    except OSError as gone:
        raise Refused(
            _("The picture of “%(what)s” cannot be read. Upload it again or take it away.") % {"what": what}
        ) from gone


@lru_cache(maxsize=32)
def for_print(png: bytes) -> bytes:
    """Returns a logo (bytes of a PNG) at the size of its box and with few colours: a photograph would fill the file."""
    with Image.open(BytesIO(png), formats=["PNG"]) as stored:
        logo = stored.convert("RGBA")
    logo.thumbnail(LOGO)
    few = logo.quantize(COLOURS, Image.Quantize.FASTOCTREE).convert("RGBA")
    file = BytesIO()
    few.save(file, "PNG", optimize=True)
    return file.getvalue()
