"""Pictures of updates and logos of partners: checked before anything is decoded, drawn anew, kept under names nobody guesses.

Drawing anew leaves behind whatever else the file carried: where and when it was taken, with which phone, by whom, a
preview of what was cropped away, and anything that only pretended to be a picture.
"""

import contextlib
import os
import secrets
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps

from accounts.refusal import Refused
from accounts.text.localised_text import number_text

FOLDER = "news"
MOST_BYTES = 15 * 1024 * 1024
MOST_POINTS = 40_000_000
LARGE, SMALL = 1600, 640  # longest side, in pixels
LOGO = (600, 280)  # most width and height, in pixels
FORMATS = ("JPEG", "PNG", "WEBP")
_ENDINGS = {"JPEG": ("jpg", "jpeg"), "PNG": ("png",), "WEBP": ("webp",)}
QUALITY = 80


class Ready(NamedTuple):
    """A picture drawn anew in two sizes: WebP files, and the width and height of each in pixels."""

    large: bytes
    small: bytes
    large_size: tuple
    small_size: tuple


def read(upload):
    """Takes an uploaded file and returns it as a Ready. Raises Refused with what is wrong with it.

    Its size and the size it claims are looked at first; only then is it decoded, by the reader of the format its first
    bytes show. Its name and the type the browser gave it mean nothing.
    """
    large = _decoded(_checked(upload))
    small = large.copy()
    small.thumbnail((SMALL, SMALL))
    return Ready(_written(large), _written(small), large.size, small.size)


def read_logo(upload):
    """Takes an uploaded file and returns the bytes of a PNG, at most LOGO in pixels; what is see-through stays so.

    Raises Refused as `read` does, and when the ending of the name is not that of the content: whoever uploads a logo
    has the right file at hand, and a wrong name most often means the wrong file.
    """
    logo = read_named(upload)
    logo.thumbnail(LOGO)
    file = BytesIO()
    logo.save(file, "PNG", optimize=True)
    return file.getvalue()


def read_named(upload):
    """Takes an uploaded file and returns it as a Pillow image, upright and bare; raises Refused as `read_logo` does."""
    picture = _checked(upload)
    ending = Path(upload.name or "").suffix.lstrip(".").lower()
    if ending not in _ENDINGS[picture.format]:
        raise Refused(
            _(
                "The name of the file does not fit its content, which is %(kind)s. Choose the right file, or save it again."
            )
            % {"kind": "WebP" if picture.format == "WEBP" else picture.format}
        )
    return _decoded(picture)


def _numbers(**numbers):
    """Returns the numbers as the language of the page writes them."""
    return {name: number_text(number, get_language()) for name, number in numbers.items()}


def _checked(upload):
    if upload.size > MOST_BYTES:
        raise Refused(
            _("The picture has %(size)s MB; at most %(most)s MB are taken. Save it smaller and try again.")
            % _numbers(size=-(-upload.size // 1024**2), most=MOST_BYTES // 1024**2)
        )
    picture = _opened(upload)
    if picture.width * picture.height > MOST_POINTS:
        raise Refused(
            _(
                "The picture is %(width)s × %(height)s points; at most %(most)s million are taken. Save it smaller and try again."
            )
            % _numbers(width=picture.width, height=picture.height, most=MOST_POINTS // 1_000_000)
        )
    return picture


def keep(ready):
    """Stores both files and returns the name they are found by. The row that speaks of them comes after."""
    name = secrets.token_urlsafe(16)
    for small, content in ((False, ready.large), (True, ready.small)):
        default_storage.save(path_of(name, small=small), ContentFile(content))
        _settle(path_of(name, small=small))
    return name


def discard(name):
    """Removes both files; harmless when they are gone."""
    for small in (False, True):
        default_storage.delete(path_of(name, small=small))


def path_of(name, *, small=False):
    """Returns where the file stands in the storage."""
    return f"{FOLDER}/{name}-small.webp" if small else f"{FOLDER}/{name}.webp"


def _opened(upload):
    upload.seek(0)
    try:
        return Image.open(upload, formats=FORMATS)
    except Image.DecompressionBombError as trouble:
        most = MOST_POINTS // 1_000_000
        raise Refused(
            _("The picture has far more than %(most)s million points. Save it smaller and try again.")
            % _numbers(most=most)
        ) from trouble
    except Exception as trouble:  # a broken file leads its reader to any of them
        raise Refused(_("This is not a picture we can use. Take a JPEG, PNG or WebP file.")) from trouble


@contextlib.contextmanager
def _only_whole_pictures():
    """WeasyPrint, once imported anywhere in the process, lets Pillow fill up what is missing; an upload must be whole."""
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _decoded(picture):
    """Returns the picture upright, in plain colours, at most LARGE points long, without anything but its points."""
    try:
        # JPEG alone can be decoded small; the others are held in full for a moment.
        picture.draft("RGB", (LARGE, LARGE))
        with _only_whole_pictures():
            picture.load()
        upright = ImageOps.exif_transpose(picture)
        plain = upright.convert("RGBA" if _is_see_through(upright) else "RGB")
        plain.thumbnail((LARGE, LARGE))
    except Exception as trouble:  # a broken file leads its reader to any of them
        raise Refused(_("The file of the picture is damaged. Save it again and try once more.")) from trouble
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    return bare


def _is_see_through(picture):
    return picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info


def _written(picture):
    file = BytesIO()
    picture.save(file, "WEBP", quality=QUALITY, method=4)
    return file.getvalue()


def _settle(path):
    # A storage that is no folder has no path and sees to this itself.
    with contextlib.suppress(NotImplementedError), Path(default_storage.path(path)).open("rb") as file:
        os.fsync(file.fileno())
