"""Papers that people send along with a request: a photograph or a PDF that can be read."""

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from accounts.refusal import Refused
from programmes.files import images, uploaded_documents

ENDINGS = ("pdf", "jpg", "jpeg", "png")
ACCEPTED = "image/jpeg,image/png,application/pdf"
MOST_BYTES = 10 * 1024**2
LEAST_SIDE = 200  # pixels: nothing is read on less


def check(upload: UploadedFile) -> None:
    """Raises Refused, with a sentence, unless the uploaded file is a PDF, JPEG or PNG of at most 10 MB."""
    if uploaded_documents.ending_of(upload.name or "") not in ENDINGS:
        raise Refused(_("Take a photo (JPEG or PNG) or a PDF."))
    if (upload.size or 0) > MOST_BYTES:
        raise Refused(_("The file is larger than 10 MB. Take a smaller photo of it."))
    uploaded_documents.check(upload)
    is_picture = uploaded_documents.ending_of(upload.name or "") != "pdf"
    if is_picture and min(images.size_of(upload)) < LEAST_SIDE:
        raise Refused(_("The picture is too small to read anything on it. Take the photo again, or send the original."))
