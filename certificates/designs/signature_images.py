"""Pictures of signatures: checked, made transparent where the paper is white, drawn again; only the line of the pen stays."""

from functools import lru_cache
from io import BytesIO
from typing import NamedTuple

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image

from accounts.refusal import Refused
from programmes.files import images

LARGEST = (900, 300)  # pixels: 300 to the inch in the widest column
# Pixels of what is printed: 66 × 10 mm, the largest place, at 300 to the inch.
PRINTED = (780, 120)
SHADES = 3  # of ink, besides none: at this size the edge of a pen needs no more
ENDINGS = (".png", ".jpg", ".jpeg")
# Brightness, 0 to 255.
PAPER = 185  # a ground at least so light counts as paper
INK_APART = 50  # ink is at least so much darker than the paper
SEE_THROUGH = 0.2  # of all points; from here on the picture brings its own ground


class Signature(NamedTuple):
    """A signature drawn anew: the bytes of a PNG, and a sentence that says what was done with its ground."""

    png: bytes
    notice: str


def read(upload: UploadedFile) -> Signature:
    """Takes an uploaded PNG or JPEG file and returns a Signature. Raises Refused with what is wrong with it."""
    if not (upload.name or "").lower().endswith(ENDINGS):
        raise Refused(_("A signature is a PNG or JPEG file. Save it as one of these and try again."))
    picture = images.read_named(upload).convert("RGBA")
    picture.thumbnail((LARGEST[0] * 2, LARGEST[1] * 4))
    ink, notice = _ink(picture)
    box = ink.getbbox()
    if box is None or ink.getextrema()[1] < INK_APART:
        raise Refused(_("There is no signature to be seen on this picture. Take a darker pen or a better light."))
    line = Image.new("RGB", ink.size, _colour(picture, ink))
    line.putalpha(ink)
    line = line.crop(box)
    line.thumbnail(LARGEST)
    file = BytesIO()
    line.save(file, "PNG", optimize=True)
    return Signature(file.getvalue(), notice)


@lru_cache(maxsize=32)
def for_print(png: bytes) -> bytes:
    """Returns a signature (bytes of a PNG) at the size of its place and with few shades: as scanned it weighs more than a font."""
    with Image.open(BytesIO(png), formats=["PNG"]) as stored:
        picture = stored.convert("RGBA")
    ink = picture.getchannel("A")
    colour = _colour(picture, ink)
    ink.thumbnail(PRINTED)
    line = Image.new("RGB", ink.size, colour)
    line.putalpha(ink.point([round(at * SHADES / 255) * 255 // SHADES for at in range(256)]))
    file = BytesIO()
    line.save(file, "PNG", optimize=True)
    return file.getvalue()


def _ink(picture):
    """Returns how much ink is at each point, 0 to 255, and what was done with the ground."""
    alpha = picture.getchannel("A")
    points = alpha.width * alpha.height
    if sum(alpha.histogram()[:64]) >= SEE_THROUGH * points:
        return alpha, _("The signature has a see-through ground and is used as it is.")
    flat = Image.new("RGBA", picture.size, "white")
    flat.alpha_composite(picture)
    grey = flat.convert("L")
    paper = _middle_of_edges(grey)
    if paper < PAPER:
        raise Refused(
            _(
                "The ground of this picture is not white, so a grey box would be printed. Sign on white paper, and scan it in a good light."
            )
        )
    clear, full = paper - 25, paper - 110
    faded = grey.point(
        [255 if at <= full else 0 if at >= clear else int(255 * (clear - at) / (clear - full)) for at in range(256)]
    )
    return faded, _("The white ground of the signature was made see-through.")


def _middle_of_edges(grey):
    width, height = grey.size
    edges = [
        grey.crop(box)
        for box in ((0, 0, width, 1), (0, height - 1, width, height), (0, 0, 1, height), (width - 1, 0, width, height))
    ]
    brightness = sorted(value for edge in edges for value in edge.tobytes())
    return brightness[len(brightness) // 2]


def _colour(picture, ink):
    """Returns the mean colour of the pen: one colour for the whole line keeps the file small."""
    strong = ink.point([255 if at > 128 else 0 for at in range(256)])
    if strong.getbbox() is None:
        return (0, 0, 0)
    dot = Image.new("RGB", picture.size)
    dot.paste(picture.convert("RGB"))
    count = strong.histogram()[255]
    sums = [
        sum(level * number for level, number in enumerate(dot.getchannel(band).histogram(strong))) for band in "RGB"
    ]
    return tuple(min(total // count, 120) for total in sums)
