"""Pictures of updates and logos of partners: checked before decoding, encoded again, stored under random names. Encoding
again drops everything else in the file: place, time, phone and author, a preview of what was cropped, and data that is no
picture.
"""

import contextlib
import os
import secrets
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps

from accounts.refusal import Refused
from accounts.text.sentences import numbers

FOLDER = "news"
MOST_BYTES = 15 * 1024 * 1024
MOST_POINTS = 40_000_000
LARGE, SMALL = 1600, 640  # longest side, in pixels
LOGO = (600, 280)  # most width and height, in pixels
FORMATS = ("JPEG", "PNG", "WEBP")
# What the first bytes of an ISO media file name: the photographs of newer phones.
_HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_ENDINGS = {"JPEG": ("jpg", "jpeg"), "PNG": ("png",), "WEBP": ("webp",)}
QUALITY = 80


class PreparedImage(NamedTuple):
    """A picture encoded again in two sizes: WebP files, and the width and height of each in pixels."""

    large: bytes
    small: bytes
    large_size: tuple
    small_size: tuple


def read(upload: Any) -> PreparedImage:
    """Returns an uploaded file as a PreparedImage. Raises Refused with the problem.

    Checks the size of the file and of the picture first, then decodes it by the format that its first bytes show. Ignores its
    name and the media type of the browser.
    """
    large = _decoded(_checked(upload))
    small = large.copy()
    small.thumbnail((SMALL, SMALL))
    return PreparedImage(_written(large), _written(small), large.size, small.size)


def read_logo(upload: Any) -> bytes:
    """Returns an uploaded file as the bytes of a PNG, at most LOGO in pixels. Keeps transparency.

    Raises Refused as `read` does, and when the ending of the name does not match the content: a wrong name usually means the
    wrong file.
    """
    logo = read_named(upload)
    logo.thumbnail(LOGO)
    file = BytesIO()
    logo.save(file, "PNG", optimize=True)
    return file.getvalue()


def read_named(upload: Any) -> Any:
    """Returns an uploaded file as an upright Pillow image without metadata. Raises Refused as `read_logo` does."""
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


def _checked(upload: Any) -> Any:
    if upload.size > MOST_BYTES:
        raise Refused(
            _("The picture has %(size)s MB; at most %(most)s MB are taken. Save it smaller and try again.")
            % numbers(size=-(-upload.size // 1024**2), most=MOST_BYTES // 1024**2)
        )
    picture = _opened(upload)
    if picture.width * picture.height > MOST_POINTS:
        raise Refused(
            _(
                "The picture is %(width)s × %(height)s points; at most %(most)s million are taken. Save it smaller and try again."
            )
            % numbers(width=picture.width, height=picture.height, most=MOST_POINTS // 1_000_000)
        )
    return picture


def refuse_heic(upload: Any) -> None:
    """Raises Refused, with what to do, for a photograph as newer phones make it, whatever it is called."""
    upload.seek(0)
    head = upload.read(12)
    upload.seek(0)
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC:
        raise Refused(
            _(
                "This photograph is a HEIC file, which many computers cannot open. Set the camera of the phone to “most "
                "compatible” (JPEG), or send a screenshot of the photograph."
            )
        )


def size_of(upload: Any) -> tuple[int, int]:
    """Returns the width and height of an uploaded picture in pixels. Raises Refused as `read` does."""
    upload.seek(0)
    picture = _checked(upload)
    upload.seek(0)
    return picture.width, picture.height


def store(ready: PreparedImage, *, folder: str = FOLDER) -> str:
    """Stores both files and returns their common name. The caller creates the row afterwards."""
    name = secrets.token_urlsafe(16)
    for small, content in ((False, ready.large), (True, ready.small)):
        path = path_of(name, small=small, folder=folder)
        default_storage.save(path, ContentFile(content))
        _flush_to_disk(path)
    return name


def discard(name: str, *, folder: str = FOLDER) -> None:
    """Removes both files; harmless when they are gone."""
    for small in (False, True):
        default_storage.delete(path_of(name, small=small, folder=folder))


def path_of(name: str, *, small: bool = False, folder: str = FOLDER) -> str:
    """Returns the path of the file in the storage."""
    return f"{folder}/{name}-small.webp" if small else f"{folder}/{name}.webp"


def _opened(upload: Any) -> Any:
    upload.seek(0)
    try:
        return Image.open(upload, formats=FORMATS)
    except Image.DecompressionBombError as error:
        most = MOST_POINTS // 1_000_000
        raise Refused(
            _("The picture has far more than %(most)s million points. Save it smaller and try again.")
            % numbers(most=most)
        ) from error
    except Exception as error:  # a broken file can raise any of them
        raise Refused(_("This is not a picture we can use. Take a JPEG, PNG or WebP file.")) from error


@contextlib.contextmanager
def _only_whole_pictures() -> Iterator[None]:
    """WeasyPrint, once imported anywhere in the process, lets Pillow fill up what is missing; an upload must be whole."""
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _decoded(picture: Any) -> Any:
    """Returns the picture upright, in RGB, at most LARGE pixels long, without metadata."""
    try:
        # JPEG alone can be decoded small; the others are held in full for a moment.
        picture.draft("RGB", (LARGE, LARGE))
        with _only_whole_pictures():
            picture.load()
        upright = ImageOps.exif_transpose(picture)
        plain = upright.convert("RGBA" if _is_see_through(upright) else "RGB")
        plain.thumbnail((LARGE, LARGE))
    except Exception as error:  # a broken file can raise any of them
        raise Refused(_("The file of the picture is damaged. Save it again and try once more.")) from error
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    return bare


def _is_see_through(picture: Any) -> bool:
    return picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info


def _written(picture: Any) -> bytes:
    file = BytesIO()
    picture.save(file, "WEBP", quality=QUALITY, method=4)
    return file.getvalue()


def _flush_to_disk(path: str) -> None:
    # A storage that is no folder has no path and flushes itself.
    with contextlib.suppress(NotImplementedError), Path(default_storage.path(path)).open("rb") as file:
        os.fsync(file.fileno())
