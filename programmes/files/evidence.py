"""Papers that people send along with a request: a PDF, or a photograph that is encoded again, so that place and phone are not in it."""

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from accounts.refusal import Refused
from programmes.files import images, uploaded_documents

ENDINGS = ("pdf", "jpg", "jpeg", "png")
ACCEPTED = "image/jpeg,image/png,application/pdf"
MOST_BYTES = 10 * 1024**2
LEAST_SIDE = 200  # pixels: nothing is read on less
PDF, PHOTOGRAPH = "application/pdf", "image/webp"
NAMES = {PDF: "paper.pdf", PHOTOGRAPH: "paper.webp"}


def check(upload: UploadedFile) -> None:
    """Raises Refused, with a sentence, unless the uploaded file is a PDF, JPEG or PNG of at most 10 MB. Decodes no picture."""
    images.refuse_heic(upload)
    ending = uploaded_documents.ending_of(upload.name or "")
    if ending not in ENDINGS:
        raise Refused(_("Take a photo (JPEG or PNG) or a PDF."))
    if (upload.size or 0) > MOST_BYTES:
        raise Refused(_("The file is larger than 10 MB. Take a smaller photo of it."))
    uploaded_documents.check(upload)
    if ending != "pdf" and min(images.size_of(upload)) < LEAST_SIDE:
        raise Refused(_("The picture is too small to read anything on it. Take the photo again, or send the original."))


def prepared(upload: UploadedFile) -> tuple[ContentFile, str]:
    """Returns what is stored of an uploaded paper, and its media type (see NAMES). Raises Refused as `check` does.

    Its name is that of neither a person nor an illness: what a phone or a person called the file is not kept.
    """
    check(upload)
    if uploaded_documents.ending_of(upload.name or "") == "pdf":
        upload.seek(0)
        return ContentFile(upload.read(), NAMES[PDF]), PDF
    return ContentFile(images.read(upload).large, NAMES[PHOTOGRAPH]), PHOTOGRAPH


def media_type_of(name: str) -> str:
    """Returns the media type of a stored paper by its name; papers of before photographs were encoded again have others."""
    is_encoded = uploaded_documents.ending_of(name) == "webp"
    return PHOTOGRAPH if is_encoded else uploaded_documents.media_type_of(name)
