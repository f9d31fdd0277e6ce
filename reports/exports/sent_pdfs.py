"""Sending a paper that was drawn to whoever asked for it."""

from django.core.files import File
from django.http import FileResponse


def pdf_response(file: File, name: str) -> FileResponse:
    """Returns an open PDF as a download that nothing keeps on its way. name: of the download, without a person's name in it."""
    response = FileResponse(file, as_attachment=True, filename=name, content_type="application/pdf")
    response["Cache-Control"] = "private, no-store"
    return response
