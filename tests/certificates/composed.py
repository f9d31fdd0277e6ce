"""What the page of a design sends."""

from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

WORDS = {
    "title_en": "Certificate of Completion",
    "title_bn": "প্রশিক্ষণ সমাপনী সনদ",
    "statement_en": "has successfully completed the training",
    "statement_bn": "নিম্নোক্ত প্রশিক্ষণ সফলভাবে সম্পন্ন করেছেন",
}
LOOK = {"layout": "heritage", "palette": "green", "paper": "a4", "level": "completion"}


def sent(**changes):
    """The values of the form; a value of None is left out."""
    values = {"name": "Completion", **LOOK, **WORDS, "shows_rank": "on", "shows_hours": "on"} | changes
    return {field: value for field, value in values.items() if value is not None}


def signature_picture(kind="PNG", *, ground="white", pen=(20, 30, 90), size=(600, 200)):
    """A line of a pen on paper, as a file (bytes)."""
    picture = Image.new("RGB", size, ground)
    ImageDraw.Draw(picture).line([(60, 150), (200, 40), (330, 160), (540, 60)], fill=pen, width=9)
    file = BytesIO()
    picture.save(file, kind)
    return file.getvalue()


def upload(content, name="signature.png"):
    return SimpleUploadedFile(name, content, "image/png")


def stored(content):
    return ContentFile(content, name="any.png")
