"""What becomes of an uploaded picture, and what is refused before it is decoded."""

import struct
import zlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.refusal import Refused
from programmes.files import images
from tests.programmes.news.factories import picture_file


def opened(content):
    return Image.open(BytesIO(content))


def test_a_large_picture_becomes_two_small_files():
    ready = images.read(picture_file(3000, 1500))
    assert (ready.large_size, ready.small_size) == ((1600, 800), (640, 320))
    assert [opened(file).format for file in (ready.large, ready.small)] == ["WEBP", "WEBP"]
    assert [opened(file).size for file in (ready.large, ready.small)] == [(1600, 800), (640, 320)]


def test_a_small_picture_is_not_blown_up():
    assert images.read(picture_file(60, 40)).large_size == (60, 40)


def test_where_and_with_what_it_was_taken_is_gone():
    exif = Image.Exif()
    exif[0x010F] = "A Phone"
    exif.get_ifd(0x8825).update({1: "N", 2: (22.0, 48.0, 0.0), 3: "E", 4: (89.0, 33.0, 0.0)})
    upload = picture_file(exif=exif, comment=b"Taken by Sabina", icc_profile=b"profile of the phone")
    assert b"A Phone" in upload.read()
    ready = images.read(upload)
    for file in (ready.large, ready.small):
        assert b"Phone" not in file
        assert b"Sabina" not in file
        assert b"EXIF" not in file
        assert b"ICCP" not in file
        assert dict(opened(file).getexif()) == {}


def test_a_picture_taken_sideways_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    assert images.read(picture_file(60, 40, exif=exif)).large_size == (40, 60)


def test_what_can_be_seen_through_stays_so():
    file = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(file, "PNG")
    ready = images.read(SimpleUploadedFile("logo.png", file.getvalue()))
    assert opened(ready.large).mode == "RGBA"


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "I;16"])
def test_every_usual_kind_of_colours_is_taken(mode):
    file = BytesIO()
    Image.new(mode, (10, 10)).save(file, "JPEG" if mode == "CMYK" else "PNG")
    assert images.read(SimpleUploadedFile("photo", file.getvalue())).large_size == (10, 10)


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
        b"%PDF-1.7",
        b"%!PS-Adobe-3.0 EPSF-3.0",
        b"",
    ],
)
def test_what_is_no_picture_is_refused_whatever_it_is_called(content):
    upload = SimpleUploadedFile("photo.jpg", content, content_type="image/jpeg")
    with pytest.raises(Refused, match="This is not a picture we can use"):
        images.read(upload)


def test_a_file_that_goes_on_as_something_else_leaves_that_behind():
    upload = SimpleUploadedFile("photo.jpg", picture_file().read() + b"<script>alert(1)</script>PK\x03\x04")
    assert b"<script>" not in images.read(upload).large


def test_a_file_cut_short_is_called_damaged():
    whole = picture_file(400, 400, kind="PNG").read()
    with pytest.raises(Refused, match="damaged"):
        images.read(SimpleUploadedFile("photo.png", whole[: len(whole) // 2]))


def test_a_file_of_too_many_bytes_is_not_even_opened(monkeypatch):
    upload = picture_file()
    upload.size = 15 * 1024 * 1024 + 1
    monkeypatch.setattr(images, "_opened", None)
    with pytest.raises(Refused, match="The picture has 16 MB; at most 15 MB are taken"):
        images.read(upload)


def png_that_claims(width, height):
    """A few bytes that say they unfold to a huge picture."""

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("width", "height"), [(20_000, 2_001), (60_000, 60_000)])
def test_a_picture_of_too_many_points_is_never_decoded(width, height, monkeypatch):
    monkeypatch.setattr(images, "_decoded", None)
    upload = SimpleUploadedFile("bomb.png", png_that_claims(width, height))
    with pytest.raises(Refused, match="40 million"):
        images.read(upload)


def test_the_files_have_names_that_nobody_guesses(settings):
    first, second = (images.store(images.read(picture_file(name="hall-2026.jpg"))) for _n in range(2))
    assert first != second
    assert len(first) == 22
    kept = {path.name: path for path in (settings.MEDIA_ROOT / "news").iterdir()}
    assert set(kept) == {f"{name}{ending}.webp" for name in (first, second) for ending in ("", "-small")}
    assert all(path.stat().st_mode & 0o077 == 0 for path in kept.values())
